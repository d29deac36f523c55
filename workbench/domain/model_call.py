"""One call of a model: what is asked, how it waits, and an answer that is there already."""

from dataclasses import dataclass
from typing import Any, Literal

from workbench.domain.bot import Sampling
from workbench.domain.conversation import Completion, Message
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
    """The request goes out now, to `model` (empty: the bot's own).

    `left_out`: settings of the bot that this model does not take, so they are not sent.
    """

    model: str = ""
    left_out: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Retrying:
    """The call failed before any text; it is made again after `wait_s`."""

    attempt: int
    reason: str
    wait_s: float


@dataclass(frozen=True, slots=True)
class FallingBack:
    """The call failed for good; the next model of the bot is asked."""

    from_model: str
    to_model: str
    reason: str


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What one call sent over the network and got back, in bytes of HTTP before encryption."""

    host: str
    bytes_out: int
    bytes_in: int


@dataclass(frozen=True, slots=True)
class Thought:
    """The next piece of what the model thinks before it answers."""

    text: str


@dataclass(frozen=True, slots=True)
class PromptProgress:
    """How much of the prompt the model has read, in tokens."""

    read: int
    total: int


# What a model tells of a call besides its answer.
Told = Queued | Admitted | Reused | Retrying | FallingBack | Exchanged | PromptProgress | Thought
# What a model tells while it answers; `str` is the next piece of text, the completion comes last.
Streamed = Told | str | Completion
