"""What both kinds of completion requests share: how tokens are picked, and when to stop."""

import secrets
from typing import Any

from pydantic import BaseModel, Field, field_validator

from workbench.model_server.native.sampler import SamplerSettings

MOST_ALTERNATIVES = 20


class StreamOptions(BaseModel):
    include_usage: bool = False


class SamplingRequest(BaseModel):
    """Fields we do not know are ignored, as other servers do.

    As llama.cpp's own server has them: `return_progress`, to be told how far a long prompt is
    read, and `ignore_eos`, to have all of `max_tokens` written.
    """

    stream: bool = False
    stream_options: StreamOptions = Field(default_factory=StreamOptions)
    return_progress: bool = False
    ignore_eos: bool = False
    temperature: float = Field(1.0, ge=0, le=10)
    top_p: float = Field(1.0, gt=0, le=1)
    top_k: int = Field(40, ge=0)
    min_p: float = Field(0.05, ge=0, le=1)
    repeat_penalty: float = Field(1.0, gt=0)
    frequency_penalty: float = Field(0.0, ge=-2, le=2)
    presence_penalty: float = Field(0.0, ge=-2, le=2)
    max_tokens: int | None = Field(None, ge=1)
    seed: int | None = None
    stop: list[str] = Field(default_factory=list)

    @field_validator("stop", "stream_options", mode="before")
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
        return self.max_tokens

    @property
    def alternatives(self) -> int | None:
        """How many likeliest tokens are told with each one; None: no logprobs at all."""
        return None

    def sampler_settings(self, grammar: str | None = None) -> SamplerSettings:
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
