"""Prices and spending in the words of the settings. Qt-free."""

from dataclasses import dataclass

from ui.widgets import amounts
from workbench.domain.price import ListedPrice, Price
from workbench.domain.spending import NOTHING, Sum
from workbench.spending_messages import SpendingMeasured

_SOURCES = {
    "local": "This machine",
    "unknown": "No price known",
    "models.yaml": "models.yaml",
    "workbench.yaml": "workbench.yaml",
    "genai-prices": "Price table",
}


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A model's prices in USD per million tokens, and what it cost."""

    model: str
    source: str
    price: Price | None
    today: Sum = NOTHING
    total: Sum = NOTHING

    @property
    def read_usd(self) -> float | None:
        return self.price.input_usd if self.price else None

    @property
    def kept_usd(self) -> float | None:
        """Kept tokens without a price of their own cost as others do."""
        own = self.price.cached_input_usd if self.price else None
        return self.read_usd if own is None else own

    @property
    def written_usd(self) -> float | None:
        return self.price.output_usd if self.price else None


def price_rows(
    prices: tuple[ListedPrice, ...], spending: SpendingMeasured | None
) -> tuple[PriceRow, ...]:
    """The models of the workspace, then those that are gone and cost something."""
    spent = {each.model: each for each in spending.models} if spending else {}
    rows = []
    for each in prices:
        found = spent.pop(each.model, None)
        sums = (found.today, found.total) if found else (NOTHING, NOTHING)
        rows.append(PriceRow(each.model, _SOURCES[each.source], each.price, *sums))
    gone = [PriceRow(each.model, "Not in models.yaml", None, each.today, each.total)
            for each in spent.values()]  # fmt: skip
    return (*rows, *gone)


def per_million(usd: float | None) -> str:
    if usd is None:
        return amounts.UNKNOWN
    return "$0" if usd == 0 else f"${usd:,.3f}".rstrip("0").rstrip(".")


def sum_words(found: Sum) -> str:
    """`$0.42`, `$0.42 + 3 calls`; an en dash for calls that all have no price."""
    if not found.unpriced:
        return amounts.cost(found.usd)
    calls = amounts.count(found.unpriced, "call")
    return f"{amounts.cost(found.usd)} + {calls}" if found.usd else f"{amounts.UNKNOWN}, {calls}"


def spent_words(told: SpendingMeasured | None) -> str:
    if told is None:
        return "Adding up"
    today, total = (sum_words(each) for each in (told.today, told.total))
    return f"Today {today}, in this workspace {total}"


def amount_of(written: str) -> float | None:
    """USD as people write it: `5`, `$0.50`; empty is None. Raises `ValueError` for others."""
    text = written.strip().removeprefix("$").replace(",", "")
    if not text:
        return None
    amount = float(text)
    if not 0 <= amount < float("inf"):
        raise ValueError(written)
    return amount


def written(usd: float | None) -> str:
    return "" if usd is None else f"{usd:g}"
