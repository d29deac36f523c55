"""Draws ladders: heads with scores, rungs with marked words, lines between the same chunks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen

from ui.pages.knowledge.microscope.judgements import Judged
from ui.pages.knowledge.microscope.ladder_places import (
    GAP,
    HEAD,
    NAME,
    TILES,
    Place,
    Places,
)
from ui.pages.knowledge.microscope.ladders import Ladder, Rung
from ui.pages.knowledge.microscope.words import marks
from ui.theme.canvas import RIGHT, Canvas
from ui.theme.fonts import Ink, text_width

_NUMBER, _DOT, _RADIUS, _LEAST_PIECE = 26, 7, 6, 14

Scores = tuple[tuple[str, float | None], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """`scores`: for each ladder, None before anything was judged. `keep`: how many are sent."""

    ladders: Sequence[Ladder] = ()
    words: frozenset[str] = frozenset()
    keep: int = 0
    judged: Mapping[str, Judged] = field(default_factory=dict)
    scores: Sequence[Scores] = ()


class LadderPainter:
    def __init__(self, canvas: Canvas, shown: Shown, places: Places, chosen: Place | None) -> None:
        self._canvas = canvas
        self._shown = shown
        self._places = places
        self._chosen = chosen
        self._chosen_id = ""
        if chosen is not None:
            self._chosen_id = shown.ladders[chosen[0]].rungs[chosen[1]].chunk_id

    def paint(self, seen: QRectF) -> None:
        """What of the ladders is seen; their heads stand at its top."""
        ladders = self._shown.ladders
        for column in range(len(ladders) - 1):
            self._paint_lines(column)
        for column, ladder in enumerate(ladders):
            for place, rung in enumerate(ladder.rungs):
                if self._places.rung((column, place)).intersects(seen):
                    self._paint_rung(rung, (column, place), ladder.score(rung))
            self._paint_end_of_sent(column, ladder)
        top = seen.top()
        self._canvas.box(QRectF(0, top, self._places.width, HEAD - 3), "surface", 0)
        for column, ladder in enumerate(ladders):
            self._paint_head(column, ladder, top)

    # Heads

    def _paint_head(self, column: int, ladder: Ladder, top: float) -> None:
        left, width = self._places.left(column), self._places.ladder_width
        count = len(ladder.ranked)
        words = f"{count:,} chunk" if count == 1 else f"{count:,} chunks"
        room = text_width(words, "caption") + 8
        head = QRectF(left, top + 2, width, NAME - 4)
        self._canvas.text(head.adjusted(0, 0, -room, 0), ladder.name, Ink("label", "text", 600))
        self._canvas.text(head, words, Ink("caption", "text3"), RIGHT)
        scores = self._shown.scores[column]
        each = (width - 2 * 6) / len(scores)
        for place, (name, value) in enumerate(scores):
            area = QRectF(left + place * (each + 6), top + NAME, each, TILES)
            self._paint_tile(area, name, value, is_last=column == len(self._shown.ladders) - 1)

    def _paint_tile(self, area: QRectF, name: str, value: float | None, *, is_last: bool) -> None:
        fill, border = ("accent_soft", "accent_line") if is_last else ("surface2", "border")
        self._canvas.box(area, fill, 4, border)
        inside = area.adjusted(7, 3, -4, 0)
        name_area = QRectF(inside.left(), inside.top(), inside.width(), 15)
        self._canvas.text(name_area, name, Ink("caption", "text2"))
        said = "–" if value is None else f"{value:.2f}"
        value_area = QRectF(inside.left(), inside.top() + 16, inside.width(), 17)
        self._canvas.text(value_area, said, Ink("label", "text", 600))

    # Rungs

    def _paint_rung(self, rung: Rung, place: Place, score: str) -> None:
        area, canvas = self._places.rung(place), self._canvas
        if rung.chunk_id == self._chosen_id:
            canvas.box(area, "accent_soft", _RADIUS, "accent")
        first = QRectF(area.left() + _NUMBER + 8, area.top() + 3, area.width() - _NUMBER - 14, 19)
        second = QRectF(first.left(), area.top() + 21, first.width(), 17)
        self._paint_number(rung, QRectF(area.left(), first.top(), _NUMBER, first.height()))
        if rung.kind == "hidden":
            canvas.text(first, rung.chunk_id, Ink("label", "text3", strike=True))
            canvas.text(second, rung.note, Ink("caption", "text2"))
            return
        canvas.text(first, score, Ink("small", "text2"), RIGHT)
        room = text_width(score, "small") + 8 if score else 0
        strong = rung.is_sent and rung.kind == "ranked"
        ink = Ink("label", "text" if strong else "text2", 600 if strong else 500)
        canvas.text(first.adjusted(0, 0, -room, 0), rung.title, ink)
        judged = self._shown.judged.get(rung.chunk_id)
        self._paint_words(rung, second.adjusted(0, 0, -24 if judged else 0, 0))
        if judged:
            corner = QPointF(second.right() - 18, second.top() + 5)
            paint_dots(canvas, corner, judged.grade)

    def _paint_number(self, rung: Rung, area: QRectF) -> None:
        if rung.kind == "ranked":
            tone = "text" if rung.is_sent else "text2"
            self._canvas.text(area, str(rung.rank), Ink("small", tone, 600), RIGHT, elide=False)
            return
        icon = "lock-simple" if rung.kind == "hidden" else "minus"
        self._canvas.icon(QPointF(area.right() - 14, area.top() + 2), icon, "text3", 14)

    def _paint_words(self, rung: Rung, area: QRectF) -> None:
        if rung.note:
            self._canvas.text(area, rung.note, Ink("caption", "warn"))
            return
        before, x, text = 0, area.left(), rung.snippet
        for start, end in (*marks(text, self._shown.words), (len(text), len(text))):
            for piece, is_marked in ((text[before:start], False), (text[start:end], True)):
                if piece and x < area.right() - _LEAST_PIECE:
                    rest = QRectF(x, area.top(), area.right() - x, area.height())
                    x += self._paint_piece(piece, rest, is_marked=is_marked)
            before = end

    def _paint_piece(self, piece: str, rest: QRectF, *, is_marked: bool) -> float:
        """As much as there is room for; gives its width."""
        ink = Ink("caption", "on_mark", 500) if is_marked else Ink("caption", "text2")
        width = text_width(piece, ink.style, ink.weight)
        if is_marked:
            mark = QRectF(rest.left(), rest.top(), min(width, rest.width()), rest.height())
            self._canvas.box(mark.adjusted(-1, 1, 1, -1), "mark", 2)
        self._canvas.text(rest, piece, ink)
        return width

    def _paint_end_of_sent(self, column: int, ladder: Ladder) -> None:
        """A dashed line below those that this ladder would send."""
        last = next((n for n, each in enumerate(ladder.rungs) if each.rank == self._shown.keep), -1)
        if last < 0 or len(ladder.ranked) <= self._shown.keep:
            return
        area = self._places.rung((column, last))
        pen = QPen(self._canvas.theme.color("text3"), 1, Qt.PenStyle.DashLine)
        self._canvas.painter.setPen(pen)
        y = area.bottom() + 1.5
        self._canvas.painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

    # Lines

    def _paint_lines(self, column: int) -> None:
        """That of the chosen chunk comes last, over all others."""
        here, there = self._shown.ladders[column], self._shown.ladders[column + 1]
        after = {rung.chunk_id: place for place, rung in enumerate(there.rungs)}
        pairs = [
            (rung.chunk_id, place, after[rung.chunk_id])
            for place, rung in enumerate(here.rungs)
            if rung.chunk_id in after
        ]
        for chunk_id, place, next_place in sorted(pairs, key=lambda each: self._is(each[0])):
            start = self._places.rung((column, place))
            end = self._places.rung((column + 1, next_place))
            self._paint_line(
                QPointF(start.right(), start.center().y()),
                QPointF(end.left(), end.center().y()),
                is_chosen=self._is(chunk_id),
            )

    def _is(self, chunk_id: str) -> bool:
        return chunk_id == self._chosen_id

    def _paint_line(self, start: QPointF, end: QPointF, *, is_chosen: bool) -> None:
        painter, theme = self._canvas.painter, self._canvas.theme
        path = QPainterPath(start)
        path.cubicTo(start + QPointF(GAP / 2, 0), end - QPointF(GAP / 2, 0), end)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        tone = "accent" if is_chosen else "border_strong"
        painter.setPen(QPen(theme.color(tone), 2 if is_chosen else 1))
        painter.drawPath(path)
        if is_chosen:
            painter.setBrush(theme.color("accent"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(start, 3, 3)
            painter.drawEllipse(end, 3, 3)


def paint_dots(canvas: Canvas, corner: QPointF, grade: int) -> None:
    """Two for what answers, one for what helps, none for what is off topic."""
    for dot in range(2):
        where = QRectF(corner.x() + dot * 10, corner.y(), _DOT, _DOT)
        filled = dot < grade
        canvas.box(where, "pass" if filled else None, _DOT / 2, None if filled else "text3")
