"""The card at the bottom: the message, what the selected bot runs with, and Send."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout

from ui.theme import fonts
from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.chip import Chip, KeyHint
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label
from ui.widgets.layouts import row
from workbench.domain.bot import Bot

_LINE, _MOST_LINES, _WIDE = 20, 8, 680
_LEFT = (Qt.Key.Key_U, Qt.Key.Key_K)


class MessageField(QPlainTextEdit):
    """Grows with its text. Signals: send_pressed(), last_wanted() (Up in the empty field)."""

    send_pressed = Signal()
    last_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("bare", True)  # noqa: FBT003 - Qt's own signature
        self.setFont(fonts.font("body"))
        self.setTabChangesFocus(True)
        self.setAccessibleName("Message")
        self.document().setDocumentMargin(0)
        # Qt takes even the margin for something to undo.
        self.document().clearUndoRedoStacks()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if is_ctrl and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.send_pressed.emit()
        elif event.key() == Qt.Key.Key_Up and not self.toPlainText():
            self.last_wanted.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keys of the window that a text field would take for itself go to the window."""
        is_asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_asked and isinstance(event, QKeyEvent) and _is_left(event):
            event.ignore()
            return False
        return super().event(event)

    def _fit(self) -> None:
        lines = max(1, min(_MOST_LINES, int(self.document().size().height())))
        self.setFixedHeight(lines * _LINE + 4)


def _is_left(event: QKeyEvent) -> bool:
    is_ctrl = event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return is_ctrl and event.key() in _LEFT


class Composer(QFrame):
    """Signals: send_requested(text, is_edit), save_case_requested(), role_chosen(role)."""

    send_requested = Signal(str, bool)
    save_case_requested = Signal()
    role_chosen = Signal(str)
    last_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName("Message to the bots")
        self.field = MessageField()
        self.editing = Label("Editing the last message", "caption", "accent", 500)
        self.editing.hide()
        self.role = DropDown(theme, "Asks as", small=True)
        self.role.setToolTip("The role decides which documents may be read")
        self.seed, self.temperature = Chip(theme, "seed –"), Chip(theme, "temp –")
        self.retrieval = Chip(theme, "no retrieval")
        self.save_button = Button(theme, "Save as test case", "ghost", "bookmark-simple")
        self.send_button = Button(theme, "Send", "primary", "paper-plane-tilt")
        self._key = KeyHint(theme, "Ctrl ↵")
        self._lay_out()
        self.field.send_pressed.connect(self.send)
        self.field.last_wanted.connect(self.last_wanted)
        self.field.textChanged.connect(self._on_text_changed)
        self.send_button.clicked.connect(self.send)
        self.save_button.clicked.connect(self.save_case_requested)
        self.role.value_chosen.connect(self.role_chosen)
        self._on_text_changed()

    @property
    def is_editing(self) -> bool:
        return not self.editing.isHidden()

    def text(self) -> str:
        return self.field.toPlainText().strip()

    def set_text(self, text: str, *, is_edit: bool = False) -> None:
        self.field.setPlainText(text)
        cursor = self.field.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.field.setTextCursor(cursor)
        self.editing.setVisible(is_edit)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        self.field.clear()
        self.editing.hide()

    def send(self) -> None:
        text, is_edit = self.text(), self.is_editing
        if text and self.send_button.isEnabled():
            self.clear()
            self.send_requested.emit(text, is_edit)

    def show_count(self, count: int) -> None:
        self.send_button.set_text(f"Send to {count}")
        self._on_text_changed()

    def show_bot(self, bot: Bot | None) -> None:
        """What the selected bot runs with."""
        if bot is None:
            return
        self.seed.set_text(f"seed {bot.sampling.seed}")
        self.temperature.set_text(f"temp {bot.sampling.temperature:g}")
        found = bot.retrieval
        self.retrieval.set_text(f"top-k {found.top_k}" if found else "no retrieval")

    def show_roles(self, roles: Sequence[str], chosen: str) -> None:
        self.role.set_options([Option(role, role.capitalize()) for role in roles])
        self.role.set_value(chosen)

    def show_name(self, name: str, *, has_turns: bool) -> None:
        hint = ", or press ↑ to edit the last message" if has_turns else ""
        verb = "Reply" if has_turns else "Write"
        self.field.setPlaceholderText(f"{verb} as {name}{hint}" if name else "Choose a customer")
        self.save_button.setEnabled(has_turns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, what can be read elsewhere goes first."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= _WIDE
        self._key.setVisible(is_wide)
        self.retrieval.setVisible(is_wide)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 10, 10)
        layout.setSpacing(8)
        layout.addWidget(self.editing)
        layout.addWidget(self.field)
        layout.addLayout(
            row(
                self.role,
                self.seed,
                self.temperature,
                self.retrieval,
                None,
                self.save_button,
                self.send_button,
                self._key,
                gap=6,
            )
        )

    def _on_text_changed(self) -> None:
        self.send_button.setEnabled(bool(self.text()))
        if not self.field.toPlainText():
            self.editing.hide()
