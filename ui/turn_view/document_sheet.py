"""A document of the knowledge base, scrolled to a passage that is marked."""

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from ui.theme import fonts
from ui.theme.theme import Theme
from ui.turn_view.sheet import Sheet
from ui.widgets.chip import Chip
from ui.widgets.label import Label
from ui.widgets.layouts import row
from ui.widgets.message_bar import MessageBar
from workbench.commands import ReadDocument
from workbench.domain.document import Document
from workbench.messages import DocumentRead, Message, Refused


class DocumentSheet(Sheet):
    """Shows the text once it has arrived; `start` to `end` count characters."""

    def __init__(self, theme: Theme, path: str, start: int, end: int) -> None:
        super().__init__(theme, path.rpartition("/")[2])
        self.path, self._start, self._end = path, start, end
        self._theme = theme
        self.where = Label(path, "mono", "text3").wrapped()
        self.bar = MessageBar(theme)
        self.facts = row(gap=6)
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setFont(fonts.font("body"))
        self.text.setAccessibleName("Document")
        self.text.setPlaceholderText("Reading the document")
        self.add(self.where)
        self.body.addLayout(self.facts)
        self.add(self.bar)
        self.body.addWidget(self.text, 1)
        theme.theme_changed.connect(self._mark)

    def command(self, request_id: str, role: str) -> ReadDocument:
        return ReadDocument(request_id, self.path, role)

    def take(self, message: Message) -> None:
        if isinstance(message, DocumentRead):
            self._show(message.document)
        elif isinstance(message, Refused):
            self.bar.show_message("fail", message.line)

    def marked_text(self) -> str:
        """What is marked."""
        marks = self.text.extraSelections()
        return marks[0].cursor.selectedText().replace("\u2029", "\n") if marks else ""

    def _show(self, document: Document) -> None:
        self.set_title(document.title)
        self.facts.addWidget(Chip(self._theme, document.audience, "lock-simple"))
        if document.effective:
            self.facts.addWidget(Chip(self._theme, f"from {document.effective}"))
        if document.region:
            self.facts.addWidget(Chip(self._theme, document.region))
        self.facts.addStretch(1)
        self.text.setPlainText(document.text)
        self._mark()
        cursor = self._cursor(self._start, self._start)
        self.text.setTextCursor(cursor)
        self.text.centerCursor()

    def _mark(self) -> None:
        selection = QTextEdit.ExtraSelection()
        look = QTextCharFormat()
        look.setBackground(QColor(self._theme.color("mark")))
        look.setForeground(QColor(self._theme.color("on_mark")))
        selection.cursor = self._cursor(self._start, self._end)
        selection.format = look
        self.text.setExtraSelections([selection])

    def _cursor(self, start: int, end: int) -> QTextCursor:
        """Qt counts UTF-16 units; documents count characters."""
        text = self.text.toPlainText()
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(_utf16(text[:start]))
        cursor.setPosition(_utf16(text[:end]), QTextCursor.MoveMode.KeepAnchor)
        return cursor


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
