"""Why an answer differs from the baseline's: what the two traces did differently. Qt-free."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.domain.document import Chunk
from workbench.trace.event import TraceEvent
from workbench.trace.facts import ChunksRetrieved, IntentRouted, ModelRouted, ToolReturned


@dataclass(frozen=True, slots=True)
class Reason:
    """`detail` stands at the right: `rank 6 to 2`. `tip` is the whole of it."""

    direction: Literal["up", "down", "other"]
    text: str
    detail: str
    tip: str = ""


def reasons(events: Sequence[TraceEvent], baseline: Sequence[TraceEvent]) -> tuple[Reason, ...]:
    """Routing first, then tools, then the chunks whose rank changed, best rank first."""
    return (
        *_routing(events, baseline),
        *_model(events),
        *_tools(events, baseline),
        *_ranks(_chunks(events), _chunks(baseline)),
    )


def _routing(events: Sequence[TraceEvent], baseline: Sequence[TraceEvent]) -> tuple[Reason, ...]:
    now, before = _intent(events), _intent(baseline)
    if not now or now == before:
        return ()
    detail = f"was {before}" if before else "not routed there"
    return (Reason("other", f"Routed to {now}", detail),)


def _model(events: Sequence[TraceEvent]) -> tuple[Reason, ...]:
    """Which of its models a bot with routes chose in the end."""
    facts = [event.fact for event in events if isinstance(event.fact, ModelRouted)]
    if not facts:
        return ()
    chosen = facts[-1]
    return (Reason("other", f"Answered by {chosen.model}", f"rule {chosen.rule}", chosen.reason),)


def _tools(events: Sequence[TraceEvent], baseline: Sequence[TraceEvent]) -> list[Reason]:
    now, before = _calls(events), _calls(baseline)
    only_now = [name for name in now if name not in before]
    only_before = [name for name in before if name not in now]
    failed = [name for name, has_failed in now.items() if has_failed and not before.get(name)]
    return [
        *(Reason("up", name, "called") for name in only_now if name not in failed),
        *(Reason("down", name, "failed") for name in failed),
        *(Reason("down", name, "not called") for name in only_before),
    ]


def _ranks(now: dict[str, Chunk], before: dict[str, Chunk]) -> list[Reason]:
    ranks = {chunk_id: rank for rank, chunk_id in enumerate(now, start=1)}
    old_ranks = {chunk_id: rank for rank, chunk_id in enumerate(before, start=1)}
    moved = [
        _moved(now[chunk_id], old_ranks.get(chunk_id), rank)
        for chunk_id, rank in ranks.items()
        if old_ranks.get(chunk_id) != rank
    ]
    gone = [
        _moved(before[chunk_id], rank, None)
        for chunk_id, rank in old_ranks.items()
        if chunk_id not in ranks
    ]
    return moved + gone


def _moved(chunk: Chunk, before: int | None, now: int | None) -> Reason:
    name = chunk.heading or chunk.title
    tip = f"{chunk.path}, {chunk.title}, {chunk.heading}"
    if before is None:
        return Reason("up", name, f"new at rank {now}", tip)
    if now is None:
        return Reason("down", name, f"left rank {before}", tip)
    return Reason("up" if now < before else "down", name, f"rank {before} to {now}", tip)


def _intent(events: Sequence[TraceEvent]) -> str:
    facts = [event.fact for event in events]
    return next((fact.intent for fact in facts if isinstance(fact, IntentRouted)), "")


def _calls(events: Sequence[TraceEvent]) -> dict[str, bool]:
    """The tools that returned, and whether they failed the last time."""
    facts = [event.fact for event in events]
    return {fact.call.tool: fact.failed for fact in facts if isinstance(fact, ToolReturned)}


def _chunks(events: Sequence[TraceEvent]) -> dict[str, Chunk]:
    """What was retrieved, best first, over all searches of the turn."""
    facts = [event.fact for event in events]
    found = [fact.retrieved for fact in facts if isinstance(fact, ChunksRetrieved)]
    return {chunk.id: chunk for each in found for chunk in each.chunks}
