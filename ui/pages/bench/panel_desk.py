"""What the menu of an answer panel does."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from ui.pages.bench import exports, picks
from ui.pages.bench.case_sheet import Asked, CaseSheet, telling_facts
from ui.pages.bench.editor.editor_sheet import EditorSheet
from ui.pages.bench.panel_menu import PanelMenu
from ui.pages.bench.picker import Pick
from workbench.domain.suite import Case
from workbench.projections.context_window import context_window

if TYPE_CHECKING:
    from ui.pages.bench.page import BenchPage


class PanelDesk(QObject):
    """Each wish knows the panel it is about by its place."""

    def __init__(self, page: "BenchPage") -> None:
        super().__init__(page)
        self._page = page
        self._chat = page.chat
        self._menu: PanelMenu | None = None

    def open_menu(self, place: int) -> None:
        panel = self._page.answers.panels[place]
        self._chat.select(place)
        has_answer = self._chat.state.turn(place) is not None
        self._menu = PanelMenu(self._page.theme, panel, place, has_answer=has_answer)
        self._menu.chosen.connect(self.run)
        self._menu.open_below(panel.menu_button)

    def run(self, place: int, key: str) -> None:
        """An entry of the menu."""
        wishes: dict[str, Callable[[int], object]] = {
            "edit": self.edit_bot,
            "bot": self.pick_bot,
            "model": self.pick_model,
            "replay": self.replay,
            "again": self._chat.run_again,
            "copy": self.copy_answer,
            "markdown": partial(self.export, form="markdown"),
            "json": partial(self.export, form="json"),
            "case": self.save_case,
            "grid": self.open_grid,
        }
        wishes[key](place)

    def replay(self, place: int) -> None:
        if not self._chat.replay(place):
            self._page.session.told.emit("Nothing is stored of this turn yet", "")

    def copy_answer(self, place: int) -> None:
        turn = self._chat.state.turn(place)
        if turn:
            exports.copy(turn.answer.text)
            self._page.session.told.emit("Answer copied", "")

    def export(self, place: int | None, form: str) -> None:
        """One column, or with None the whole conversation."""
        turns = exports.conversation(self._chat.state, place)
        if turns:
            sentence = exports.save(self._page, exports.written(turns, form), form)
            if sentence:
                self._page.session.told.emit(sentence, "")

    def open_grid(self, place: int | None = None) -> None:
        """The bots on the screen, or one of them, as variants."""
        columns = self._chat.state.columns
        chosen = columns if place is None else [columns[place]]
        self._page.session.open_page("grid", bots=[column.bot for column in chosen])

    # Pickers

    def pick_bot(self, place: int) -> None:
        found = picks.bots(self._page.session.state.bots.values())
        self._pick("bot", place, "Find a bot", found)

    def pick_model(self, place: int) -> None:
        found = picks.models(self._page.session.state.models)
        self._pick("model", place, "Find a model", found)

    def take_pick(self, purpose: str, key: str) -> None:
        """`purpose` is bot or model, and the place of the panel."""
        kind, _, place = purpose.partition(":")
        if kind == "model":
            self._chat.use_model(int(place), key)
        elif kind == "bot" and key in self._page.session.state.bots:
            self._chat.edits.change(int(place), self._page.session.state.bots[key])

    def _pick(self, kind: str, place: int, title: str, found: list[Pick]) -> None:
        page = self._page
        panel = page.answers.panels[place]
        at = panel.mapTo(page, QPoint(0, 44))
        page.picker.open_for(f"{kind}:{place}", title, found, at)

    # Sheets

    def save_case(self, place: int) -> None:
        """The conversation up to the shown turn, as a case with what is expected."""
        state, session = self._chat.state, self._page.session
        if not state.questions:
            return
        asker = state.asker
        turns = tuple(state.questions[: state.shown + 1])
        account = asker.account.id if asker.account else ""
        datasets = [each.name for each in session.state.datasets]
        turn = state.turn(place)
        who = f"{asker.account.name}, {account}" if asker.account else "Nobody, without an account"
        facts = telling_facts(turn.answer.text) if turn else ()
        window = context_window(turn.events) if turn else None
        asked = Asked(f"{who}, as {asker.role}", facts, window)
        case = Case("", turns, account=account, role=asker.role)
        sheet = CaseSheet(self._page.theme, case, asked, datasets)
        sheet.saved.connect(self._on_saved)
        sheet.save_requested.connect(self._on_save_case)
        self._page.sheets.show_sheet(sheet)
        sheet.facts.setFocus()
        self._chat.select(place)

    def edit_bot(self, place: int) -> None:
        self._chat.select(place)
        page = self._page
        page.sheets.show_sheet(EditorSheet(page.theme, page.session, self._chat, place))

    def take_file(self, path: str) -> None:
        """A GGUF file that was dropped: add it to the picker and use it in this column."""
        sheet = self._page.sheets.open
        if not isinstance(sheet, EditorSheet):
            self.edit_bot(self._chat.state.selected)
            sheet = self._page.sheets.open
        if isinstance(sheet, EditorSheet):
            sheet.take_file(path)

    def _on_save_case(self) -> None:
        sheet = self._page.sheets.open
        if isinstance(sheet, CaseSheet):
            self._page.session.ask(sheet.command, sheet.take)

    def _on_saved(self, sentence: str, change_id: str) -> None:
        self._page.session.told.emit(sentence, change_id)
        self._page.sheets.close()
