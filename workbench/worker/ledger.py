"""What is spent, as it is spent, against the budgets of the workspace."""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from workbench.domain.spending import (
    Budgets,
    Expense,
    Limit,
    ModelSpending,
    Sum,
    limits,
)
from workbench.errors import BudgetError
from workbench.spending_messages import SpendingMeasured
from workbench.store.expenses import spending_by_model, spending_of_run

RAISE_IT = "Raise it under budgets in workbench.yaml or in the Settings"


def today_here() -> str:
    """ISO, of this computer."""
    return datetime.now().astimezone().date().isoformat()


class Ledger:
    """Begins with what is in the store, then adds up. `_lock` guards the sums."""

    def __init__(
        self,
        store_path: Path,
        budgets: Callable[[], Budgets],
        today: Callable[[], str] = today_here,
    ) -> None:
        self._store_path = store_path
        self._budgets = budgets
        self._today = today
        self._lock = threading.Lock()
        self._day = today()
        self._models = {each.model: each for each in spending_by_model(store_path, self._day)}
        self._runs: dict[str, Sum] = {}
        self._told: SpendingMeasured | None = None

    def today(self) -> str:
        return self._today()

    def add(self, expense: Expense) -> None:
        """From here on it counts; the store learns of it with the fact that it belongs to."""
        with self._lock:
            self._turn_page()
            before = self._models.get(expense.model, ModelSpending(expense.model, Sum(), Sum()))
            self._models[expense.model] = ModelSpending(
                expense.model, before.today.plus(expense.usd), before.total.plus(expense.usd)
            )
            if expense.run_id in self._runs:
                self._runs[expense.run_id] = self._runs[expense.run_id].plus(expense.usd)

    def of_run(self, run_id: str) -> Sum:
        with self._lock:
            if run_id not in self._runs:
                self._runs[run_id] = spending_of_run(self._store_path, run_id)
            return self._runs[run_id]

    def limits(self) -> tuple[Limit, ...]:
        """Of the day and of the workspace, as far as there are any."""
        measured = self.measured()
        return limits(measured.budgets, measured.today.usd, measured.total.usd)

    def check(self) -> None:
        """Raises `BudgetError` if no more may be spent today, or in this workspace."""
        reached = next((limit for limit in self.limits() if limit.is_reached), None)
        if reached:
            raise over_budget(reached)

    def measured(self) -> SpendingMeasured:
        with self._lock:
            self._turn_page()
            models = tuple(sorted(self._models.values(), key=lambda each: -each.total.usd))
        return SpendingMeasured(
            today=_sum(each.today for each in models),
            total=_sum(each.total for each in models),
            budgets=self._budgets(),
            models=models,
        )

    def news(self) -> SpendingMeasured | None:
        """The sums and budgets if they changed since the last call."""
        measured = self.measured()
        if measured == self._told:
            return None
        self._told = measured
        return measured

    def _turn_page(self) -> None:
        """A new day begins with nothing."""
        if (day := self._today()) != self._day:
            self._day = day
            self._models = {
                name: ModelSpending(name, Sum(), each.total) for name, each in self._models.items()
            }


def over_budget(limit: Limit, run_id: str = "") -> BudgetError:
    """What to say where nothing more may be asked, and what to do about it."""
    remedies = {
        "run": f"Give it more: workbench eval --resume {run_id} --budget USD.",
        "day": f"{RAISE_IT}, wait until tomorrow, or use a model that costs nothing.",
        "workspace": f"{RAISE_IT}, or use a model that costs nothing.",
    }
    what = "No model was asked" if limit.is_reached else "One more cell would go over it"
    return BudgetError(f"{limit.sentence} {what}.", remedies[limit.kind])


def _sum(sums: Iterable[Sum]) -> Sum:
    known = list(sums)
    return Sum(sum(each.usd for each in known), sum(each.unpriced for each in known))
