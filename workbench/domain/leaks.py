"""What a leak test asks, and what got through that should not."""

from dataclasses import dataclass
from typing import Literal

ProbeKind = Literal["title", "sentence", "canary", "paraphrase", "account"]
LeakWay = Literal["chunk", "canary", "text", "record"]
LeakPlace = Literal["ranking", "evidence", "prompt", "answer"]


@dataclass(frozen=True, slots=True)
class Probe:
    """A question that `role` asks, aimed at a document (or account) that it may not see."""

    role: str
    target: str
    kind: ProbeKind
    text: str


@dataclass(frozen=True, slots=True)
class Leak:
    """What got through where: `detail` is a chunk's id, a code, or the first words of a text.

    `bot` is empty for retrieval alone. `turn_id`: the trace, where there is one. `source`: the
    document that it is from, which need not be the probe's target.
    """

    probe: Probe
    way: LeakWay
    place: LeakPlace
    source: str
    detail: str
    bot: str = ""
    turn_id: str = ""


@dataclass(frozen=True, slots=True)
class LeakReport:
    """`forbidden`: pairs of a role and a document that it may not read; `reached` of them leaked.

    `is_filtered` False: access control was off on purpose, to see that the probes find something.
    `failed`: questions that could not be asked, with the first reason in `note`.
    """

    roles: tuple[str, ...]
    bots: tuple[str, ...]
    forbidden: int
    probes: int
    asked: int
    reached: int
    leaks: tuple[Leak, ...]
    seconds: float
    is_filtered: bool = True
    is_whole: bool = True
    failed: int = 0
    note: str = ""
