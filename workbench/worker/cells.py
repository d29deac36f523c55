"""The cells of a grid: their order, their turns, and the row that each comes to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from workbench.domain.bot import Bot
from workbench.domain.suite import Case, CellKey, Suite
from workbench.evals.judge import judge_cell
from workbench.projections.grid import LONGEST_SNIPPET, CellRow
from workbench.projections.turns import TurnRow
from workbench.trace.event import TraceEvent
from workbench.trace.facts import TurnCancelled, TurnFinished
from workbench.worker.turns import LAST_FACTS


def cell_keys(suite: Suite) -> Iterator[CellKey]:
    """Variant by variant, and in it account by account; variants of one model follow each other.

    So neighbours share the beginning of a prompt, which the model's server need not read again,
    and models that do not fit into memory together are loaded once each.
    """
    cases = sorted(suite.cases, key=lambda case: case.account)
    models = [bot.model for bot in suite.variants]
    for variant in sorted(suite.variants, key=lambda bot: models.index(bot.model)):
        for trial in range(suite.trials):
            for case in cases:
                yield CellKey(case.id, variant.name, trial)


@dataclass(frozen=True, slots=True)
class Cell:
    """`scorers` are the names of those that must all pass."""

    run_id: str
    key: CellKey
    bot: Bot
    case: Case
    scorers: tuple[str, ...]

    def turn_id(self, place: int) -> str:
        """Of the message at that place; the last one is the cell's own."""
        name = f"{self.run_id}/{self.key.case_id}/{self.key.variant}/{self.key.trial}"
        return name if place == len(self.case.turns) - 1 else f"{name}/{place}"

    def judge(
        self, events: Sequence[TraceEvent], row: TurnRow, before: Sequence[TurnRow] = ()
    ) -> CellRow | None:
        """The row of the cell once its turn has ended; None if it is to be answered again.

        `before`: the earlier turns of the case. Their tokens and cost are the cell's too.
        """
        end = events[-1].fact
        if isinstance(end, TurnCancelled):
            return None
        result = judge_cell(self.case, self.scorers, events)
        return CellRow(
            run_id=self.run_id,
            case_id=self.key.case_id,
            variant=self.key.variant,
            trial=self.key.trial,
            turn_id=row.turn_id,
            outcome=result.outcome,
            scores=result.scores,
            answer=row.answer[:LONGEST_SNIPPET],
            note=row.note or result.note,
            ttft_s=row.ttft_s,
            total_s=row.total_s,
            queue_s=row.queue_s,
            prompt_tokens=sum(each.prompt_tokens for each in (*before, row)),
            reply_tokens=sum(each.reply_tokens for each in (*before, row)),
            cost_usd=_cost_usd((*before, row)),
            segments=row.segments,
            answered_by=row.answered_by,
            route=row.route,
            cache=row.cache,
        )

    def judge_on_the_way(
        self, events: Sequence[TraceEvent], row: TurnRow, before: Sequence[TurnRow] = ()
    ) -> CellRow | None:
        """A turn before the last: the cell ends here only if that turn failed."""
        is_over = not isinstance(events[-1].fact, TurnFinished)
        return self.judge(events, row, before) if is_over else None


def _cost_usd(turns: Sequence[TurnRow]) -> float | None:
    """None if nothing was answered, or the cost of an answer is unknown."""
    costs = [turn.cost_usd for turn in turns if turn.prompt_tokens or turn.reply_tokens]
    known = [cost for cost in costs if cost is not None]
    return sum(known) if known and len(known) == len(costs) else None


class Recorded(Protocol):
    def turn(self, turn_id: str) -> list[TraceEvent]: ...


def continuable(store: Recorded, turn_id: str) -> tuple[str, list[TraceEvent]]:
    """The turn's id and recording to go on with: a stopped turn is left and begun under a new id.

    The recording is empty for a new turn, and ends in `TurnFinished` for one that needs nothing.
    """
    for attempt in count(1):
        name = turn_id if attempt == 1 else f"{turn_id}~{attempt}"
        recorded = store.turn(name)
        if not recorded or isinstance(recorded[-1].fact, TurnFinished):
            return name, recorded
        if not isinstance(recorded[-1].fact, LAST_FACTS):
            return name, recorded
    raise AssertionError
