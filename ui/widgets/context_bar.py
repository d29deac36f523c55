"""The context window: a stacked bar with hatched free space, and a list with tokens and share."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QSizePolicy

from ui.theme.canvas import RIGHT, Canvas
from ui.theme.fonts import Ink
from ui.theme.theme import Theme
from ui.widgets.painted import Painted

_BAR, _ROW, _STEPS = 20, 20, 5


@dataclass(frozen=True, slots=True)
class ContextPart:
    """Always in the same order: system, few-shot, evidence, history, tools."""

    name: str
    tokens: int


class ContextBar(Painted):
    """`set_parts(parts, limit)`; over it, a red line stands there and `cut` says what was cut."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._parts: tuple[ContextPart, ...] = ()
        self._limit = 0
        self._cut = ""
        self.setMinimumWidth(220)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_parts((), 0)

    def set_parts(self, parts: Sequence[ContextPart], limit: int, cut: str = "") -> None:
        self._parts, self._limit, self._cut = tuple(parts), limit, cut
        self.setFixedHeight(self.sizeHint().height())
        used = f"{self.used:,} of {limit:,} tokens"
        each = ", ".join(f"{part.name} {part.tokens:,}" for part in self._parts)
        self.describe("Context window", ". ".join(text for text in (used, each, cut) if text))
        self.update()

    @property
    def used(self) -> int:
        return sum(part.tokens for part in self._parts)

    @property
    def is_over(self) -> bool:
        return self._limit > 0 and self.used > self._limit

    def sizeHint(self) -> QSize:
        lines = len(self._parts) + 1 + bool(self._cut)
        return QSize(280, _BAR + 6 + _ROW * lines)

    def paint(self, canvas: Canvas) -> None:
        self._paint_bar(canvas)
        free = self._limit - self.used
        last = ("Over the limit", -free) if self.is_over else ("Free for the answer", free)
        for place, part in enumerate(self._parts):
            self._paint_row(canvas, place, part, _role(place))
        self._paint_row(canvas, len(self._parts), ContextPart(*last), "")
        if self._cut:
            area = QRectF(0, _BAR + 6 + _ROW * (len(self._parts) + 1), self.width(), _ROW)
            canvas.text(area, self._cut, Ink("caption", "fail"))

    def _paint_bar(self, canvas: Canvas) -> None:
        painter, width = canvas.painter, float(self.width())
        whole = max(self._limit, self.used, 1)
        painter.save()
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(0, 0, width, _BAR), 4, 4)
        painter.setClipPath(clip)
        painter.fillRect(QRectF(0, 0, width, _BAR), self.theme.color("free"))
        x = 0.0
        for place, part in enumerate(self._parts):
            part_width = width * part.tokens / whole
            color = self.theme.color(_role(place))
            painter.fillRect(QRectF(x, 0, max(part_width - 1, 1), _BAR), color)
            x += part_width
        canvas.hatch(QRectF(x, 0, width - x, _BAR), "border_strong", 6)
        if self.is_over:
            limit = width * self._limit / whole
            canvas.line(QPointF(limit, 0), QPointF(limit, _BAR), "fail", 2)
        painter.restore()

    def _paint_row(self, canvas: Canvas, place: int, part: ContextPart, role: str) -> None:
        y, width = _BAR + 6.0 + place * _ROW, float(self.width())
        over = self.is_over and not role
        key = QRectF(0, y + 5, 10, 10)
        canvas.box(
            key, role or ("fail_soft" if over else "free"), 2, None if role else "border_strong"
        )
        canvas.text(QRectF(18, y, width - 134, _ROW), part.name, Ink("caption", "text2"))
        tone = "fail" if over else "text"
        tokens = QRectF(width - 110, y, 64, _ROW)
        canvas.text(tokens, f"{part.tokens:,}", Ink("caption", tone, 500), RIGHT, elide=False)
        share = f"{part.tokens / self._limit:.0%}" if self._limit else "–"
        canvas.text(QRectF(width - 44, y, 44, _ROW), share, Ink("caption", "text3"), RIGHT)


def _role(place: int) -> str:
    """The colours of a ramp; a part beyond them is grey."""
    return f"ramp{place}" if place < _STEPS else "text3"
