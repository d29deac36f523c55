"""What a client may ask of the endpoints that take bare text and tokens, checked."""

from pydantic import BaseModel, Field

from workbench.model_server.chat_request import ChatMessage, ToolEntry
from workbench.model_server.sampling_request import MOST_ALTERNATIVES, SamplingRequest


class CompletionRequest(SamplingRequest):
    """`prompt`: text, in which `<|im_start|>` and the like are single tokens, or tokens.

    `logprobs`: how many likeliest tokens are told with each one.
    """

    prompt: str | list[int] = Field(min_length=1)
    max_tokens: int | None = Field(16, ge=1)
    logprobs: int | None = Field(None, ge=0, le=MOST_ALTERNATIVES)
    echo: bool = False

    @property
    def alternatives(self) -> int | None:
        return self.logprobs


class TokenizeRequest(BaseModel):
    """`texts`, each counted alone; or the `messages` of one chat, counted as they are sent; or
    `content`, for its tokens. `with_pieces`: also the text and bytes of each token."""

    texts: list[str] | None = None
    messages: list[ChatMessage] | None = None
    tools: list[ToolEntry] = Field(default_factory=list)
    content: str | None = None
    with_pieces: bool = False
    parse_special: bool = True


class DetokenizeRequest(BaseModel):
    tokens: list[int]
