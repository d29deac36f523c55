"""What a client may ask of /v1/chat/completions, checked."""

import secrets
from typing import Any, Literal

from pydantic import BaseModel, Field, field_validator

from workbench.model_server.api_errors import BadRequestError
from workbench.model_server.native.sampler import SamplerSettings, grammar_of


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


class StreamOptions(BaseModel):
    include_usage: bool = False


class ChatRequest(BaseModel):
    """Fields we do not know are ignored, as other servers do."""

    messages: list[ChatMessage] = Field(min_length=1)
    stream: bool = False
    stream_options: StreamOptions = Field(default_factory=StreamOptions)
    temperature: float = Field(1.0, ge=0, le=10)
    top_p: float = Field(1.0, gt=0, le=1)
    top_k: int = Field(40, ge=0)
    min_p: float = Field(0.05, ge=0, le=1)
    repeat_penalty: float = Field(1.0, gt=0)
    frequency_penalty: float = Field(0.0, ge=-2, le=2)
    presence_penalty: float = Field(0.0, ge=-2, le=2)
    max_tokens: int | None = Field(None, ge=1)
    max_completion_tokens: int | None = Field(None, ge=1)
    seed: int | None = None
    stop: list[str] = Field(default_factory=list)
    n: Literal[1] = 1
    response_format: ResponseFormat | None = None
    tools: list[ToolEntry] = Field(default_factory=list)
    tool_choice: Literal["none", "auto", "required"] | NamedTool = "auto"

    @field_validator("stop", "tools", "stream_options", mode="before")
    @classmethod
    def _null_means_default(cls, value: object, info: Any) -> object:
        if value is None:
            return {} if info.field_name == "stream_options" else []
        return [value] if isinstance(value, str) else value

    @field_validator("temperature", "top_p", "frequency_penalty", "presence_penalty", mode="before")
    @classmethod
    def _null_number_means_default(cls, value: object, info: Any) -> object:
        return cls.model_fields[info.field_name].default if value is None else value

    @property
    def limit_tokens(self) -> int | None:
        return self.max_completion_tokens or self.max_tokens

    def sampler_settings(self, grammar: str | None) -> SamplerSettings:
        seed = secrets.randbits(32) if self.seed is None else self.seed & 0xFFFFFFFF
        return SamplerSettings(
            temperature=self.temperature,
            top_p=self.top_p,
            top_k=self.top_k,
            min_p=self.min_p,
            repeat_penalty=self.repeat_penalty,
            frequency_penalty=self.frequency_penalty,
            presence_penalty=self.presence_penalty,
            seed=seed,
            grammar=grammar,
        )

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


class TokenizeRequest(BaseModel):
    """Either texts, each counted alone, or the messages of one chat."""

    texts: list[str] | None = None
    messages: list[ChatMessage] | None = None
    tools: list[ToolEntry] = Field(default_factory=list)
