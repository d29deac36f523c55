"""A pass rate with its interval, and a dotted line where the baseline is."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QSizePolicy

from ui.theme.canvas import Canvas
from ui.theme.theme import Theme
from ui.widgets.painted import Painted

HEIGHT = 16


def paint_interval(
    canvas: Canvas,
    area: QRectF,
    letter: str,
    rates: tuple[float, float, float],
    baseline: float | None,
) -> None:
    """Paint (low, rate, high), each from 0 to 1, in the colour of a variant."""
    low, rate, high = rates
    theme, painter, y = canvas.theme, canvas.painter, round(area.center().y())

    def x(share: float) -> float:
        return area.left() + area.width() * share

    canvas.box(
        QRectF(area.left(), y - 2, area.width(), 4), "border" if theme.is_dark else "grid", 2
    )
    canvas.box(QRectF(x(low), y - 2, x(high) - x(low), 4), theme.color(letter, 115), 2)
    if baseline is not None:
        painter.setPen(QPen(theme.color("text3"), 1, Qt.PenStyle.DotLine))
        at = round(x(baseline)) + 0.5
        painter.drawLine(QPointF(at, y - 7), QPointF(at, y + 7))
    painter.setPen(QPen(theme.color("surface"), 2))
    painter.setBrush(theme.color(letter))
    painter.drawEllipse(QPointF(x(rate), y), 5, 5)


class IntervalBar(Painted):
    """`set_rate(low, rate, high, baseline)`, shares from 0 to 1; empty until then."""

    def __init__(self, theme: Theme, letter: str) -> None:
        super().__init__(theme)
        self._letter = letter
        self._rates: tuple[float, float, float] | None = None
        self._baseline: float | None = None
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(60)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.describe("Pass rate and 95% interval", "no runs yet")

    def set_rate(self, low: float, rate: float, high: float, baseline: float | None = None) -> None:
        self._rates, self._baseline = (low, rate, high), baseline
        value = f"{rate:.0%}, from {low:.0%} to {high:.0%}"
        against = "" if baseline is None else f", baseline {baseline:.0%}"
        self.describe("Pass rate and 95% interval", value + against)
        self.setToolTip(value + against)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(150, HEIGHT)

    def paint(self, canvas: Canvas) -> None:
        area = self.area().adjusted(5, 0, -5, 0)
        if self._rates is None:
            canvas.box(QRectF(area.left(), HEIGHT / 2 - 2, area.width(), 4), "hover", 2)
            return
        paint_interval(canvas, area, self._letter, self._rates, self._baseline)
