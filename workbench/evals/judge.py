"""From the trace of a cell to its verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.domain.suite import Case, CellOutcome, Score
from workbench.errors import WorkbenchError
from workbench.evals.scored_turn import scored_turn
from workbench.evals.scorers import SCORERS
from workbench.trace.event import TraceEvent


@dataclass(frozen=True, slots=True)
class CellResult:
    """`note`: why there is no verdict, where the outcome is `error`; else empty."""

    outcome: CellOutcome
    scores: tuple[Score, ...]
    note: str = ""


def judge_cell(case: Case, scorer_names: Sequence[str], events: Iterable[TraceEvent]) -> CellResult:
    """Passed if every scorer that has something to say is content.

    A turn that did not finish is an error and has no scores; so is a case on which no scorer has
    anything to say, as nothing was measured. Raises WorkbenchError for an unknown scorer.
    """
    check_scorers(scorer_names)
    turn = scored_turn(case, events)
    if turn.outcome != "finished":
        return CellResult("error", (), turn.problem)
    scores = tuple(SCORERS[name](turn) for name in scorer_names)
    verdicts = [score.is_pass for score in scores if score.is_pass is not None]
    if not verdicts:
        return CellResult("error", scores, "No scorer has anything to say about this case.")
    return CellResult("passed" if all(verdicts) else "failed", scores)


def check_scorers(names: Iterable[str]) -> None:
    """Raises WorkbenchError for the first name that is no scorer's."""
    for name in names:
        if name not in SCORERS:
            known = ", ".join(SCORERS)
            raise WorkbenchError(f"There is no scorer {name!r}.", f"Use one of: {known}.")
