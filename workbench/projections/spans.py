"""The spans of a turn: what kind each is, when it began and when it ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from workbench.trace.event import TraceEvent
from workbench.trace.facts import (
    ChunksRetrieved,
    InputChecked,
    IntentRouted,
    ModelRouted,
    OutputChecked,
    PromptAssembled,
)

SpanKind = Literal[
    "turn", "guard", "route", "retrieve", "prompt", "queue", "model", "tool", "other"
]

# The beginning of a span's own name, as the engine gives it: model-0, tool-1.0, guard-in.
_KINDS: dict[str, SpanKind] = {
    "turn": "turn",
    "guard": "guard",
    "route": "route",
    "retrieve": "retrieve",
    "retrieval": "retrieve",
    "prompt": "prompt",
    "model": "model",
    "tool": "tool",
}
# Facts that end the work they tell of, so it began when the fact before them was told.
_RESULTS = (
    InputChecked,
    OutputChecked,
    IntentRouted,
    PromptAssembled,
    ChunksRetrieved,
    ModelRouted,
)


@dataclass(frozen=True, slots=True)
class Bar:
    span_id: str
    parent_id: str | None
    start_s: float
    end_s: float


def span_kind(span_id: str) -> SpanKind:
    return _KINDS.get(span_id.rpartition("/")[2].partition("-")[0], "other")


def bars(events: Iterable[TraceEvent]) -> dict[str, Bar]:
    """One bar a span, in the order in which they began; a span holds those inside it."""
    found: dict[str, Bar] = {}
    before_s = 0.0
    for event in events:
        start_s = before_s if isinstance(event.fact, _RESULTS) else event.offset_s
        for span_id in _path(event.span_id):
            known = found.get(span_id)
            parent_id = span_id.rpartition("/")[0] or None
            first_s = known.start_s if known else start_s
            found[span_id] = Bar(span_id, parent_id, first_s, event.offset_s)
        before_s = event.offset_s
    return found


def _path(span_id: str) -> Iterable[str]:
    """The span and those around it, outermost first."""
    place = span_id.find("/")
    while place >= 0:
        yield span_id[:place]
        place = span_id.find("/", place + 1)
    yield span_id
