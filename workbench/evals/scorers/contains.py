"""Each expected fact occurs letter by letter, with or without regard to case."""

from workbench.domain.suite import Score
from workbench.evals.scored_turn import ScoredTurn, nothing_to_say, verdict


def contains(turn: ScoredTurn) -> Score:
    return _contains("contains", turn, turn.answer, turn.case.facts)


def icontains(turn: ScoredTurn) -> Score:
    facts = tuple(fact.casefold() for fact in turn.case.facts)
    return _contains("icontains", turn, turn.answer.casefold(), facts)


def _contains(scorer: str, turn: ScoredTurn, answer: str, facts: tuple[str, ...]) -> Score:
    if not facts:
        return nothing_to_say(scorer)
    pairs = zip(turn.case.facts, facts, strict=True)
    missing = [
        f"does not contain {shown!r}"
        for shown, fact in pairs
        if not any(way in answer for way in fact.split("|"))
    ]
    return verdict(scorer, missing, len(facts))
