"""What an answer panel shows besides an answer: reading, an error, unsaved edits."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.theme.canvas import Canvas
from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.layouts import row
from ui.widgets.painted import Painted
from ui.widgets.progress import Skeleton

SKELETON_AFTER_MS = 300


class LateSkeleton(Skeleton):
    """Appears after 300 ms, so that a quick answer has none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._is_due = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SKELETON_AFTER_MS)
        self._timer.timeout.connect(self._on_due)

    def begin(self) -> None:
        if not self._timer.isActive() and not self._is_due:
            self._timer.start()

    def end(self) -> None:
        self._timer.stop()
        self._is_due = False

    def paint(self, canvas: Canvas) -> None:
        if self._is_due:
            super().paint(canvas)

    def _on_due(self) -> None:
        self._is_due = True
        self.update()


class FailedAnswer(QWidget):
    """A bold fact, its effect, one main fix and one other way. Signals: action_pressed(key)."""

    action_pressed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._fact = Label("", "heading").wrapped().selectable()
        self._effect = Label("", "small", "text2").wrapped().selectable()
        self._buttons: list[Button] = []
        self._actions: tuple[tuple[str, str], ...] = ()
        self._row = row(None, gap=6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._fact)
        layout.addWidget(self._effect)
        layout.addSpacing(4)
        layout.addLayout(self._row)

    def show_failure(self, fact: str, effect: str, actions: Sequence[tuple[str, str]]) -> None:
        """`actions`: key and words, the main fix first."""
        self._fact.setText(fact)
        self._effect.setText(effect)
        self._effect.setVisible(bool(effect))
        self.setAccessibleName(f"{fact} {effect}".strip())
        if tuple(actions) != self._actions:
            self._actions = tuple(actions)
            self._make_buttons()

    def _make_buttons(self) -> None:
        for old in self._buttons:
            self._row.removeWidget(old)
            old.deleteLater()
        self._buttons = []
        for place, (key, words) in enumerate(self._actions):
            button = Button(self._theme, words, "ghost" if place else "secondary", small=True)
            button.setObjectName(key)
            button.clicked.connect(self._on_clicked)
            self._row.insertWidget(place, button)
            self._buttons.append(button)

    def _on_clicked(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, Button):
            self.action_pressed.emit(pressed.objectName())


class UnsavedDot(Painted):
    """A small dot: the bot has edits that are not saved."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setFixedSize(8, 8)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.describe("Edited, not saved")
        self.setToolTip("Edited, not saved. The next answer uses the edits.")

    def sizeHint(self) -> QSize:
        return QSize(8, 8)

    def paint(self, canvas: Canvas) -> None:
        canvas.painter.setPen(Qt.PenStyle.NoPen)
        canvas.painter.setBrush(self.theme.color("warn"))
        canvas.painter.drawEllipse(QPointF(4, 4), 3, 3)
