"""Every date, time, number and id in the answer is in what the bot was given."""

from workbench.domain.suite import Score
from workbench.evals.evidence import Evidence
from workbench.evals.scored_turn import ScoredTurn, verdict
from workbench.projections.claims import claims


def grounded_numbers(turn: ScoredTurn) -> Score:
    """List numbers, citation markers and ordinals claim nothing; `one` in words neither."""
    stated = claims(turn.answer, day_first=turn.day_first)
    evidence = Evidence(turn)
    invented = [
        f"{claim.text.strip()!r} is not in the evidence"
        for claim in stated
        if not evidence.supports(claim)
    ]
    return verdict("grounded_numbers", invented, len(stated))
