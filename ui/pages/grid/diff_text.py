"""A text that can be selected, with what is new and what is gone marked; as tall as its words."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QResizeEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

from ui.pages.grid.word_diff import Piece
from ui.theme import fonts
from ui.theme.theme import Theme

_TALLEST = 280
_LINE_PERCENT = 128


class DiffText(QTextEdit):
    """Shows pieces: `same` plain, `added` on green, `removed` struck through on red."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pieces: tuple[Piece, ...] = ()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(6)
        # It lies in an inset, which has the border.
        self.setStyleSheet("QTextEdit { background: transparent; border: none; padding: 0; }")
        self.setAccessibleName("Answer")
        theme.theme_changed.connect(self._write)

    def show_pieces(self, pieces: Sequence[Piece]) -> None:
        if tuple(pieces) != self._pieces:
            self._pieces = tuple(pieces)
            self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _write(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        block = QTextBlockFormat()
        kind = QTextBlockFormat.LineHeightTypes.ProportionalHeight
        block.setLineHeight(_LINE_PERCENT, kind.value)
        cursor.setBlockFormat(block)
        for piece in self._pieces:
            cursor.insertText(piece.text, self._format(piece.kind))
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._fit()

    def _format(self, kind: str) -> QTextCharFormat:
        made = QTextCharFormat()
        used = QFont(fonts.font("small"))
        made.setForeground(self._theme.color("text"))
        if kind == "added":
            made.setForeground(self._theme.color("pass"))
            made.setBackground(self._theme.color("pass_soft"))
        elif kind == "removed":
            used.setStrikeOut(True)
            made.setForeground(self._theme.color("fail"))
            made.setBackground(self._theme.color("fail_soft"))
        made.setFont(used)
        return made

    def _fit(self) -> None:
        height = int(self.document().size().height()) + 2
        self.setFixedHeight(min(height, _TALLEST))
