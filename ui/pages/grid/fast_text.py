"""Text of cells, laid out once and painted often: a table repaints the same words all the time."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QStaticText, QTransform

from ui.theme import fonts
from ui.theme.canvas import Canvas
from ui.theme.fonts import Ink

_MOST_TEXTS = 4096


@lru_cache(_MOST_TEXTS)
def _laid_out(text: str, style: str, weight: int | None, width: int) -> QStaticText:
    """One line, cut at the right if it is wider than that."""
    used, measure = fonts.font(style, weight), fonts.metrics(style, weight)
    made = QStaticText(measure.elidedText(text, Qt.TextElideMode.ElideRight, width + 1))
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    made.prepare(QTransform(), used)
    return made


def write(canvas: Canvas, area: QRectF, text: str, ink: Ink, *, right: bool = False) -> float:
    """Write one line into the middle of the height; gives its width."""
    if not text:
        return 0.0
    laid_out = _laid_out(text, ink.style, ink.weight, int(area.width()))
    size = laid_out.size()
    x = area.right() - size.width() if right else area.left()
    painter = canvas.painter
    painter.setFont(fonts.font(ink.style, ink.weight))
    painter.setPen(canvas.theme.color(ink.tone))
    y = area.top() + (area.height() - size.height()) / 2
    painter.drawStaticText(QPointF(x, y), laid_out)
    return size.width()
