"""The chosen chunk: where it stood and why, and its whole text with the matched words marked."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from ui.pages.knowledge.microscope.ladders import Rung
from ui.pages.knowledge.microscope.words import marks
from ui.theme import fonts
from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.chip import Chip, StatusChip
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.layouts import row

_UNREAD = "Reading its text"


class Passage(QWidget):
    """Signals: opened(chunk_id)."""

    opened = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rung: Rung | None = None
        self._words: frozenset[str] = frozenset()
        self.title = ElidedLabel("", "heading")
        self.path = ElidedLabel("", "mono", "text3")
        self.chip = StatusChip(theme, "idle", "")
        self.lock = Chip(theme, "Hidden", "lock-simple")
        self.open = Button(theme, "Open in document", "ghost", "note", small=True)
        self.story = Label("", "small", "text2").wrapped().selectable()
        self.text = _text_field()
        self._lay_out()
        self.open.clicked.connect(self._on_open)
        theme.theme_changed.connect(self._mark)

    def show_rung(self, rung: Rung | None, story: str, words: frozenset[str]) -> None:
        """Of what is hidden there is nothing to show but that it is."""
        self._rung, self._words = rung, words
        is_open = rung is not None and rung.kind != "hidden"
        chunk = rung.chunk if rung and is_open else None
        self.title.setText(rung.title if rung else "")
        self.path.setText(chunk.path if chunk else "")
        self.story.setText(story)
        self._show_chip(rung)
        self.open.setVisible(chunk is not None)
        self.text.setVisible(is_open)
        said = chunk.text if chunk else ""
        if said != self.text.toPlainText():
            self.text.setPlainText(said)
        self.text.setPlaceholderText("" if chunk else _UNREAD)
        self._mark()

    def _show_chip(self, rung: Rung | None) -> None:
        is_hidden = rung is not None and rung.kind == "hidden"
        self.lock.setVisible(is_hidden)
        self.chip.setVisible(rung is not None and not is_hidden)
        if rung and rung.is_sent:
            self.chip.set_status("pass", "Sent to the model")
        else:
            self.chip.set_status("idle", "Not sent")

    def _mark(self) -> None:
        """Qt counts in units of 16 bits: a character beyond them is two."""
        text = self.text.toPlainText()
        look = QTextCharFormat()
        look.setBackground(self._theme.color("mark"))
        look.setForeground(self._theme.color("on_mark"))
        found, units, before = [], 0, 0
        for start, end in marks(text, self._words):
            units += _units(text[before:start])
            made, cursor = QTextEdit.ExtraSelection(), QTextCursor(self.text.document())
            cursor.setPosition(units)
            units += _units(text[start:end])
            cursor.setPosition(units, QTextCursor.MoveMode.KeepAnchor)
            made.cursor, made.format = cursor, look
            found.append(made)
            before = end
        self.text.setExtraSelections(found)

    def _on_open(self) -> None:
        if self._rung:
            self.opened.emit(self._rung.chunk_id)

    def _lay_out(self) -> None:
        head = row(
            self.title, self.path, self.lock, self.chip, self.open, gap=12, margins=(16, 6, 12, 2)
        )
        head.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addLayout(row(self.story, margins=(16, 0, 16, 4)))
        layout.addWidget(self.text, 1)
        layout.addStretch(0)
        self.setMinimumHeight(96)


def _text_field() -> QPlainTextEdit:
    made = QPlainTextEdit()
    made.setReadOnly(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setProperty("bare", True)  # noqa: FBT003 - Qt's own signature
    made.setFont(fonts.font("body"))
    made.setAccessibleName("Text of the chosen chunk")
    made.setViewportMargins(12, 2, 12, 4)
    return made


def _units(text: str) -> int:
    return len(text) + sum(letter > "\uffff" for letter in text)
