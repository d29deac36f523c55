"""Will it fit: weights solid, cache lighter, a tick at the limit."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QSizePolicy

from ui.theme.canvas import Canvas
from ui.theme.theme import Theme
from ui.widgets.painted import Painted

FitVerdict = Literal["fits", "tight", "too large"]
TONES: dict[FitVerdict, str] = {"fits": "accent", "tight": "warn", "too large": "fail"}
HEIGHT = 8
_LIGHTER = 110


@dataclass(frozen=True, slots=True)
class Fit:
    """Bytes. `solid` and `lighter` are parts of the need; the bar ends at `whole`."""

    solid: float
    lighter: float
    limit: float
    whole: float
    verdict: FitVerdict = "fits"

    @property
    def tone(self) -> str:
        return TONES[self.verdict]


def paint_fit(canvas: Canvas, area: QRectF, fit: Fit) -> None:
    """Bar and tick; the tick stands a little out of the bar."""
    whole = max(fit.whole, 1.0)
    canvas.box(area, "free", 2, "border")
    inner = area.adjusted(0.5, 0.5, -0.5, -0.5)
    clip = QPainterPath()
    clip.addRoundedRect(inner, 2, 2)
    canvas.painter.save()
    canvas.painter.setClipPath(clip)
    solid = inner.width() * min(fit.solid / whole, 1.0)
    both = inner.width() * min((fit.solid + fit.lighter) / whole, 1.0)
    color = canvas.theme.color
    canvas.painter.fillRect(QRectF(inner.left(), inner.top(), solid, inner.height()),
                            color(fit.tone))  # fmt: skip
    canvas.painter.fillRect(
        QRectF(inner.left() + solid, inner.top(), both - solid, inner.height()),
        color(fit.tone, _LIGHTER),
    )
    canvas.painter.restore()
    if 0 < fit.limit < whole:
        x = round(area.left() + area.width() * fit.limit / whole) + 0.5
        canvas.line(QPointF(x, area.top() - 3), QPointF(x, area.bottom() + 3), "text", 1)


class FitBar(Painted):
    """`set_fit(fit, "10.6 of 18.0 GB")`; the words are for a screen reader."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme)
        self._name = name
        self.fit = Fit(0, 0, 0, 1)
        self.setFixedHeight(HEIGHT + 8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.describe(name)

    def set_fit(self, fit: Fit, words: str) -> None:
        self.fit = fit
        self.describe(self._name, words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, HEIGHT + 8)

    def paint(self, canvas: Canvas) -> None:
        paint_fit(canvas, QRectF(0, 4, self.width(), HEIGHT), self.fit)
