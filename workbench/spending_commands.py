"""What is asked of the worker about money: spending, prices, budgets, and answers that are kept."""

from dataclasses import dataclass
from typing import Literal

from workbench.domain.price import Price
from workbench.domain.spending import Budgets


@dataclass(frozen=True, slots=True)
class MeasureSpending:
    """Answered by `SpendingMeasured`."""

    kind: Literal["measure_spending"] = "measure_spending"


@dataclass(frozen=True, slots=True)
class ListPrices:
    """Answered by `PricesListed`."""

    kind: Literal["list_prices"] = "list_prices"


@dataclass(frozen=True, slots=True)
class SaveBudgets:
    """Write the budgets to workbench.yaml. Answered by `Saved` or `Refused`."""

    request_id: str
    budgets: Budgets
    kind: Literal["save_budgets"] = "save_budgets"


@dataclass(frozen=True, slots=True)
class SavePrice:
    """Write the price of a model to workbench.yaml; None takes it out. `Saved` or `Refused`."""

    request_id: str
    model: str
    price: Price | None
    kind: Literal["save_price"] = "save_price"


@dataclass(frozen=True, slots=True)
class MeasureCache:
    """Answered by `CacheMeasured`."""

    kind: Literal["measure_cache"] = "measure_cache"


@dataclass(frozen=True, slots=True)
class ClearCache:
    """Forget all answers that bots keep. Answered by `CacheMeasured`."""

    kind: Literal["clear_cache"] = "clear_cache"


@dataclass(frozen=True, slots=True)
class AuditCache:
    """Have a sample of the answers that were given again made anew. Answered by `CacheAudited`."""

    request_id: str
    sample: int = 20
    kind: Literal["audit_cache"] = "audit_cache"


@dataclass(frozen=True, slots=True)
class StopAudit:
    kind: Literal["stop_audit"] = "stop_audit"


SpendingCommand = (
    AuditCache
    | ClearCache
    | ListPrices
    | MeasureCache
    | MeasureSpending
    | SaveBudgets
    | SavePrice
    | StopAudit
)
