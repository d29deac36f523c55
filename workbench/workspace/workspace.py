"""A workspace: everything in the folder by name, each file read when it is first asked for."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar, cast

from workbench.domain.account import Account
from workbench.domain.bot import Bot, Intent, ModelSpec, Prompt
from workbench.domain.suite import Case, Suite
from workbench.domain.tool import Tool
from workbench.errors import WorkbenchError, WorkspaceError
from workbench.workspace.account_file import AccountShelf
from workbench.workspace.account_list import AccountSummary, list_accounts
from workbench.workspace.bot_file import Parts, read_bot
from workbench.workspace.case_file import case_place, read_dataset
from workbench.workspace.case_needs import Askers, unmet_needs
from workbench.workspace.files import SETTINGS_PATH, Files
from workbench.workspace.fingerprint import Fingerprint, fingerprint
from workbench.workspace.intent_file import read_intents
from workbench.workspace.model_list import MODELS_PATH, ModelList, read_models
from workbench.workspace.problem import Problem, WrongFileError, did_you_mean, wrong
from workbench.workspace.prompt_file import read_prompt
from workbench.workspace.settings import Settings, read_settings
from workbench.workspace.suite_assembly import LineOf, SuiteParts, assemble_suite
from workbench.workspace.suite_file import SuitePlan, read_suite_file
from workbench.workspace.tool_file import read_tool
from workbench.workspace.yaml_file import YamlFile

Value = TypeVar("Value")


class Workspace:
    """A snapshot: what was read once stays as it was. For files changed outside, open it anew.

    Whatever is asked for by name raises `WorkspaceError` with file, line and remedy if its file,
    or one that it needs, is wrong; the rest of the workspace stays usable.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = Files(folder)
        self._values: dict[tuple[str, str], object] = {}

    @classmethod
    def open(cls, folder: Path) -> "Workspace":
        """Raises `WorkspaceError` if the folder is no workspace; reads nothing else."""
        if not (folder / SETTINGS_PATH).exists():
            what = "has no workbench.yaml" if folder.is_dir() else "is not there"
            hint = "Open another folder, or make a workspace in the Settings of the window."
            raise WorkspaceError(f"{folder}: this folder {what}", hint)
        return cls(folder.absolute())

    # What is there, by name, without reading the files.

    @property
    def name(self) -> str:
        """For the rail; the folder's name if workbench.yaml is wrong."""
        try:
            return self.settings.name
        except WorkspaceError:
            return self.folder.name

    @property
    def bot_names(self) -> tuple[str, ...]:
        return self.files.names("bots", ".yaml")

    @property
    def prompt_names(self) -> tuple[str, ...]:
        return self.files.names("prompts", ".md")

    @property
    def tool_names(self) -> tuple[str, ...]:
        return self.files.names("tools", ".yaml")

    @property
    def suite_names(self) -> tuple[str, ...]:
        return self.files.names("suites", ".yaml")

    @property
    def dataset_names(self) -> tuple[str, ...]:
        lines, tables = self.files.names("datasets", ".jsonl"), self.files.names("datasets", ".csv")
        return tuple(sorted({*lines, *tables}))

    # The values.

    @property
    def settings(self) -> Settings:
        return self._once("settings", "", lambda: read_settings(self.files))

    @property
    def roles(self) -> dict[str, tuple[str, ...]]:
        return self.settings.roles

    @property
    def models(self) -> tuple[ModelSpec, ...]:
        """Those that can be used; `problems` tells why others cannot."""
        return self._models.specs

    @property
    def accounts(self) -> tuple[AccountSummary, ...]:
        """Every account at a glance, always as it is on the disk now."""
        return list_accounts(self.folder)

    def account(self, account_id: str) -> Account:
        return self._account_shelf.find(account_id)

    def bot(self, name: str) -> Bot:
        return self._once("bot", name, lambda: read_bot(self.files, name, self._parts()))

    def prompt(self, name: str) -> Prompt:
        return self._once("prompt", name, lambda: read_prompt(self.files, name))

    def tool(self, name: str) -> Tool:
        return self._once("tool", name, lambda: read_tool(self.files, name))

    def intents(self, path: str) -> tuple[Intent, ...]:
        return self._once(
            "intents", path, lambda: read_intents(self.files, path, self._tool_or_none)
        )

    def model(self, name: str) -> ModelSpec:
        for spec in self.models:
            if spec.name == name:
                return spec
        if problems := self._models.broken.get(name):
            raise WrongFileError(*problems)
        hint = did_you_mean(name, (spec.name for spec in self.models), "models")
        raise wrong(MODELS_PATH, 0, f'there is no model "{name}"', hint)

    def dataset(self, name: str) -> tuple[Case, ...]:
        return self._once("dataset", name, lambda: read_dataset(self.files, name))

    def suite_plan(self, name: str) -> SuitePlan:
        """What the suite's file names, without opening any of it."""
        return self._suite_file(name)[0]

    def suite(self, name: str) -> Suite:
        """Complete: with its bots and the cases that it takes."""
        plan, file = self._suite_file(name)
        return self._once("suite", name, lambda: self.assemble(plan, file.line_of))

    def assemble(self, plan: SuitePlan, line_of: LineOf = lambda _: 0) -> Suite:
        """A plan that need not be saved, made whole."""
        parts = SuiteParts(
            bot=self.bot,
            bot_names=self.bot_names,
            dataset=self.dataset,
            dataset_names=self.dataset_names,
            check=self._check_saved_cases,
        )
        return assemble_suite(plan, parts, line_of)

    def check_cases(self, cases: Iterable[Case]) -> None:
        """Raises `WorkbenchError` if one of them, saved or not, cannot be asked here."""
        for _, message, hint in unmet_needs(cases, Askers(self.account, self.roles)):
            raise WorkbenchError(f"{message[:1].upper()}{message[1:]}", hint)

    # Everything at once.

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong anywhere, sorted by file and line. Reads every file."""
        found = set(self._models.problems)
        errors = list(self._account_shelf.errors.values())
        for read in self._reads():
            try:
                read()
            except WrongFileError as error:
                errors.append(error)
        found.update(problem for error in errors for problem in error.problems)
        return tuple(sorted(found, key=lambda each: (each.path, each.line, each.message)))

    def fingerprint(self) -> Fingerprint:
        """Of the folder as it is now: compare it to an older one to see outside edits."""
        return fingerprint(self.folder)

    def forget(self) -> None:
        """After a save: make the values anew from the files as they are now known."""
        self._values.clear()
        for name in ("problems", "_models", "_account_shelf"):
            self.__dict__.pop(name, None)

    @cached_property
    def _models(self) -> ModelList:
        return read_models(self.files)

    @cached_property
    def _account_shelf(self) -> AccountShelf:
        return AccountShelf(self.files)

    def _check_saved_cases(self, dataset: str, cases: Iterable[Case]) -> None:
        problems = [
            Problem(*case_place(self.files, dataset, case.id), message, hint)
            for case, message, hint in unmet_needs(cases, Askers(self.account, self.roles))
        ]
        if problems:
            raise WrongFileError(*problems)

    def _check_dataset(self, name: str) -> None:
        self._check_saved_cases(name, self.dataset(name))

    def _once(self, kind: str, name: str, read: Callable[[], Value]) -> Value:
        key = (kind, name)
        if key not in self._values:
            self._values[key] = read()
        return cast("Value", self._values[key])

    def _reads(self) -> Iterator[Callable[[], object]]:
        yield lambda: self.settings
        for read, names in (
            (self.tool, self.tool_names),
            (self.prompt, self.prompt_names),
            (self.bot, self.bot_names),
            (self._check_dataset, self.dataset_names),
            (self.suite, self.suite_names),
        ):
            yield from (partial(read, name) for name in names)
        for name in self.files.names("intents", ".yaml"):
            yield partial(self.intents, f"intents/{name}.yaml")

    def _suite_file(self, name: str) -> tuple[SuitePlan, YamlFile]:
        return self._once("plan", name, lambda: read_suite_file(self.files, name))

    def _parts(self) -> Parts:
        return Parts(
            prompt=self.prompt,
            prompt_names=self.prompt_names,
            tool=self.tool,
            tool_names=self.tool_names,
            intents=self.intents,
            models=self.models,
            broken_models=self._models.broken,
        )

    def _tool_or_none(self, name: str) -> Tool | None:
        return self.tool(name) if name in self.tool_names else None
