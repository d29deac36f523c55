"""The answer is the expected one, white space aside."""

from workbench.domain.suite import Score
from workbench.evals.scored_turn import ScoredTurn, nothing_to_say, verdict


def exact(turn: ScoredTurn) -> Score:
    if not turn.case.exact:
        return nothing_to_say("exact")
    is_same = turn.answer.split() == turn.case.exact.split()
    return verdict("exact", [] if is_same else [f"is not {turn.case.exact!r}"], 1)
