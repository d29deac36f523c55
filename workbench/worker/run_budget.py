"""How far a run may go: a cell that costs money begins only while there is money for it."""

import threading
from collections.abc import Callable, Iterable
from math import inf

from workbench.cancellation import CancelToken
from workbench.domain.bot import Bot
from workbench.domain.spending import Limit, Sum
from workbench.projections.grid import CellRow
from workbench.worker.ledger import Ledger, over_budget

# How often a cell that waits for money looks whether the run was stopped.
LOOK_EVERY_S = 0.1
ROUNDING = 1e-9


class RunBudget:
    """Cells in hand count as what they usually cost, so that a run ends at its budget or below.

    `_changed` guards the counts.
    """

    def __init__(
        self,
        ledger: Ledger,
        run_id: str,
        budget_usd: float | None,
        is_free: Callable[[Bot], bool],
    ) -> None:
        self._ledger = ledger
        self._run_id = run_id
        self._budget_usd = budget_usd
        self._is_free = is_free
        self._at_start_usd = self.spent.usd
        self._changed = threading.Condition()
        self._known_free: dict[str, bool] = {}
        self._in_hand = 0
        self._ended = 0
        self._ended_usd = 0.0
        # What is expected of a cell before one has ended; None is unknown.
        self._expected_usd: float | None = None
        self._is_proven = False
        self._refused: Limit | None = None

    @property
    def spent(self) -> Sum:
        return self._ledger.of_run(self._run_id)

    def expect(self, forecast_usd: float | None, done: Iterable[CellRow]) -> None:
        """What a cell that costs money will cost: as those of the run did, or as foreseen."""
        costs = [cell.cost_usd for cell in done if cell.cost_usd]
        self._is_proven = bool(costs)
        self._expected_usd = sum(costs) / len(costs) if costs else forecast_usd

    def check(self) -> None:
        """Raises `BudgetError` if it is known that no cell that costs money may begin."""
        with self._changed:
            lacking = self._lacking()
        if lacking and not self._may_try(lacking):
            raise over_budget(lacking, self._run_id)

    def begin(self, bot: Bot, cancel: CancelToken) -> bool:
        """Whether a cell of this bot may begin; then `end` must follow. Once no, always no.

        Waits for cells in hand where it depends on what they come to.
        """
        with self._changed:
            if self._costs_nothing(bot):
                return True
            while not cancel.is_cancelled and self._refused is None:
                lacking = self._lacking()
                if lacking is None or self._may_try(lacking):
                    self._in_hand += 1
                    return True
                if not self._in_hand:
                    self._refused = lacking
                self._changed.wait(LOOK_EVERY_S)
            return False

    def end(self, bot: Bot, usd: float) -> None:
        """`usd`: what the cell cost, as far as that is known."""
        with self._changed:
            if not self._costs_nothing(bot):
                self._in_hand -= 1
                self._ended += 1
                self._ended_usd += usd
                self._changed.notify_all()

    def limits(self) -> tuple[Limit, ...]:
        """Of the run, the day and the workspace, as far as there are any."""
        found = self._ledger.limits()
        if self._budget_usd is None:
            return found
        return (Limit("run", self.spent.usd, self._budget_usd), *found)

    @property
    def limit(self) -> Limit | None:
        """The budget that kept a cell from beginning, or else the one that is nearly spent."""
        shown = self.limits()
        if self._refused:
            return next((each for each in shown if each.kind == self._refused.kind), None)
        near = [limit for limit in shown if limit.is_near]
        return max(near, key=lambda limit: limit.share, default=None)

    @property
    def note(self) -> str:
        """What is to be said of the budgets, in sentences; empty while there is money enough."""
        limit = self.limit
        said = [limit.sentence] if limit else []
        if self._refused:
            said.append("The cells that would cost more were not begun.")
        unpriced = self.spent.unpriced if self.limits() else 0
        if unpriced:
            calls = "call has" if unpriced == 1 else "calls have"
            said.append(f"{unpriced:,} {calls} no known price and could not be counted.")
        return " ".join(said)

    def _costs_nothing(self, bot: Bot) -> bool:
        """Decided once a run, so that `begin` and `end` agree."""
        if bot.name not in self._known_free:
            self._known_free[bot.name] = self._is_free(bot)
        return self._known_free[bot.name]

    def _lacking(self) -> Limit | None:
        """The budget in which there is no room for one cell more."""
        usual_usd = self._ended_usd / self._ended if self._ended else self._expected_usd
        # While nothing is known, the first cell will tell: one at a time.
        more_usd = inf if self._in_hand else 0.0
        if usual_usd is not None:
            spent_usd = self.spent.usd - self._at_start_usd
            in_hand_usd = self._ended_usd + self._in_hand * usual_usd - spent_usd
            more_usd = max(0.0, in_hand_usd) + usual_usd
        for limit in self.limits():
            if limit.is_reached or limit.spent_usd + more_usd > limit.limit_usd + ROUNDING:
                return limit
        return None

    def _may_try(self, lacking: Limit) -> bool:
        """A forecast may be wrong: with money left, one cell is tried before it is believed."""
        is_first = not (self._in_hand or self._ended or self._is_proven)
        return is_first and not lacking.is_reached
