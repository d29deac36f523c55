"""A worker on the workspace that was asked for, and what it tells at its start."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.client import WorkerClient
from workbench.domain.account import Account
from workbench.domain.bot import Bot
from workbench.errors import WorkbenchError
from workbench.messages import BotsListed, Refused, WorkspaceListed
from workbench.trace.event import TraceEvent
from workbench.workspace.new_workspace import first_start_workspace
from workbench.workspace_state import WorkspaceState

if TYPE_CHECKING:
    from workbench.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CliSession:
    client: WorkerClient
    state: WorkspaceState

    def bot(self, name: str) -> Bot:
        """Empty is the workspace's default. Raises `WorkbenchError` with what is wrong with it."""
        wanted = name or self.listing.default_bot
        if not wanted:
            raise WorkbenchError("Which bot?", "Name one: --bot; or default_bot in workbench.yaml.")
        return self.state.bots.get(wanted) or _reader(self.listing).bot(wanted)

    def account(self, account_id: str) -> Account:
        wanted = account_id or self.listing.default_account
        if not wanted:
            hint = "Name one: --account; or default_account in workbench.yaml."
            raise WorkbenchError("Which account?", hint)
        return self.state.accounts.get(wanted) or _reader(self.listing).account(wanted)

    @property
    def listing(self) -> WorkspaceListed:
        assert self.state.listing
        return self.state.listing

    def check_settings(self) -> None:
        """A worker takes defaults for settings that cannot be read; here nobody would see that."""
        if not (self.listing.company or self.listing.default_bot):
            _ = _reader(self.listing).settings


def _reader(listing: WorkspaceListed) -> "Workspace":
    """The files themselves: whatever is wrong with one is raised, with its line."""
    from workbench.workspace.workspace import (  # noqa: PLC0415 - slow: only errors pay for it
        Workspace,
    )

    return Workspace.open(Path(listing.folder))


def workspace_folder(arguments: Namespace) -> Path:
    return arguments.workspace or first_start_workspace()


@contextmanager
def opened(arguments: Namespace) -> Iterator[CliSession]:
    """Ready when the worker has listed the accounts and bots."""
    state = WorkspaceState()
    asker = f"workbench {arguments.command}"
    with WorkerClient(workspace_folder(arguments), asker) as client:
        for item in client.heard():
            if isinstance(item, TraceEvent):
                continue
            state.take(item)
            if isinstance(item, BotsListed) and item.is_last and state.listing:
                break
            if isinstance(item, Refused) and not item.request_id:
                raise WorkbenchError(item.message, item.hint)
        session = CliSession(client, state)
        session.check_settings()
        yield session
