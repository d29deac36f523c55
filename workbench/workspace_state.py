"""What the worker has told of its workspace: a fold of its listings, for window and CLI."""

from dataclasses import dataclass, field

from workbench.domain.account import Account
from workbench.domain.bot import Bot, ModelSpec
from workbench.messages import (
    AccountsListed,
    BotsListed,
    ContentsListed,
    DatasetItem,
    IndexProgressed,
    Message,
    Problem,
    ServersChanged,
    ServerState,
    SuiteItem,
    WorkspaceListed,
)
from workbench.provider_messages import KeysListed, NetworkChanged


@dataclass
class WorkspaceState:
    """`listing` is None until the worker has spoken. Lists in pieces are shown once whole."""

    listing: WorkspaceListed | None = None
    accounts: dict[str, Account] = field(default_factory=dict)
    bots: dict[str, Bot] = field(default_factory=dict)
    models: tuple[ModelSpec, ...] = ()
    suites: tuple[SuiteItem, ...] = ()
    datasets: tuple[DatasetItem, ...] = ()
    scorers: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    servers: dict[str, ServerState] = field(default_factory=dict)
    index: IndexProgressed | None = None
    keys: KeysListed | None = None
    network: NetworkChanged | None = None
    _accounts: dict[str, Account] = field(default_factory=dict)
    _bots: dict[str, Bot] = field(default_factory=dict)

    def take(self, message: Message) -> bool:
        """Fold one message in; False if it is not about the workspace."""
        match message:
            case WorkspaceListed():
                self.listing = message
            case AccountsListed(accounts=accounts):
                before = {} if message.is_first else self._accounts
                self._accounts = before | {account.id: account for account in accounts}
                self.accounts = self._accounts if message.is_last else self.accounts
            case BotsListed(bots=bots):
                known = {} if message.is_first else self._bots
                self._bots = known | {bot.name: bot for bot in bots}
                self.bots = self._bots if message.is_last else self.bots
            case ContentsListed():
                self.models, self.suites = message.models, message.suites
                self.datasets, self.scorers = message.datasets, message.scorers
                self.problems = message.problems
            case ServersChanged(servers=servers):
                self.servers = {server.name: server for server in servers}
            case IndexProgressed() | KeysListed() | NetworkChanged():
                self._keep(message)
            case _:
                return False
        return True

    def _keep(self, message: IndexProgressed | KeysListed | NetworkChanged) -> None:
        """What each new message of its kind replaces."""
        match message:
            case IndexProgressed():
                self.index = message
            case KeysListed():
                self.keys = message
            case NetworkChanged():
                self.network = message
