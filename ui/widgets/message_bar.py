"""A message at the top of its region, and a toast at the bottom left with Undo."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.theme.status import STATUS_LOOKS
from ui.theme.theme import Theme
from ui.widgets.badge import Icon
from ui.widgets.button import Button, IconButton
from ui.widgets.label import Label

MessageKind = Literal["info", "pass", "warn", "fail"]
TOAST_MS = 5000


class MessageBar(QFrame):
    """Icon, one sentence, one button, at most another way; hidden until `show_message`.

    `warn` is tinted: use it only while something needs doing.

    Signals:
        action_pressed, other_pressed: the buttons.
        closed: the person has read it.
    """

    action_pressed = Signal()
    other_pressed = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, *, closable: bool = False) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._icon = Icon(theme, "info", "text2", 14)
        self._text = Label("", "label").wrapped()
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.button = Button(theme, "Run again", small=True)
        self.button.clicked.connect(self.action_pressed)
        self.other = Button(theme, "Other", "ghost", small=True)
        self.other.clicked.connect(self.other_pressed)
        close = IconButton(theme, "x", "Hide this message", small=True)
        close.clicked.connect(self._on_close)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 5, 8, 5)
        layout.setSpacing(8)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.button)
        layout.addWidget(self.other)
        layout.addWidget(close)
        close.setVisible(closable)
        self.setMinimumHeight(36)
        self.hide()

    def show_message(self, kind: MessageKind, text: str, action: str = "", other: str = "") -> None:
        """Say it; `action` is verb and object, without it there is no button; so is `other`."""
        icon, role = ("info", "accent") if kind == "info" else _look(kind)
        self._icon.set_icon(icon, role)
        self._text.setText(text)
        self.button.set_text(action)
        self.button.setVisible(bool(action))
        self.other.set_text(other)
        self.other.setVisible(bool(other))
        self.setProperty("kind", kind if kind == "warn" else "plain")
        self.style().unpolish(self)
        self.style().polish(self)
        self.setAccessibleName(text)
        self.show()

    def text(self) -> str:
        return self._text.text()

    def _on_close(self) -> None:
        self.hide()
        self.closed.emit()


def _look(kind: Literal["pass", "warn", "fail"]) -> tuple[str, str]:
    return STATUS_LOOKS[kind].icon, STATUS_LOOKS[kind].tone


class Toast(QFrame):
    """Says what was done for 5 s, bottom left of the window, with Undo if it can be undone."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._undo: Callable[[], object] | None = None
        self.setObjectName("bar")
        self._text = Label("", "label")
        self._button = Button(theme, "Undo", "ghost", small=True)
        self._button.clicked.connect(self._on_undo)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 1, 6, 1)
        layout.setSpacing(12)
        layout.addWidget(Icon(theme, "check-circle", "pass", 14))
        layout.addWidget(self._text)
        layout.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TOAST_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def tell(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """Say it; a new one takes the place of the last."""
        self._undo = undo
        self._text.setText(text)
        self._button.setVisible(undo is not None)
        self.setAccessibleName(text)
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()
        self._timer.start()

    def text(self) -> str:
        return self._text.text() if self.isVisible() else ""

    def place(self) -> None:
        """Over the status strip, where it covers nothing that can be used."""
        window = self.parentWidget()
        if window:
            self.move(16, window.height() - self.height() - 1)

    def _on_undo(self) -> None:
        self.hide()
        if self._undo:
            self._undo()
