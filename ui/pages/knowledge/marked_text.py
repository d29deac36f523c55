"""A document's text with the boundaries of its chunks drawn over it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit

from ui.theme import fonts
from ui.theme.canvas import RIGHT, Canvas
from ui.theme.fonts import Ink
from ui.theme.theme import Theme
from workbench.domain.document import Chunk

_GUTTER = 16
# What lies between two pages in the text of a document.
_PAGE_END = "\f"


@dataclass(frozen=True, slots=True)
class Stretch:
    """`chunks`: how many cover it; `place`: of the first of them, from 0."""

    start: int
    end: int
    place: int
    chunks: int


def stretches(chunks: Sequence[Chunk]) -> tuple[Stretch, ...]:
    """The text that chunks cover, cut where one begins or ends: overlaps stand by themselves."""
    ordered = sorted(chunks, key=lambda chunk: (chunk.start, chunk.end))
    edges = sorted({edge for chunk in ordered for edge in (chunk.start, chunk.end)})
    begins = [chunk.start for chunk in ordered]
    found, first = [], 0
    for start, end in pairwise(edges):
        while first < len(ordered) and ordered[first].end <= start:
            first += 1
        over = [
            place
            for place in range(first, bisect_right(begins, start))
            if ordered[place].end >= end
        ]
        if over:
            found.append(Stretch(start, end, over[0], len(over)))
    return tuple(found)


class MarkedText(QPlainTextEdit):
    """Chunks are tinted in turn, what two of them share is marked, each start has its number."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._chunks: tuple[Chunk, ...] = ()
        self._starts: list[int] = []
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("bare", True)  # noqa: FBT003 - Qt's own signature
        self.setFont(fonts.font("body"))
        self.setAccessibleName("Text of the document, with its chunks")
        self.setViewportMargins(_GUTTER, 8, 16, 0)
        theme.theme_changed.connect(self._mark)

    def show_text(self, text: str) -> None:
        """Every character keeps its place: Qt would make one of a carriage return and a newline."""
        shown = text.replace(_PAGE_END, "\n").replace("\r\n", " \n")
        if shown != self.toPlainText():
            self._chunks = ()
            self.setPlainText(shown)
            self._mark()

    def show_chunks(self, chunks: Sequence[Chunk]) -> None:
        self._chunks = tuple(sorted(chunks, key=lambda chunk: (chunk.start, chunk.end)))
        self._mark()
        self.setAccessibleDescription(f"{len(chunks)} chunks")

    def show_place(self, start: int) -> None:
        """Put the cursor there, counted in characters, in the middle of what is seen."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._units([start])[start])
        self.setTextCursor(cursor)
        self.centerCursor()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        canvas = Canvas(painter, self._theme)
        for place, top in self._tops():
            self._paint_start(canvas, place, top)
        painter.end()

    def _paint_start(self, canvas: Canvas, place: int, top: float) -> None:
        width = self.viewport().width()
        canvas.painter.fillRect(QRectF(0, top, width, 1), self._theme.color("accent_line"))
        number = QRectF(width - 46, top + 1, 44, 14)
        canvas.text(number, str(place + 1), Ink("caption", "accent", 600), RIGHT)

    def _tops(self) -> list[tuple[int, float]]:
        """Where the chunks that are in sight begin."""
        found = []
        first = bisect_left(self._starts, self.firstVisibleBlock().position())
        for place in range(first, len(self._starts)):
            cursor = QTextCursor(self.document())
            cursor.setPosition(self._starts[place])
            top = self.cursorRect(cursor).top()
            if top > self.viewport().height():
                break
            if top >= 0:
                found.append((place, float(top)))
        return found

    def _mark(self) -> None:
        edges = stretches(self._chunks)
        wanted = {edge for each in edges for edge in (each.start, each.end)}
        units = self._units([*wanted, *(chunk.start for chunk in self._chunks)])
        self._starts = [units[chunk.start] for chunk in self._chunks]
        selections = []
        for each in edges:
            made = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(units[each.start])
            cursor.setPosition(units[each.end], QTextCursor.MoveMode.KeepAnchor)
            look = QTextCharFormat()
            tone = "mark" if each.chunks > 1 else ("accent_soft", "surface2")[each.place % 2]
            look.setBackground(self._theme.color(tone))
            if each.chunks > 1:
                look.setForeground(self._theme.color("on_mark"))
            made.cursor, made.format = cursor, look
            selections.append(made)
        self.setExtraSelections(selections)
        self.viewport().update()

    def _units(self, places: Sequence[int]) -> dict[int, int]:
        """For places in characters, those in Qt's units; beyond the end is the end."""
        text = self.toPlainText()
        found, units, before = {}, 0, 0
        for place in sorted(set(places)):
            piece = text[before : min(place, len(text))]
            units += len(piece) + sum(letter > "\uffff" for letter in piece)
            before = min(place, len(text))
            found[place] = units
        return found
