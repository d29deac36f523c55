"""One request on its way through the engine, and what is told of it."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Priority = Literal["interactive", "batch"]
FinishReason = Literal["stop", "length"]


@dataclass(slots=True)
class Timings:
    """Tokens and seconds of work; waiting for others is not work."""

    cached_tokens: int = 0
    prompt_tokens: int = 0
    prompt_s: float = 0.0
    reply_tokens: int = 0
    reply_s: float = 0.0
    queue_s: float = 0.0


@dataclass(frozen=True, slots=True)
class TokenLogprob:
    """Natural logarithms; `top`: the likeliest alternatives, best first, the token among them."""

    token: int
    logprob: float
    top: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """`tokens` were written since the last piece; their `logprobs`, if they were asked for."""

    text: str
    tokens: int = 1
    logprobs: tuple[TokenLogprob, ...] = ()


@dataclass(frozen=True, slots=True)
class PromptRead:
    """How far the prompt is read."""

    tokens: int
    total: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event of a job; `error` is empty when all went well."""

    error: str = ""


Event = Text | PromptRead | Finished
Deliver = Callable[[Event], None]


class Picker(Protocol):
    """What chooses tokens: `native.sampler.Sampler`, or a test's own."""

    def pick(self, context: Any, row: int) -> int: ...


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is to be written: after `prompt`, at most `limit` tokens, up to one of `stops`.

    `alternatives`: how many likeliest tokens are told with each one; None: no logprobs at all.
    `shows_special`: tokens such as `[TOOL_CALLS]` are part of the text. `ignores_end`: go on to
    the limit, whatever the model says, as measurements need it.
    """

    prompt: list[int]
    picker: Picker
    limit: int
    stops: Sequence[str] = ()
    alternatives: int | None = None
    shows_special: bool = False
    ignores_end: bool = False


@dataclass(eq=False)
class Job:
    """`deliver` is called from the engine's thread, `Finished` last."""

    assignment: Assignment
    priority: Priority
    deliver: Deliver
    timings: Timings = field(default_factory=Timings)
    finish_reason: FinishReason = "stop"
    waiting_since: float = field(default_factory=time.perf_counter)
    is_dropped: threading.Event = field(default_factory=threading.Event)

    @property
    def is_interactive(self) -> bool:
        return self.priority == "interactive"
