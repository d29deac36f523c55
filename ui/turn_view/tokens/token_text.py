"""A text cut into its tokens: tinted, each with a tool tip; one may be chosen."""

import html
from bisect import bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QToolTip

from ui.theme import fonts
from ui.theme.theme import Theme
from ui.turn_view.tokens.marks import Mark

# More make a window slow; ids and text are copied whole all the same.
MOST_SHOWN = 10_000
_ROOM = 8
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class TokenText(QTextEdit):
    """Copying a selection gives the text of its tokens, without the signs for white space.

    Signals:
        token_chosen: the place of a token, by a click or the arrow keys.
    """

    token_chosen = Signal(int)

    def __init__(self, theme: Theme, name: str, most_height: int = 0) -> None:
        """With `most_height` it is as high as its text, up to that."""
        super().__init__()
        self._most_height = most_height
        self._theme = theme
        self._marks: tuple[Mark, ...] = ()
        self._starts: list[int] = []
        self.chosen = -1
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFont(fonts.font("mono"))
        self.setAccessibleName(name)
        self.setMinimumHeight(0 if most_height else 160)
        self.viewport().setMouseTracking(True)
        theme.theme_changed.connect(self._draw)

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self._marks

    def show_marks(self, marks: Sequence[Mark]) -> None:
        self._marks = tuple(marks[:MOST_SHOWN])
        self.chosen = -1
        self._draw()

    def choose(self, place: int) -> None:
        if not 0 <= place < len(self._marks):
            return
        self.chosen = place
        self._show_chosen()
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._starts[place])
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self.setAccessibleDescription(self._marks[place].tip.replace("\n", ", "))
        self.token_chosen.emit(place)

    def place_at(self, point: QPoint) -> int:
        """Of the token below a point of the viewport; -1 where there is none."""
        character = (
            self.document()
            .documentLayout()
            .hitTest(self._in_document(point), Qt.HitTestAccuracy.ExactHit)
        )
        return bisect_right(self._starts, character) - 1 if character >= 0 else -1

    # Qt overrides

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if not self.textCursor().hasSelection():
            self.choose(self.place_at(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.choose(min(max(0, self.chosen + step), len(self._marks) - 1))
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            place = self.place_at(event.pos())
            tip = self._marks[place].tip if 0 <= place < len(self._marks) else ""
            QToolTip.showText(event.globalPos(), as_plain(tip), self)
            return True
        return super().viewportEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        cursor, made = self.textCursor(), QMimeData()
        first = max(0, bisect_right(self._starts, cursor.selectionStart()) - 1)
        last = bisect_right(self._starts, cursor.selectionEnd() - 1)
        made.setText("".join(mark.text for mark in self._marks[first:last]))
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # Own

    def _fit(self) -> None:
        if self._most_height:
            height = int(self.document().size().height()) + 2 * self.frameWidth() + _ROOM
            self.setFixedHeight(min(height, self._most_height))

    def _draw(self) -> None:
        self._starts = []
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for mark in self._marks:
            self._starts.append(cursor.position())
            cursor.insertText(mark.shown, self._format(mark))
        cursor.endEditBlock()
        self._fit()
        self._show_chosen()

    def _format(self, mark: Mark) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setFont(fonts.font("mono"))
        made.setForeground(self._theme.color("warn" if mark.is_special else "text"))
        made.setBackground(self._theme.color(mark.fill, mark.alpha))
        if mark.is_unsure:
            made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
            made.setUnderlineColor(self._theme.color("warn"))
        return made

    def _show_chosen(self) -> None:
        if not 0 <= self.chosen < len(self._marks):
            self.setExtraSelections([])
            return
        look = QTextEdit.ExtraSelection()
        shade = QTextCharFormat()
        shade.setBackground(self._theme.color("accent"))
        shade.setForeground(self._theme.color("on_accent"))
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._starts[self.chosen])
        cursor.setPosition(self._end(self.chosen), QTextCursor.MoveMode.KeepAnchor)
        look.cursor, look.format = cursor, shade
        self.setExtraSelections([look])

    def _end(self, place: int) -> int:
        later = self._starts[place + 1 : place + 2]
        return later[0] if later else self.document().characterCount() - 1

    def _in_document(self, point: QPoint) -> QPoint:
        return point + QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())


def as_plain(tip: str) -> str:
    """A tool tip that shows markup as the text that it is."""
    return f"<qt>{html.escape(tip).replace(chr(10), '<br>')}</qt>" if tip else ""
