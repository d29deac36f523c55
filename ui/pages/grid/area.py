"""The main area of a run: how far it is, what must be said about it, the table, the plots."""

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.grid.forecast_words import check_words
from ui.pages.grid.heads import Head
from ui.pages.grid.plots_pane import PlotsPane
from ui.pages.grid.state import GridState
from ui.pages.grid.table import GridTable
from ui.pages.grid.table_model import GridModel
from ui.theme.theme import Theme
from ui.widgets.amounts import count
from ui.widgets.empty_state import EmptyState
from ui.widgets.message_bar import MessageBar, MessageKind
from ui.widgets.progress import ProgressBar
from ui.widgets.split import Split

_SHARES = (13, 7)


class GridArea(QWidget):
    """Signals: clear_requested(): the filter lets nothing through, and the person lets go of it."""

    clear_requested = Signal()

    def __init__(self, theme: Theme, settings: QSettings, state: GridState) -> None:
        super().__init__()
        self._state = state
        self._heads: tuple[Head, ...] = ()
        self.model = GridModel(state, self)
        self.table = GridTable(theme, self.model)
        self.progress = ProgressBar(theme, "Cells done")
        self.message = MessageBar(theme, closable=True)
        self.plots = PlotsPane(theme)
        self.empty = EmptyState(theme, "funnel-simple", "No case matches")
        self.empty.set_actions("Clear filters")
        self.empty.setParent(self.table)
        self.empty.hide()
        self.empty.action_pressed.connect(self.clear_requested)
        self.split = Split(settings, "grid/main", Qt.Orientation.Vertical, _SHARES)
        self.split.add(self.table, self.plots)
        top = QVBoxLayout()
        top.setContentsMargins(16, 6, 16, 6)
        top.addWidget(self.message)
        self._top = QWidget()
        self._top.setLayout(top)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.progress)
        layout.addWidget(self._top)
        layout.addWidget(self.split, 1)
        self.progress.hide()
        self._top.hide()

    def show_rows(self) -> None:
        """Other cases or variants are on screen; the chosen cell stays if it still is."""
        current = self.model.place(self.table.currentIndex())
        self.model.reset()
        if current:
            self.table.choose(self.model.index_of(*current))
        self.show_heads()
        self._show_empty()

    def show_heads(self) -> None:
        heads = self._state.heads()
        if heads != self._heads:
            self._heads = heads
            self.model.show_heads(heads)
        state = self._state
        run = state.progress.run if state.progress else None
        corner = shown_words(state), size_words(state), check_words(run) if run else ""
        self.table.heads.show_heads(heads, corner)

    def show_progress(self) -> None:
        told = self._state.progress
        self.progress.setVisible(self._state.is_running)
        if told and told.run.cells_total:
            words = f"{told.run.cells_done} of {told.run.cells_total} cells"
            self.progress.set_share(told.run.cells_done / told.run.cells_total, words)

    def say(self, kind: MessageKind, text: str, action: str = "") -> None:
        """A message at the top; an empty text takes it away."""
        self._top.setVisible(bool(text))
        if text:
            self.message.show_message(kind, text, action)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_empty()

    def _show_empty(self) -> None:
        is_empty = self._state.cases_total > 0 and not self._state.rows
        self.empty.setVisible(is_empty)
        if is_empty:
            top = self.table.heads.height()
            self.empty.setGeometry(0, top, self.table.width(), self.table.height() - top)


def shown_words(state: GridState) -> str:
    """`12 of 64 cases shown`, or `64 cases`."""
    total = count(state.cases_total, "case")
    shown = len(state.rows)
    return total if shown == state.cases_total else f"{shown:,} of {total} shown"


def size_words(state: GridState) -> str:
    return f"{count(state.trials_wanted, 'trial')} each"
