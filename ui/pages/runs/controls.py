"""The header of the Runs page: which list, its filters, the count, and what can be done."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from ui.pages.runs.filters import ORIGINS, OUTCOMES, STATES, RunFilter, TurnFilter
from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label
from ui.widgets.page_header import PageHeader
from ui.widgets.search_field import SearchField
from ui.widgets.segmented import SegmentedControl

LISTS = (("runs", "Grid runs"), ("turns", "Single turns"))


class Controls(QObject):
    """Signals:
    list_changed: runs or turns.
    filter_changed: read `run_filter()` or `turn_filter()`.
    """

    list_changed = Signal(str)
    filter_changed = Signal()

    def __init__(self, theme: Theme, header: PageHeader, parent: QObject) -> None:
        super().__init__(parent)
        self.list = SegmentedControl(theme, "List", LISTS)
        self.search = SearchField(theme, "Find")
        self.search.setMinimumWidth(120)
        self.search.setMaximumWidth(220)
        self.origin = DropDown(theme, "From", [Option(*each) for each in ORIGINS])
        self.bot = DropDown(theme, "Bot", [Option("", "All bots")])
        self.state = DropDown(theme, "State", [Option(*each) for each in STATES])
        self.outcome = DropDown(theme, "Outcome", [Option(*each) for each in OUTCOMES])
        self.count = Label("", "small", "text2")
        self.resume = Button(theme, "Resume", icon="play")
        self.open = Button(theme, "Open in Grid", icon="grid-four")
        self.back = Button(theme, "All turns", icon="arrow-left")
        self.bench = Button(theme, "Open in Bench", icon="chats-teardrop")
        self.copy = Button(theme, "Copy", icon="copy")
        self.export = Button(theme, "Export", icon="download-simple")
        self._of_turn = (self.back, self.copy, self.export, self.bench)
        header.add_left(self.back, self.list, self.search)
        header.add_left(self.origin, self.bot, self.state, self.outcome)
        header.add_action(self.count, self.resume, self.copy, self.export, self.bench, self.open)
        self.list.current_changed.connect(self._on_list)
        self.search.search_changed.connect(self.filter_changed)
        for choice in (self.origin, self.bot, self.state, self.outcome):
            choice.value_chosen.connect(self.filter_changed)
        self.show_lists()

    @property
    def kind(self) -> str:
        return self.list.current

    def run_filter(self) -> RunFilter:
        return RunFilter(self.search.text(), self.bot.value, self.state.value)

    def turn_filter(self) -> TurnFilter:
        return TurnFilter(self.search.text(), self.bot.value, self.outcome.value, self.origin.value)

    def show_bots(self, names: Iterable[str]) -> None:
        self.bot.set_options([Option("", "All bots"), *(Option(name, name) for name in names)])

    def show_replay(self, *, run_id: str, is_there: bool) -> None:
        """What can be done with one turn; with a cell's turn, its run can be opened."""
        self.list.set_current("turns")
        for widget in (self.list, self.search, self.origin, self.bot, self.state, self.outcome,
                       self.count, self.resume):  # fmt: skip
            widget.hide()
        for button in self._of_turn:
            button.setVisible(is_there or button is self.back)
        self.open.setVisible(bool(run_id))
        self.open.setEnabled(bool(run_id))

    def show_lists(self) -> None:
        for widget in (self.list, self.search, self.bot, self.count):
            widget.show()
        for button in self._of_turn:
            button.hide()
        self._show_list()

    def open_list(self, kind: str) -> None:
        self.list.set_current(kind)
        self.show_lists()

    def clear(self) -> None:
        """Let go of all filters but where turns come from."""
        self.search.clear()
        for choice in (self.bot, self.state, self.outcome):
            choice.set_value("")

    def _on_list(self, kind: str) -> None:
        self.show_lists()
        self.list_changed.emit(kind)

    def _show_list(self) -> None:
        is_runs = self.kind == "runs"
        for widget in (self.state, self.resume, self.open):
            widget.setVisible(is_runs)
        for widget in (self.origin, self.outcome):
            widget.setVisible(not is_runs)
