"""Every expected fact is stated, however it is written."""

from workbench.domain.suite import Score
from workbench.evals.fact_match import states
from workbench.evals.scored_turn import ScoredTurn, nothing_to_say, verdict


def expected_facts(turn: ScoredTurn) -> Score:
    facts = turn.case.facts
    if not facts:
        return nothing_to_say("expected_facts")
    missing = [
        f"does not say {fact.split('|')[0]!r}"
        for fact in facts
        if not states(turn.answer, fact, day_first=turn.day_first)
    ]
    return verdict("expected_facts", missing, len(facts))
