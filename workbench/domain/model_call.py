"""One call of a model: what is asked, and how it waits for its turn."""

from dataclasses import dataclass
from typing import Any

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
