"""What the cells of a run are answered in."""

from dataclasses import dataclass

from workbench.domain.account import Account
from workbench.domain.bot import Bot
from workbench.domain.conversation import Conversation
from workbench.domain.suite import Case
from workbench.domain.turn import Origin, TurnInput

NOWHERE = Origin()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The accounts by id, and the workspace's own facts."""

    accounts: dict[str, Account]
    company: str
    today: str

    def turn_input(
        self, bot: Bot, case: Case, said: Conversation, origin: Origin = NOWHERE
    ) -> TurnInput:
        return TurnInput(
            bot=bot,
            conversation=said,
            account=self.accounts.get(case.account),
            role=case.role,
            company=self.company,
            today=self.today,
            origin=origin,
        )
