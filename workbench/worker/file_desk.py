"""The files of the workspace: read again, written back, put back as they were."""

import threading
from collections import OrderedDict
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import uuid4

from workbench.commands import (
    AddModel,
    KeepDrafts,
    ReloadWorkspace,
    SaveBot,
    SaveCase,
    SaveSuite,
    UndoSave,
)
from workbench.errors import ConflictError, WorkbenchError
from workbench.messages import DraftsListed, Saved
from workbench.model_commands import AddModelFile, ChangeModel, RemoveModel
from workbench.spending_commands import SaveBudgets, SavePrice
from workbench.worker.kit import Handlers, Kit
from workbench.workspace.atomic import Change
from workbench.workspace.case_saving import save_case
from workbench.workspace.draft_file import read_drafts, write_drafts
from workbench.workspace.saving import (
    add_model,
    remove_model,
    save_bot,
    save_bot_apart,
    save_settings,
    save_suite,
    undo,
)
from workbench.workspace.selection import CaseSelection
from workbench.workspace.suite_file import SuitePlan

CHANGES_KEPT = 100


class FileDesk:
    """Each save can be undone as long as nobody else wrote to its files since."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._changes: OrderedDict[str, Change] = OrderedDict()
        # A save and an edit outside may both ask for a listing: one after the other.
        self._listing = threading.Lock()

    def handlers(self) -> Handlers:
        return {
            ReloadWorkspace: self._reload,
            SaveBot: self._save_bot,
            SaveCase: self._save_case,
            SaveSuite: self._save_suite,
            AddModel: self._add_model,
            AddModelFile: lambda command: self._kit.lanes.query(partial(self.add_file, command)),
            ChangeModel: self._change_model,
            RemoveModel: self._remove_model,
            SaveBudgets: self._save_budgets,
            SavePrice: self._save_price,
            KeepDrafts: self._keep_drafts,
            UndoSave: self._undo,
        }

    def look(self) -> None:
        """Called now and then: files that were edited outside are listed anew."""
        if self._kit.workspace.was_changed_outside():
            self._kit.lanes.query(self._list_again)

    def list_contents(self) -> None:
        self._kit.outlet.tell(self._kit.workspace.contents())

    def list_drafts(self) -> None:
        """One a message, and an end, so that no line is long."""
        for draft in read_drafts(self._kit.workspace.folder):
            self._kit.outlet.tell(DraftsListed((draft,), is_last=False))
        self._kit.outlet.tell(DraftsListed((), is_last=True))

    def _keep_drafts(self, command: KeepDrafts) -> None:
        write_drafts(self._kit.workspace.folder, command.drafts)

    def _reload(self, _: ReloadWorkspace) -> None:
        self._list_again()

    def _list_again(self) -> None:
        workspace = self._kit.workspace
        try:
            with self._listing:
                workspace.reload()
                for message in workspace.listing():
                    self._kit.outlet.tell(message)
        except WorkbenchError as error:
            self._kit.outlet.refuse(error)

    def _save_bot(self, command: SaveBot) -> None:
        current, bot = self._kit.workspace.current, command.bot
        if command.as_new:
            if bot.name in current.bot_names:
                what = f'There is already a bot called "{bot.name}".'
                raise ConflictError(what, "Choose another name.")
            change = save_bot(current, replace(bot, name=command.original or bot.name), bot.name)
        elif command.own_files:
            change = save_bot_apart(current, bot, command.base)
        else:
            change = save_bot(current, bot, base=command.base, overwrite=command.overwrite)
        self._saved(command.request_id, change, f"{bot.title or bot.name} saved.")

    def _save_case(self, command: SaveCase) -> None:
        saved = save_case(self._kit.workspace.current, command.dataset, command.case)
        sentence = f"Test case {saved.case.id} saved to {command.dataset}."
        self._saved(command.request_id, saved.change, sentence)

    def _save_suite(self, command: SaveSuite) -> None:
        plan = SuitePlan(
            name=command.name,
            variants=command.variants,
            dataset=command.dataset,
            scorers=command.scorers,
            cases=CaseSelection(command.split, command.tags, command.case_ids, command.limit),
            trials=command.trials,
            baseline=command.baseline,
            title=command.title,
            cache=command.cache,
        )
        change = save_suite(self._kit.workspace.current, plan)
        self._saved(command.request_id, change, f"Suite {command.title or command.name} saved.")

    def _add_model(self, command: AddModel) -> None:
        change = add_model(self._kit.workspace.current, command.model)
        self._saved(command.request_id, change, f"{command.model.name} added to the models.")

    def add_file(self, command: AddModelFile) -> None:
        """Its header is read first. Raises `WorkbenchError` for what is no chat model."""
        local, current = self._kit.assembly.local, self._kit.workspace.current
        spec = local.library.spec_of_file(
            Path(command.path), current.models, local.room(), command.name
        )
        change = add_model(current, spec)
        self._saved(command.request_id, change, f"{spec.name} added to the models.")

    def _change_model(self, command: ChangeModel) -> None:
        """A loaded model is loaded anew, unless it answers: then the next time."""
        model, local = command.model, self._kit.assembly.local
        change = add_model(self._kit.workspace.current, model, overwrite=True)
        self._saved(command.request_id, change, f"{model.name} changed.")
        self._kit.lanes.aside(partial(local.reload, model))

    def _remove_model(self, command: RemoveModel) -> None:
        change = remove_model(self._kit.workspace.current, command.name)
        self._saved(command.request_id, change, f"{command.name} removed. Its file is still there.")

    def _save_budgets(self, command: SaveBudgets) -> None:
        current = self._kit.workspace.current
        change = save_settings(current, replace(current.settings, budgets=command.budgets))
        self._saved(command.request_id, change, "Budgets saved.")

    def _save_price(self, command: SavePrice) -> None:
        current = self._kit.workspace.current
        prices = {name: p for name, p in current.settings.prices.items() if name != command.model}
        if command.price:
            prices[command.model] = command.price
        change = save_settings(current, replace(current.settings, prices=prices))
        self._saved(command.request_id, change, f"Price of {command.model} saved.")

    def _undo(self, command: UndoSave) -> None:
        if command.change_id not in self._changes:
            raise WorkbenchError("That change can no longer be undone.", "Edit the file instead.")
        undo(self._kit.workspace.current, self._changes.pop(command.change_id))
        self._kit.outlet.tell(Saved(command.request_id, "", "Undone."))
        self._list_again()

    def _saved(self, request_id: str, change: Change, sentence: str) -> None:
        change_id = uuid4().hex if change.paths else ""
        if change_id:
            self._changes[change_id] = change
        while len(self._changes) > CHANGES_KEPT:
            self._changes.popitem(last=False)
        self._kit.outlet.tell(Saved(request_id, change_id, sentence))
        self._list_again()
