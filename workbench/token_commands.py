"""What the window asks of the worker about the tokens of prompts and answers."""

from dataclasses import dataclass
from typing import Any, Literal

from workbench.domain.bot import ModelSpec, Sampling
from workbench.domain.conversation import Message
from workbench.domain.tool import Tool


@dataclass(frozen=True, slots=True)
class TokenizeText:
    """Answered by `TextTokenized`, in several pieces if there are many, or `Refused`."""

    request_id: str
    model: ModelSpec
    text: str
    kind: Literal["tokenize_text"] = "tokenize_text"


@dataclass(frozen=True, slots=True)
class TokenizePrompt:
    """The messages as the model's own template puts them together; answered as `TokenizeText`."""

    request_id: str
    model: ModelSpec
    messages: tuple[Message, ...]
    tools: tuple[Tool, ...] = ()
    kind: Literal["tokenize_prompt"] = "tokenize_prompt"


@dataclass(frozen=True, slots=True)
class AskForLogprobs:
    """Have a local model answer a recorded request once more, with log probabilities.

    Nothing of it is stored. Answered by `LogprobsTold`, in several pieces, or `Refused`.
    """

    request_id: str
    model: ModelSpec
    messages: tuple[Message, ...]
    sampling: Sampling
    tools: tuple[Tool, ...] = ()
    output_schema: dict[str, Any] | None = None
    kind: Literal["ask_for_logprobs"] = "ask_for_logprobs"


@dataclass(frozen=True, slots=True)
class StopAskingForLogprobs:
    """`request_id` is that of the asking; it is answered by nothing more."""

    request_id: str
    kind: Literal["stop_asking_for_logprobs"] = "stop_asking_for_logprobs"


TokenCommand = TokenizeText | TokenizePrompt | AskForLogprobs | StopAskingForLogprobs
