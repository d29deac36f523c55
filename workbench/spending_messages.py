"""What the worker tells about money: spending, prices, and answers that are kept."""

from dataclasses import dataclass
from typing import Literal

from workbench.domain.price import ListedPrice
from workbench.domain.spending import Budgets, ModelSpending, Sum
from workbench.projections.cache_audit import AuditedHit


@dataclass(frozen=True, slots=True)
class SpendingMeasured:
    """Also told unasked, when it changed. `models`: the dearest first; free ones are not in it."""

    today: Sum
    total: Sum
    budgets: Budgets
    models: tuple[ModelSpending, ...] = ()
    kind: Literal["spending_measured"] = "spending_measured"


@dataclass(frozen=True, slots=True)
class PricesListed:
    """Of every model of the workspace."""

    prices: tuple[ListedPrice, ...]
    kind: Literal["prices_listed"] = "prices_listed"


@dataclass(frozen=True, slots=True)
class CacheMeasured:
    """Answers that bots keep. `hits` and `misses`: turns that looked for one, as far as stored."""

    answers: int
    size_bytes: int
    limit_bytes: int
    hits: int
    misses: int
    kind: Literal["cache_measured"] = "cache_measured"


@dataclass(frozen=True, slots=True)
class CacheAudited:
    """One more answer was made anew: `hit`, None in the last message. `done` of `total`.

    `cost_usd`: of all so far, None if one is unknown.
    """

    request_id: str
    done: int
    total: int
    hit: AuditedHit | None
    cost_usd: float | None
    kind: Literal["cache_audited"] = "cache_audited"

    @property
    def is_last(self) -> bool:
        return self.hit is None
