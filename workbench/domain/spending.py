"""Money: what may be spent, what each call cost, and what that comes to."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Budgets:
    """USD; None is no limit. `run_usd` holds for each run, `day_usd` for a day of this computer."""

    run_usd: float | None = None
    day_usd: float | None = None
    workspace_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Expense:
    """One call of a model that was not free. `usd` None is unknown.

    `seq`: the place of its answer in the turn. `day` is ISO, of this computer.
    """

    turn_id: str
    seq: int
    day: str
    run_id: str
    model: str
    usd: float | None


@dataclass(frozen=True, slots=True)
class Sum:
    """`usd` of the calls whose cost is known, and how many others there were."""

    usd: float = 0.0
    unpriced: int = 0

    def plus(self, usd: float | None) -> "Sum":
        return Sum(self.usd + (usd or 0.0), self.unpriced + (usd is None))


NOTHING = Sum()


@dataclass(frozen=True, slots=True)
class ModelSpending:
    model: str
    today: Sum
    total: Sum


LimitKind = Literal["run", "day", "workspace"]
NEAR = 0.8
# Sums of many small amounts are not exact.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Limit:
    """A budget and what is spent of it, USD."""

    kind: LimitKind
    spent_usd: float
    limit_usd: float

    @property
    def share(self) -> float:
        return self.spent_usd / self.limit_usd if self.limit_usd else 1.0

    @property
    def is_near(self) -> bool:
        return self.share >= NEAR

    @property
    def is_reached(self) -> bool:
        return self.share >= 1 - _ROUNDING

    @property
    def sentence(self) -> str:
        """`82% of today's budget is spent: $4.10 of $5.00.`"""
        name = _NAMES[self.kind]
        figures = f"{dollars(self.spent_usd)} of {dollars(self.limit_usd)}"
        if self.is_reached:
            return f"{name[0].upper()}{name[1:]} is spent: {figures}."
        return f"{self.share:.0%} of {name} is spent: {figures}."


_NAMES: dict[LimitKind, str] = {
    "run": "the budget of this run",
    "day": "today's budget",
    "workspace": "the budget of this workspace",
}
_CENT_USD = 0.01


def dollars(usd: float) -> str:
    """`$0`, `$0.0021` under a cent, else `$0.19`."""
    if usd == 0:
        return "$0"
    return f"${usd:.4f}" if usd < _CENT_USD else f"${usd:,.2f}"


def limits(budgets: Budgets, day_usd: float, workspace_usd: float) -> tuple[Limit, ...]:
    """Of the day and the workspace, those that have a budget."""
    known: tuple[tuple[LimitKind, float, float | None], ...] = (
        ("day", day_usd, budgets.day_usd),
        ("workspace", workspace_usd, budgets.workspace_usd),
    )
    return tuple(Limit(kind, spent, most) for kind, spent, most in known if most is not None)
