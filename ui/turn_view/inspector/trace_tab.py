"""Trace: where the time went, the selected step, the context window, and the checks."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.turn_view.context_section import ContextSection
from ui.turn_view.conversation import TurnOnScreen
from ui.turn_view.inspector.checks import CheckList, checks
from ui.turn_view.inspector.span_card import SpanCard
from ui.turn_view.inspector.span_detail import span_detail
from ui.turn_view.trace_bars import trace_bar
from ui.widgets import amounts
from ui.widgets.label import Label, horizontal_line
from ui.widgets.layouts import row
from ui.widgets.waterfall import WaterfallView
from workbench.projections.context_window import context_window
from workbench.projections.waterfall import WaterfallRow, waterfall


class TraceTab(QWidget):
    """Signals: span_selected(span_id)."""

    span_selected = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._span_id = ""
        self._is_picked = False
        self._turn: TurnOnScreen | None = None
        self._rows: tuple[WaterfallRow, ...] = ()
        self.total = Label("", "caption", "text2", 500)
        self.waterfall = WaterfallView(theme)
        self.span = SpanCard(theme)
        self.context = ContextSection(theme)
        self.checks = CheckList(theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        layout.addLayout(row(Label("Where the time went", "label", "text", 600), None, self.total))
        layout.addWidget(self.waterfall)
        layout.addWidget(self.span)
        layout.addWidget(horizontal_line())
        layout.addWidget(self.context)
        layout.addWidget(horizontal_line())
        layout.addWidget(Label("Checks", "label", "text", 600))
        layout.addWidget(self.checks)
        layout.addStretch(1)
        self.waterfall.row_selected.connect(self._on_row_selected)

    def show_turn(self, turn: TurnOnScreen) -> None:
        is_other = self._turn is None or self._turn.turn_id != turn.turn_id
        self._turn = turn
        shown = waterfall(turn.events)
        known = {each.span_id for each in shown.rows}
        self._is_picked = self._is_picked and not is_other and self._span_id in known
        if not self._is_picked:
            self._span_id = _telling(shown.rows)
        self.total.setText(amounts.milliseconds(shown.total_s))
        self._show_rows(shown.rows)
        self.context.show_window(context_window(turn.events))
        self.checks.show_checks(checks(turn))

    def _show_rows(self, rows: tuple[WaterfallRow, ...]) -> None:
        self._rows = rows
        place = next((n for n, row in enumerate(rows) if row.span_id == self._span_id), -1)
        with QSignalBlocker(self.waterfall):
            self.waterfall.set_rows([trace_bar(row) for row in rows])
            if place >= 0:
                self.waterfall.select(place)
        self._show_span()

    def select_span(self, span_id: str) -> None:
        self._span_id, self._is_picked = span_id, True
        if self._turn:
            self.show_turn(self._turn)

    def _show_span(self) -> None:
        chosen = next((each for each in self._rows if each.span_id == self._span_id), None)
        self.span.setVisible(chosen is not None)
        if chosen and self._turn:
            self.span.show_detail(span_detail(chosen, self._turn.events))

    def _on_row_selected(self, place: int) -> None:
        if 0 <= place < len(self._rows):
            self._span_id, self._is_picked = self._rows[place].span_id, True
            self._show_span()
            self.span_selected.emit(self._span_id)


def _telling(rows: Sequence[WaterfallRow]) -> str:
    """What to look at first: a step that failed, else the last answer of the model."""
    failed = [row for row in rows if row.failed]
    model = [row for row in rows if row.kind == "model"]
    chosen = failed or model[-1:] or list(rows[:1])
    return chosen[0].span_id if chosen else ""
