"""What a turn starts from: the whole of it, so that it can be run again as it was."""

from dataclasses import dataclass

from workbench.domain.account import Account
from workbench.domain.bot import Bot
from workbench.domain.conversation import Conversation


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a turn belongs: a conversation, or a cell of a run.

    `column`: its place among the bots that were asked side by side, from 0.
    """

    conversation_id: str = ""
    run_id: str = ""
    case_id: str = ""
    trial: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class TurnInput:
    """`company` and `today` (ISO) come from the workspace; `role` is who asks."""

    bot: Bot
    conversation: Conversation
    account: Account | None = None
    role: str = "customer"
    company: str = ""
    today: str = ""
    origin: Origin = Origin()
