"""The inspector: the selected answer from three sides."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from ui.theme.theme import Theme
from ui.turn_view.conversation import TurnOnScreen
from ui.turn_view.inspector.evidence_tab import EvidenceTab
from ui.turn_view.inspector.raw_tab import RawTab
from ui.turn_view.inspector.trace_tab import TraceTab
from ui.widgets.badge import VariantBadge
from ui.widgets.label import Label
from ui.widgets.segmented import SegmentedControl
from ui.widgets.side_panel import SidePanel

TABS = (("trace", "Trace"), ("evidence", "Evidence"), ("raw", "Raw"))


class Inspector(SidePanel):
    """Only the tab in front is filled.

    Signals: passage_pressed(path, start, end), tokens_requested(), microscope_requested(target):
    what the page Knowledge is to show.
    """

    passage_pressed = Signal(str, int, int)
    microscope_requested = Signal(dict)
    tokens_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "No answer yet")
        self._theme = theme
        self._badge: VariantBadge | None = None
        self._letter = ""
        self._turn: TurnOnScreen | None = None
        self.tabs = SegmentedControl(theme, "Inspector", TABS, small=True)
        self.trace, self.evidence, self.raw = TraceTab(theme), EvidenceTab(theme), RawTab(theme)
        self.empty = Label("Send a message to see how each answer came about.", "small", "text2")
        self.empty.wrapped()
        self.stack = QStackedWidget()
        self.pages: dict[str, TraceTab | EvidenceTab | RawTab] = {
            "trace": self.trace,
            "evidence": self.evidence,
            "raw": self.raw,
        }
        for page in self.pages.values():
            self.stack.addWidget(page)
        self.add_to_head(self.tabs)
        self.set_closable(closable=False)
        self.add(self.empty, self.stack)
        self.body.addStretch(1)
        self.tabs.current_changed.connect(self._on_tab)
        self.evidence.passage_pressed.connect(self.passage_pressed)
        self.evidence.microscope_requested.connect(self._on_microscope)
        self.raw.tokens_requested.connect(self.tokens_requested)
        self.show_turn("", 0, None)

    @property
    def tab(self) -> str:
        return self.tabs.current

    def show_turn(self, letter: str, place: int, turn: TurnOnScreen | None) -> None:
        """`place` of the turn counts from 0."""
        self._turn = turn
        self._show_badge(letter)
        self.set_title(f"Turn {place + 1}" if turn else "Not run yet")
        self.empty.setVisible(turn is None)
        self.stack.setVisible(turn is not None)
        self._fill()

    def open_tab(self, name: str) -> None:
        self.tabs.set_current(name)
        self._on_tab(name)

    def select_span(self, span_id: str) -> None:
        self.open_tab("trace")
        self.trace.select_span(span_id)

    def _fill(self) -> None:
        if self._turn is not None:
            self.pages[self.tab].show_turn(self._turn)

    def _show_badge(self, letter: str) -> None:
        if letter == self._letter:
            return
        self._letter = letter
        if self._badge:
            self._badge.hide()
            self._badge.deleteLater()
            self._badge = None
        if letter:
            self._badge = VariantBadge(self._theme, letter, 18)
            self.add_to_head(self._badge, first=True)

    def _on_tab(self, name: str) -> None:
        self.stack.setCurrentWidget(self.pages[name])
        self._fill()

    def _on_microscope(self, query: str) -> None:
        """Asked as the turn asked."""
        if self._turn is None:
            return
        given = self._turn.given
        account = given.account.id if given.account else ""
        self.microscope_requested.emit(
            {"query": query, "role": given.role, "account": account, "bot": given.bot.name}
        )
