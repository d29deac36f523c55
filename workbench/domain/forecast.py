"""What a run will probably take, said before it begins."""

from dataclasses import dataclass
from typing import Literal

# What the figures rest on: turns of the very bot, of others with its model, or its limits alone.
Basis = Literal["bot", "model", "limits"]


@dataclass(frozen=True, slots=True)
class Range:
    """Should hold the outcome four times of five; `likely` is the best guess."""

    low: float
    likely: float
    high: float

    def plus(self, other: "Range") -> "Range":
        return Range(self.low + other.low, self.likely + other.likely, self.high + other.high)

    def times(self, factor: float) -> "Range":
        return Range(self.low * factor, self.likely * factor, self.high * factor)

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


NONE = Range(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class VariantForecast:
    """All cells of one variant. None is unknown.

    `sampled`: prompts that were put together to count them; `turns`: past ones that were learned
    from, of the kind that `basis` names.
    """

    variant: str
    cells: int
    prompt_tokens: Range | None
    reply_tokens: Range
    cost_usd: Range | None
    seconds: Range | None
    basis: Basis
    sampled: int
    turns: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """A whole run. None is unknown; `unpriced` names the models whose price is.

    `paid_cells`: those of variants that cost something.
    """

    cells: int
    prompt_tokens: Range | None
    reply_tokens: Range
    cost_usd: Range | None
    seconds: Range | None
    unpriced: tuple[str, ...] = ()
    paid_cells: int = 0

    @property
    def paid_cell_usd(self) -> float | None:
        """What a cell that costs something costs on average."""
        if self.cost_usd is None or not self.paid_cells:
            return None
        return self.cost_usd.likely / self.paid_cells
