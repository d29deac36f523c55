"""Whether answers that were given again were right: held against answers made anew."""

from collections.abc import Iterable
from dataclasses import dataclass

import regex

from workbench.domain.model_call import CacheKind
from workbench.projections.claims import Claim, claims
from workbench.statistics.intervals import wilson_interval

# Below this two answers say different things, whatever their words.
SAME_MEANING = 0.85
_NEGATIONS = regex.compile(
    r"\b(?:no|not|never|none|cannot|unable|\w+n['\u2019]t)\b", regex.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class AuditedHit:
    """`served` to `question`, as it had been given to `earlier`; `live` was made anew.

    `difference` says what is wrong, empty if nothing; `problem`: why there is no live answer.
    """

    turn_id: str
    cache: CacheKind
    question: str
    earlier: str
    similarity: float
    served: str
    live: str = ""
    difference: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CacheAudit:
    """`cost_usd`: of the answers that were made anew; None if one is unknown."""

    hits: tuple[AuditedHit, ...] = ()
    cost_usd: float | None = 0.0

    @property
    def checked(self) -> int:
        return sum(not hit.problem for hit in self.hits)

    @property
    def wrong(self) -> int:
        return sum(bool(hit.difference) for hit in self.hits)

    @property
    def wrong_rate(self) -> float | None:
        """0 to 1, of those that could be checked."""
        return self.wrong / self.checked if self.checked else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 %, Wilson's."""
        return wilson_interval(self.wrong, self.checked) if self.checked else None


def difference(served: str, live: str, cosine: float) -> str:
    """What the answer that was given again says otherwise than the live one; empty if nothing.

    Wording does not count: dates, times, amounts and ids do, whether something is denied, and,
    where they agree, how near the two are in meaning.
    """
    if served.split() == live.split():
        return ""
    stated, anew = claims(served), claims(live)
    gone, new = _missing(stated, anew), _missing(anew, stated)
    if gone or new:
        return f"It states {_listed(gone)}; made anew, {_listed(new)}."
    if bool(_NEGATIONS.search(served)) != bool(_NEGATIONS.search(live)):
        return "One of them denies what the other says."
    if cosine < SAME_MEANING:
        return f"Made anew it says something else: {cosine:.2f} alike."
    return ""


def _missing(stated: Iterable[Claim], others: tuple[Claim, ...]) -> list[str]:
    return [claim.text for claim in stated if not any(claim.is_same(each) for each in others)]


def _listed(texts: list[str]) -> str:
    return ", ".join(dict.fromkeys(texts)) or "nothing of that"
