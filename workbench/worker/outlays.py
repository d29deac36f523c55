"""What models cost outside of any turn: asked for before, booked after."""

from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from workbench.assembly import Assembly
from workbench.domain.bot import Bot
from workbench.domain.conversation import Completion
from workbench.domain.spending import Expense
from workbench.store.expenses import store_expense
from workbench.worker.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Outlays:
    store_path: Path
    assembly: Assembly
    ledger: Ledger

    def check(self, bot: Bot) -> None:
        """Raises `BudgetError` where the bot's model costs money and no more may be spent."""
        if not self.assembly.is_free(bot):
            self.ledger.check()

    def book(self, what: str, bot: Bot, completion: Completion) -> None:
        """`what` begins the name of the expense, as `audit`. What is unknown stays unknown."""
        if completion.cost_usd == 0:
            return
        name, day = f"{what}-{uuid4().hex}", self.ledger.today()
        expense = Expense(name, 0, day, "", bot.model.name, completion.cost_usd)
        self.ledger.add(expense)
        store_expense(self.store_path, expense)
