"""The answer keeps to what was asked: no other field of the record, and not too long."""

from workbench.domain.suite import Score
from workbench.evals.fact_match import mentions
from workbench.evals.record_topics import Field, fields_of
from workbench.evals.scored_turn import ScoredTurn, verdict
from workbench.projections.claims import Claim, claims

DEFAULT_MAX_WORDS = 80
# Smaller bare numbers occur in any sentence.
_LEAST_TELLING_NUMBER = 100


def nothing_unasked(turn: ScoredTurn) -> Score:
    """Fails on a field whose topic is neither expected nor in the question, and on `forbidden`.

    What belongs to an expected fact may be said with it: the date and id of the invoice whose
    amount was asked. Worked by value: a date that several fields share is unasked only if none
    of them was asked for.
    """
    problems = [*_said_of_other_fields(turn), *_forbidden(turn), *_length(turn)]
    return verdict("nothing_unasked", problems, max(1, len(problems)))


def _said_of_other_fields(turn: ScoredTurn) -> list[str]:
    fields = fields_of(turn.record)
    allowed_text = "\n".join((*_ways(turn), *turn.asked))
    allowed = claims(allowed_text, day_first=turn.day_first)
    topics = {field.topic for field in fields if _is_allowed(field, allowed, allowed_text)}
    problems = []
    for claim in claims(turn.answer, day_first=turn.day_first):
        owners = [field for field in fields if any(map(claim.is_same, field.claims))]
        is_known = any(map(claim.is_same, allowed)) or any(f.topic in topics for f in owners)
        if owners and not is_known and _is_telling(claim):
            problems.append(f"{claim.text!r} was not asked for ({owners[0].path})")
    return problems + _words_of_other_fields(turn, fields, topics, allowed_text)


def _words_of_other_fields(
    turn: ScoredTurn, fields: tuple[Field, ...], topics: set[str], allowed_text: str
) -> list[str]:
    kept = {field.words.casefold() for field in fields if field.topic in topics}
    said = {
        field.words: field
        for field in fields
        if field.words
        and not field.claims
        and not field.is_common
        and field.words.casefold() not in kept
    }
    return [
        f"{words!r} was not asked for ({field.path})"
        for words, field in said.items()
        if mentions(turn.answer, words) and not mentions(allowed_text, words)
    ]


def _is_allowed(field: Field, allowed: tuple[Claim, ...], allowed_text: str) -> bool:
    telling = [claim for claim in field.claims if _is_telling(claim)]
    if any(claim.is_same(known) for claim in telling for known in allowed):
        return True
    return bool(field.words and not field.claims) and mentions(allowed_text, field.words)


def _ways(turn: ScoredTurn) -> list[str]:
    facts = (*turn.case.facts, turn.case.exact)
    return [way for fact in facts for way in fact.split("|")]


def _is_telling(claim: Claim) -> bool:
    """A month says too little; so does a small bare number."""
    if claim.kind == "date":
        return claim.value.count("-") > 1
    if claim.kind != "number":
        return True
    is_plain = not claim.unit and "." not in claim.text
    return float(claim.value) >= _LEAST_TELLING_NUMBER if is_plain else float(claim.value) > 0


def _forbidden(turn: ScoredTurn) -> list[str]:
    return [
        f"says {fact.split('|')[0]!r}, which it may not"
        for fact in turn.case.forbidden
        if mentions(turn.answer, fact, day_first=turn.day_first)
    ]


def _length(turn: ScoredTurn) -> list[str]:
    most, words = turn.case.max_words or DEFAULT_MAX_WORDS, len(turn.answer.split())
    return [f"{words} words, at most {most} were wanted"] if words > most else []
