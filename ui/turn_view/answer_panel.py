"""One variant's answer: head, tools, text, sources, verdict, figures. It only draws a view."""

from dataclasses import replace

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui.theme.theme import Theme
from ui.turn_view.answer_body import AnswerBody
from ui.turn_view.answer_states import UnsavedDot
from ui.turn_view.panel_view import PanelView
from ui.turn_view.verdict import Figures
from ui.widgets.badge import VariantBadge
from ui.widgets.button import IconButton
from ui.widgets.chip import StatusChip
from ui.widgets.label import ElidedLabel, horizontal_line
from ui.widgets.layouts import column, row

MIN_WIDTH = 280
FIGURES_MS = 200


class AnswerPanel(QFrame):
    """Signals carry the panel's place from 0. Without a letter it stands alone: no badge, no menu.

    Signals:
        selected: it was clicked.
        menu_requested: the button with three dots.
        stop_requested, example_requested: as the buttons say.
        rated: place and thumb. span_pressed: place and span. source_pressed: place and number.
        action_pressed: place and key of a fix of an error.
        decided: place, the call that waits for approval, and whether it is allowed.
    """

    selected = Signal(int)
    menu_requested = Signal(int)
    stop_requested = Signal(int)
    example_requested = Signal(int)
    rated = Signal(int, int)
    span_pressed = Signal(int, str)
    source_pressed = Signal(int, int)
    action_pressed = Signal(int, str)
    decided = Signal(int, str, bool)

    def __init__(self, theme: Theme, place: int, letter: str) -> None:
        super().__init__()
        self.place = place
        self.view: PanelView | None = None
        self.setObjectName("card")
        self.setMinimumWidth(MIN_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.name = ElidedLabel("", "heading")
        self.model = ElidedLabel("", "caption", "text3")
        self.dot = UnsavedDot(theme)
        self.chip = StatusChip(theme, "idle", "Not run")
        self.menu_button = IconButton(theme, "dots-three", f"More for variant {letter}", small=True)
        self.body = AnswerBody(theme)
        self.figures = Figures(theme)
        self._since = QElapsedTimer()
        self._since.start()
        self._lay_out(VariantBadge(theme, letter) if letter else None)
        self.menu_button.setVisible(bool(letter))
        self._connect()

    def show_view(self, view: PanelView) -> None:
        """Draw what changed; an equal view costs nothing."""
        view = self._calmed(view)
        if view == self.view:
            return
        before, self.view = self.view, view
        if before is None or before.is_selected != view.is_selected:
            self._set_selected(is_selected=view.is_selected)
        if self.name.whole_text() != view.bot:
            self.name.setText(view.bot)
        if self.model.whole_text() != view.model:
            self.model.setText(view.model)
        self.dot.setVisible(view.is_edited)
        if before is None or before.chip != view.chip:
            self.chip.set_status(view.chip.kind, view.chip.word)
        self.body.show_view(view, before)
        self.figures.show_values(view.figures)
        variant = f"Variant {view.letter}, " if view.letter else ""
        self.setAccessibleName(f"{variant}{view.bot}, {view.chip.word}")

    # Qt overrides

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.selected.emit(self.place)

    # Own

    def _lay_out(self, badge: VariantBadge | None) -> None:
        title = row(self.name, self.dot, None, gap=6)
        lead = (badge,) if badge else ()
        names = column(title, self.model, gap=1)
        head = row(*lead, names, self.chip, self.menu_button, gap=8, margins=(12, 6, 6, 6))
        head.setStretch(len(lead), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(horizontal_line())
        layout.addWidget(self.body, 1)
        layout.addWidget(horizontal_line())
        layout.addWidget(self.figures)

    def _connect(self) -> None:
        self.menu_button.clicked.connect(self._on_menu)
        self.body.stop_requested.connect(self._on_stop)
        self.body.example_requested.connect(self._on_example)
        self.body.rated.connect(self._on_rated)
        self.body.span_pressed.connect(self._on_span)
        self.body.source_pressed.connect(self._on_source)
        self.body.action_pressed.connect(self._on_action)
        self.body.decided.connect(self._on_decided)

    def _calmed(self, view: PanelView) -> PanelView:
        """Figures of an answer that is being written change a few times a second, not more."""
        before = self.view
        is_same = before is not None and (before.turn_id, before.state) == (
            view.turn_id,
            view.state,
        )
        if before and is_same and view.state == "writing" and self._since.elapsed() < FIGURES_MS:
            return replace(view, figures=before.figures, live=before.live)
        self._since.restart()
        return view

    def _set_selected(self, *, is_selected: bool) -> None:
        self.setProperty("selected", is_selected)
        self.style().unpolish(self)
        self.style().polish(self)

    def _on_menu(self) -> None:
        self.menu_requested.emit(self.place)

    def _on_stop(self) -> None:
        self.stop_requested.emit(self.place)

    def _on_example(self) -> None:
        self.example_requested.emit(self.place)

    def _on_rated(self, rating: int) -> None:
        self.rated.emit(self.place, rating)

    def _on_span(self, span_id: str) -> None:
        self.span_pressed.emit(self.place, span_id)

    def _on_source(self, number: int) -> None:
        self.source_pressed.emit(self.place, number)

    def _on_action(self, key: str) -> None:
        self.action_pressed.emit(self.place, key)

    def _on_decided(self, call_id: str, allows: bool) -> None:  # noqa: FBT001 - a slot
        self.decided.emit(self.place, call_id, allows)
