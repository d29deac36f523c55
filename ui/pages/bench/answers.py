"""The answer panels side by side: split evenly, scrolling sideways where there is no room."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter

from ui.pages.bench.state import LETTERS
from ui.theme.theme import Theme
from ui.turn_view.answer_panel import AnswerPanel

_GAP = 12


class Answers(QScrollArea):
    """Panels come and go with the number of variants; their signals pass through.

    Signals: as those of `AnswerPanel`.
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

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.panels: list[AnswerPanel] = []
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(_GAP)
        self.split.setStyleSheet("QSplitter::handle { background: transparent; }")
        self.setWidget(self.split)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Answers")

    def set_count(self, count: int) -> None:
        if count == len(self.panels):
            return
        while len(self.panels) > count:
            gone = self.panels.pop()
            gone.hide()
            gone.deleteLater()
        while len(self.panels) < count:
            self._add(AnswerPanel(self._theme, len(self.panels), LETTERS[len(self.panels)]))
        self.even_out()

    def even_out(self) -> None:
        """All panels equally wide."""
        self.split.setSizes([1000] * len(self.panels))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonDblClick:
            self.even_out()
            return True
        return super().eventFilter(watched, event)

    def _add(self, panel: AnswerPanel) -> None:
        self.panels.append(panel)
        self.split.addWidget(panel)
        panel.selected.connect(self.selected)
        panel.menu_requested.connect(self.menu_requested)
        panel.stop_requested.connect(self.stop_requested)
        panel.example_requested.connect(self.example_requested)
        panel.rated.connect(self.rated)
        panel.span_pressed.connect(self.span_pressed)
        panel.source_pressed.connect(self.source_pressed)
        panel.action_pressed.connect(self.action_pressed)
        panel.decided.connect(self.decided)
        handle = self.split.handle(len(self.panels) - 1)
        handle.installEventFilter(self)
        handle.setToolTip("Double-click for equal widths")
