"""One call of a model: what is asked, how it waits, and an answer that is there already."""

from dataclasses import dataclass
from typing import Any, Literal

from workbench.domain.bot import Sampling
from workbench.domain.conversation import Message
from workbench.domain.tool import Tool


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """`output_schema`: a JSON schema for the answer. `tools`: what the model may call."""

    messages: tuple[Message, ...]
    sampling: Sampling
    tools: tuple[Tool, ...] = ()
    output_schema: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """Others come first; `place` 1 is next."""

    place: int


@dataclass(frozen=True, slots=True)
class Admitted:
    """The request goes out now."""


CacheKind = Literal["exact", "semantic"]


@dataclass(frozen=True, slots=True)
class Reused:
    """What comes now is an answer that was given before, to `question`; no model is asked.

    `similarity`: the cosine of the two questions, 1 for the same request. Saved is what the answer
    took when it was made: tokens read and written, and USD, None if unknown.
    """

    cache: CacheKind
    question: str
    similarity: float
    age_s: float
    saved_tokens: int
    saved_usd: float | None
