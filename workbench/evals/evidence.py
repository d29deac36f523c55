"""All dates, numbers and ids that the bot was given, to hold its answer against."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from workbench.evals.scored_turn import ScoredTurn
from workbench.projections.claim_pattern import CURRENCIES
from workbench.projections.claims import Claim, claims

_CURRENCY = re.compile(r"\b(?:USD|GBP|EUR|CAD)\b|[$£€]")
_ALL_UNITS = frozenset(CURRENCIES.values())


class Evidence:
    """What may be said: stated in the record, a tool's result, a chunk, the question or today.

    Derived: the year and the day of a given date, how many things a list of the record or of a
    result holds, and how many of them have the same status. An amount without a currency may be
    said in any that the evidence speaks of.
    """

    def __init__(self, turn: ScoredTurn) -> None:
        outputs = [call.output for call in turn.calls if call.output is not None]
        values = [turn.record, *(_parsed(output) for output in outputs)]
        chunks = [f"{chunk.title} {chunk.heading} {chunk.text}" for chunk in turn.chunks]
        texts = [json.dumps(turn.record), *outputs, *chunks, *turn.asked, turn.today]
        codes = {code for text in texts for code in _CURRENCY.findall(text)}
        self._units = {CURRENCIES[code.lower()] for code in codes}
        self._claims = [claim for text in texts for claim in claims(text, day_first=turn.day_first)]
        self._derived = set(_counts(values)) | set(self._parts_of_dates())

    def supports(self, claim: Claim) -> bool:
        if self._units and claim.unit in _ALL_UNITS - self._units:
            return False
        if claim.kind in ("number", "day") and not claim.unit and claim.value in self._derived:
            return True
        return any(claim.is_same(known) for known in self._claims)

    def _parts_of_dates(self) -> Iterator[str]:
        for claim in self._claims:
            if claim.kind == "date":
                year, _, *day = claim.value.split("-")
                yield from (str(int(part)) for part in (year, *day) if part.isdigit())


def _parsed(output: str) -> Any:
    try:
        return json.loads(output)
    except ValueError:
        return None


def _counts(value: Any) -> Iterator[str]:
    """Sizes of lists, and of the groups in them that share a status."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _counts(each)
    if isinstance(value, list):
        yield str(len(value))
        groups = Counter(str(each.get("status")) for each in value if isinstance(each, dict))
        yield from (str(size) for size in groups.values())
        for each in value:
            yield from _counts(each)
