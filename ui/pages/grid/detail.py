"""All that the drawer tells of the chosen cell. Qt-free."""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.pages.grid.scorer_words import scorer_name
from ui.pages.grid.state import GridState
from ui.pages.grid.why import Reason, reasons
from workbench.projections.answer import answer_of
from workbench.projections.grid import CellRow
from workbench.trace.event import TraceEvent


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """`value` and `baseline` 0 to 1; None where the scorer says nothing of the case."""

    scorer: str
    value: float | None
    baseline: float | None
    reason: str = ""
    is_pass: bool | None = None

    @property
    def difference(self) -> float | None:
        if self.value is None or self.baseline is None:
            return None
        return self.value - self.baseline


@dataclass(frozen=True, slots=True)
class Chosen:
    """The cell in the drawer, by place; `cell` and `baseline` are None while not answered."""

    case_id: str
    variant: str
    trials: tuple[CellRow, ...]
    trial: int
    cell: CellRow | None
    baseline: CellRow | None
    is_baseline: bool

    @property
    def passed(self) -> int:
        return sum(row.outcome == "passed" for row in self.trials)


@dataclass(frozen=True, slots=True)
class Traces:
    """The answers and their traces, read from the store when the cell is opened."""

    answer: str
    baseline_answer: str
    events: tuple[TraceEvent, ...]
    reasons: tuple[Reason, ...]


def chosen(state: GridState, place: tuple[str, str], trial: int) -> Chosen:
    """The trial asked for, or the first one that is done."""
    case_id, variant = place
    done = state.trials(case_id, variant)
    number = trial if trial in done else min(done, default=0)
    is_baseline = variant == state.baseline
    others = {} if is_baseline else state.trials(case_id, state.baseline)
    return Chosen(
        case_id,
        variant,
        tuple(done[each] for each in sorted(done)),
        number,
        done.get(number),
        others.get(number),
        is_baseline,
    )


def read_traces(
    found: Chosen, events: Sequence[TraceEvent], baseline: Sequence[TraceEvent]
) -> Traces:
    """Texts fall back on the snippets of the rows where nothing is stored any more."""
    return Traces(
        answer=answer_of(events).text or (found.cell.answer if found.cell else ""),
        baseline_answer=answer_of(baseline).text
        or (found.baseline.answer if found.baseline else ""),
        events=tuple(events),
        reasons=reasons(events, baseline) if events and baseline else (),
    )


def score_lines(found: Chosen) -> tuple[ScoreLine, ...]:
    before = {score.scorer: score for score in found.baseline.scores} if found.baseline else {}
    lines = []
    for score in found.cell.scores if found.cell else ():
        other = before.get(score.scorer)
        lines.append(
            ScoreLine(
                scorer_name(score.scorer),
                score.value if score.is_pass is not None else None,
                other.value if other and other.is_pass is not None else None,
                score.reason,
                score.is_pass,
            )
        )
    return tuple(lines)


def found_lines(found: Chosen) -> tuple[ScoreLine, ...]:
    """How well the search of the cell did, as lines beside its scores; none if it did not search.

    A recall of 0 is a fail: the model could not know.
    """
    before = dict(found.baseline.retrieval) if found.baseline else {}
    return tuple(
        ScoreLine(
            f"Found, {name}",
            value,
            before.get(name),
            is_pass=False if name == "recall" and not value else None,
        )
        for name, value in (found.cell.retrieval if found.cell else ())
    )
