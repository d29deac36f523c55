"""The workspace that the worker has open, and what it tells of it."""

from collections.abc import Iterator
from pathlib import Path

from workbench.domain.account import Account
from workbench.domain.bot import Bot
from workbench.errors import WorkspaceError
from workbench.evals.scorers import SCORERS
from workbench.messages import (
    AccountsListed,
    BotsListed,
    ContentsListed,
    DatasetItem,
    Message,
    Problem,
    SuiteItem,
    WorkspaceListed,
)
from workbench.worker.pieces import batches
from workbench.workspace.settings import Settings
from workbench.workspace.workspace import Workspace


class OpenWorkspace:
    """Read again by `reload`; `current` is a snapshot that other threads may go on using."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.current = Workspace.open(folder)
        self._last = Settings(folder.name)
        self._fingerprint = self.current.fingerprint()

    def reload(self) -> None:
        self.current = Workspace.open(self.folder)
        self._fingerprint = self.current.fingerprint()

    def was_changed_outside(self) -> bool:
        return self.current.fingerprint() != self._fingerprint

    def settings(self) -> Settings:
        """Those of a nameless workspace if its file is wrong, which is listed; budgets stay."""
        try:
            self._last = self.current.settings
        except WorkspaceError:
            last = self._last
            return Settings(self.folder.name, prices=last.prices, budgets=last.budgets)
        return self._last

    def accounts(self) -> dict[str, Account]:
        found = {}
        for summary in self.current.accounts:
            try:
                account = self.current.account(summary.id)
            except WorkspaceError:
                continue
            found[account.id] = account
        return found

    def bots(self) -> dict[str, Bot]:
        """Those that are whole."""
        found = {}
        for name in self.current.bot_names:
            try:
                found[name] = self.current.bot(name)
            except WorkspaceError:
                continue
        return found

    def listing(self) -> Iterator[Message]:
        """Everything; what a window needs first comes first."""
        yield from self.essentials()
        yield self.contents()

    def essentials(self) -> Iterator[Message]:
        """What it takes to talk: the workspace, its accounts and its bots."""
        settings = self.settings()
        yield WorkspaceListed(
            folder=str(self.folder),
            name=settings.name,
            company=settings.company,
            today=settings.today,
            default_bot=settings.default_bot,
            default_account=settings.default_account,
            roles=tuple(settings.roles) or ("customer",),
            questions=settings.questions,
            audiences=tuple(settings.roles.items()),
        )
        for first, last, accounts in batches(list(self.accounts().values())):
            yield AccountsListed(accounts, first, last)
        for first, last, bots in batches(list(self.bots().values())):
            yield BotsListed(bots, first, last)

    def contents(self) -> ContentsListed:
        """The rest. Reads every file, to say what is wrong with it."""
        current = self.current
        problems = tuple(
            Problem(each.path, each.line or None, each.message, each.hint)
            for each in current.problems
        )
        return ContentsListed(
            models=current.models,
            suites=tuple(self._suite_item(name) for name in current.suite_names),
            datasets=tuple(self._datasets()),
            scorers=tuple(SCORERS),
            problems=problems,
        )

    def _suite_item(self, name: str) -> SuiteItem:
        try:
            plan, suite = self.current.suite_plan(name), self.current.suite(name)
        except WorkspaceError as error:
            return SuiteItem(name, name, (), 0, 1, "", error.line)
        variants = tuple(bot.name for bot in suite.variants)
        title = suite.title or name
        return SuiteItem(name, title, variants, len(suite.cases), suite.trials, plan.dataset)

    def _datasets(self) -> Iterator[DatasetItem]:
        for name in self.current.dataset_names:
            try:
                cases = self.current.dataset(name)
            except WorkspaceError:
                continue
            tags = dict.fromkeys(tag for case in cases for tag in case.tags)
            splits = dict.fromkeys(case.split for case in cases)
            yield DatasetItem(name, len(cases), tuple(tags), tuple(splits))
