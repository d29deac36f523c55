"""What a client may ask of /v1/chat/completions, checked."""

from typing import Any, Literal

from pydantic import BaseModel, Field, field_validator

from workbench.model_server.api_errors import BadRequestError
from workbench.model_server.native.sampler import grammar_of
from workbench.model_server.sampling_request import MOST_ALTERNATIVES, SamplingRequest


class ContentPart(BaseModel):
    type: Literal["text"]
    text: str


class FunctionCall(BaseModel):
    name: str
    arguments: str = "{}"


class ToolCallEntry(BaseModel):
    id: str = ""
    function: FunctionCall


class ChatMessage(BaseModel):
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[ContentPart] | None = None
    tool_calls: list[ToolCallEntry] = Field(default_factory=list)
    tool_call_id: str = ""

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content)
        return self.content or ""


class FunctionSchema(BaseModel):
    name: str
    description: str = ""
    parameters: dict[str, Any] = Field(default_factory=lambda: {"type": "object"})


class ToolEntry(BaseModel):
    type: Literal["function"] = "function"
    function: FunctionSchema


class NamedFunction(BaseModel):
    name: str


class NamedTool(BaseModel):
    type: Literal["function"] = "function"
    function: NamedFunction


class JsonSchema(BaseModel):
    name: str = ""
    json_schema: dict[str, Any] = Field(alias="schema", default_factory=dict)


class ResponseFormat(BaseModel):
    type: Literal["text", "json_object", "json_schema"]
    json_schema: JsonSchema | None = None


class ChatRequest(SamplingRequest):
    """The official client's fields, and llama.cpp's own for sampling."""

    messages: list[ChatMessage] = Field(min_length=1)
    max_completion_tokens: int | None = Field(None, ge=1)
    n: Literal[1] = 1
    response_format: ResponseFormat | None = None
    tools: list[ToolEntry] = Field(default_factory=list)
    tool_choice: Literal["none", "auto", "required"] | NamedTool = "auto"
    logprobs: bool = False
    top_logprobs: int = Field(0, ge=0, le=MOST_ALTERNATIVES)

    @field_validator("tools", mode="before")
    @classmethod
    def _null_means_none(cls, value: object) -> object:
        return [] if value is None else value

    @field_validator("logprobs", "top_logprobs", mode="before")
    @classmethod
    def _null_means_not_asked_for(cls, value: object) -> object:
        return 0 if value is None else value

    @property
    def limit_tokens(self) -> int | None:
        return self.max_completion_tokens or self.max_tokens

    @property
    def alternatives(self) -> int | None:
        return self.top_logprobs if self.logprobs else None

    def answer_grammar(self) -> str | None:
        """The grammar that `response_format` asks for."""
        match self.response_format:
            case ResponseFormat(type="json_object"):
                return grammar_of({"type": "object", "additionalProperties": True})
            case ResponseFormat(type="json_schema", json_schema=JsonSchema(json_schema=schema)):
                return grammar_of(schema)
            case ResponseFormat(type="json_schema"):
                raise BadRequestError("response_format: json_schema is missing its schema.")
            case _:
                return None
