"""A worker on the workspace that was asked for, and what it tells at its start."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workbench.client import WorkerClient
from workbench.domain.account import Account
from workbench.domain.bot import Bot
from workbench.errors import WorkbenchError
from workbench.messages import BotsListed, ContentsListed, Refused
from workbench.trace.event import TraceEvent
from workbench.workspace.new_workspace import first_start_workspace
from workbench.workspace.problem import did_you_mean
from workbench.workspace_state import WorkspaceState


@dataclass(frozen=True, slots=True)
class CliSession:
    client: WorkerClient
    state: WorkspaceState

    def bot(self, name: str) -> Bot:
        """Empty is the workspace's default. Raises `WorkbenchError` with what is wrong with it."""
        wanted = name or (self.state.listing.default_bot if self.state.listing else "")
        if wanted in self.state.bots:
            return self.state.bots[wanted]
        self._read_contents()
        for problem in self.state.problems:
            if problem.path == f"bots/{wanted}.yaml":
                raise WorkbenchError(
                    f"{problem.path}:{problem.line}: {problem.message}", problem.hint
                )
        raise WorkbenchError(
            f'There is no bot "{wanted}".', did_you_mean(wanted, self.state.bots, "bots")
        )

    def _read_contents(self) -> None:
        """What is wrong with files is told a little later than what there is."""
        for item in self.client.answers(ContentsListed):
            self.state.take(item)
            break

    def account(self, account_id: str) -> Account:
        wanted = account_id or (self.state.listing.default_account if self.state.listing else "")
        if wanted in self.state.accounts:
            return self.state.accounts[wanted]
        raise WorkbenchError(
            f'There is no account "{wanted}".',
            did_you_mean(wanted, self.state.accounts, "accounts"),
        )


def workspace_folder(arguments: Namespace) -> Path:
    return arguments.workspace or first_start_workspace()


@contextmanager
def opened(arguments: Namespace) -> Iterator[CliSession]:
    """Ready when the worker has listed the accounts and bots."""
    state = WorkspaceState()
    with WorkerClient(workspace_folder(arguments)) as client:
        for item in client.heard():
            if isinstance(item, TraceEvent):
                continue
            state.take(item)
            if isinstance(item, BotsListed) and item.is_last:
                break
            if isinstance(item, Refused):
                raise WorkbenchError(item.message, item.hint)
        yield CliSession(client, state)
