"""Giving a key: typed once, sent once, and not kept in the window."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from ui.theme import fonts
from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.layouts import row
from ui.widgets.segmented import SegmentedControl
from workbench.domain.key_state import KeyPlace, KeyState
from workbench.provider_messages import KeysListed

WIDTH = 440


class KeyDialog(QDialog):
    """Signals: given(name, key, place)."""

    given = Signal(str, str, str)

    def __init__(self, theme: Theme, key: KeyState, listed: KeysListed, parent: QWidget) -> None:
        super().__init__(parent)
        self._key = key
        self.setWindowTitle(f"Key of {key.title}")
        self.setFixedWidth(WIDTH)
        self.field = QLineEdit()
        self.field.setFont(fonts.font("mono"))
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName(f"Key of {key.title}")
        self.field.setPlaceholderText("Paste the key")
        self.where = SegmentedControl(theme, "Where the key is kept", _places(listed))
        self.note = Label(_note(key, listed), "small", "text2").wrapped()
        self.save = Button(theme, "Save key", "primary")
        self.cancel = Button(theme, "Cancel", "ghost")
        self.save.setEnabled(False)
        self.save.setDefault(True)
        self._lay_out()
        self.field.textChanged.connect(self._on_text)
        self.save.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)

    def accept(self) -> None:
        key = self.field.text().strip()
        if key:
            self.given.emit(self._key.name, key, self.place())
            self._clear()
            super().accept()

    def reject(self) -> None:
        self._clear()
        super().reject()

    def place(self) -> KeyPlace:
        return "keychain" if self.where.current == "keychain" else "session"

    def _clear(self) -> None:
        """So that undo and memory of the field hold it no longer than needed."""
        self.field.setText("")

    def _on_text(self) -> None:
        self.save.setEnabled(bool(self.field.text().strip()))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(Label(f"Key of {self._key.title}", "heading"))
        layout.addWidget(self.field)
        layout.addLayout(row(self.where, None))
        layout.addWidget(self.note)
        layout.addSpacing(4)
        layout.addLayout(row(None, self.cancel, self.save))


def _places(listed: KeysListed) -> list[tuple[str, str]]:
    session = ("session", "This session only")
    return [("keychain", listed.keychain), session] if listed.keychain else [session]


def _note(key: KeyState, listed: KeysListed) -> str:
    said = "It is sent to the provider and to nobody else."
    if key.origin == "environment":
        said += f" {key.variable} is set and comes before the keychain."
    more = "It is never written to a file." if listed.keychain else listed.problem
    return f"{said} {more}"
