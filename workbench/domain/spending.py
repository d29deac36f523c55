"""Money: what may be spent, what each call cost, and what that comes to."""

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class ModelSpending:
    model: str
    today: Sum
    total: Sum
