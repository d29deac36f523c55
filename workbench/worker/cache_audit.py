"""Replays answers that a cache gave, up to them, and has them made anew."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from workbench.assembly import Assembly
from workbench.cancellation import CancelToken
from workbench.domain.bot import CacheSettings
from workbench.domain.conversation import Completion
from workbench.domain.turn import TurnInput
from workbench.engine.turn import run_turn
from workbench.errors import WorkbenchError
from workbench.projections.cache_audit import AuditedHit, difference
from workbench.projections.turns import LONGEST_ANSWER
from workbench.store.event_store import EventStore
from workbench.store.library import Library
from workbench.trace.event import TraceEvent
from workbench.trace.facts import AnswerReused, ModelAnswered, TurnFailed, TurnStarted
from workbench.worker.outlays import Outlays

# Of so many of the newest the sample is drawn.
NEWEST = 1_000


@dataclass(frozen=True, slots=True)
class CacheAuditor:
    store_path: Path
    assembly: Assembly
    outlays: Outlays

    def audit(
        self, sample: int, cancel: CancelToken
    ) -> Iterator[tuple[int, AuditedHit, float | None]]:
        """Each hit with how many there are in all, and what it cost to make its answer anew.

        Raises `BudgetError` where that would cost more than may be spent.
        """
        with closing(Library(self.store_path, read_only=True)) as library:
            known = library.reused_turns(NEWEST)
        chosen = Random(len(known)).sample(known, min(sample, len(known)))
        for turn_id in chosen:
            cancel.check()
            hit, cost_usd = self._checked(turn_id, cancel)
            yield len(chosen), hit, cost_usd

    def _checked(self, turn_id: str, cancel: CancelToken) -> tuple[AuditedHit, float | None]:
        with closing(EventStore(self.store_path, read_only=True)) as store:
            events = store.turn(turn_id)
        hit, before = _hit(turn_id, events)
        given = _uncached(events)
        self.outlays.check(given.bot)
        try:
            live = self._made_anew(given, before, cancel)
        except WorkbenchError as error:
            return replace(hit, problem=error.line), 0.0
        self.outlays.book("audit", given.bot, live)
        return self._compared(hit, live, cancel), live.cost_usd

    def _made_anew(
        self, given: TurnInput, before: Sequence[TraceEvent], cancel: CancelToken
    ) -> Completion:
        own = CancelToken()
        services = self.assembly.services(given, own, {}, is_interactive=False)
        with (
            cancel.on_cancel(own.cancel),
            own.cancelled_after(given.bot.deadline_s),
            closing(run_turn(given, services, [event.fact for event in before])) as turn,
        ):
            for located in turn:
                match located.fact:
                    case ModelAnswered(completion=completion):
                        return completion
                    case TurnFailed(message=message, hint=hint):
                        raise WorkbenchError(message, hint)
        cancel.check()
        raise WorkbenchError("The turn ended without an answer.", "Look at its trace.")

    def _compared(self, hit: AuditedHit, live: Completion, cancel: CancelToken) -> AuditedHit:
        served, text = hit.served, live.text
        cosine = self.assembly.likeness(served, text, cancel)
        return replace(
            hit,
            served=served[:LONGEST_ANSWER],
            live=text[:LONGEST_ANSWER],
            difference=difference(served, text, cosine),
        )


def _hit(turn_id: str, events: Sequence[TraceEvent]) -> tuple[AuditedHit, Sequence[TraceEvent]]:
    """The first answer of the turn that was given again, and what came before it."""
    place, reused = next(
        (place, event.fact.reused)
        for place, event in enumerate(events)
        if isinstance(event.fact, AnswerReused)
    )
    later = (event.fact for event in events[place:])
    served = next(fact.completion.text for fact in later if isinstance(fact, ModelAnswered))
    given = _given(events)
    hit = AuditedHit(
        turn_id,
        reused.cache,
        given.conversation[-1].text,
        reused.question,
        reused.similarity,
        served,
    )
    return hit, events[:place]


def _given(events: Sequence[TraceEvent]) -> TurnInput:
    match events[0].fact:
        case TurnStarted(input=given):
            return given
        case _:
            raise TypeError(f"Turn {events[0].turn_id} begins with {events[0].fact.kind}.")


def _uncached(events: Sequence[TraceEvent]) -> TurnInput:
    given = _given(events)
    return replace(given, bot=replace(given.bot, cache=CacheSettings()))
