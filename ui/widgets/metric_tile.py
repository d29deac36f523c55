"""A metric: its name, a large value, the change that says better or worse, a sparkline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from ui.theme.canvas import Canvas
from ui.theme.fonts import Ink
from ui.theme.theme import Theme
from ui.widgets.painted import Painted

Verdict = Literal["better", "worse", "unsure"]
_TONES: dict[Verdict, str] = {"better": "pass", "worse": "fail", "unsure": "text3"}
_SPARK = QSize(68, 26)
_SPARK_FROM = 180


@dataclass(frozen=True, slots=True)
class Change:
    """`Change("0.61 s on last week", rises=False, verdict="better")`; colour is the verdict."""

    text: str
    rises: bool
    verdict: Verdict = "unsure"


class MetricTile(Painted):
    """`set_value("3.42", "s")`, `set_change(...)`, `set_spark([...])`; unknown is an en dash."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme)
        self._name = name
        self._value, self._unit, self._note = "–", "", ""
        self._change: Change | None = None
        self._spark: tuple[float, ...] = ()
        self.setFixedHeight(84)
        self.setMinimumWidth(132)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._tell()

    def set_value(self, value: str, unit: str = "", note: str = "") -> None:
        """`note` stands below while there is no change to show, e.g. `48 turns`."""
        self._value, self._unit, self._note = value, unit, note
        self._tell()

    def set_change(self, change: Change | None) -> None:
        self._change = change
        self._tell()

    def set_spark(self, values: Sequence[float]) -> None:
        self._spark = tuple(values)
        self.update()

    def paint(self, canvas: Canvas) -> None:
        width = self.width() - 16.0
        canvas.text(QRectF(16, 10, width - 16, 18), self._name, Ink("label", "text2"))
        has_spark = len(self._spark) > 1 and self.width() >= _SPARK_FROM
        used = canvas.text(QRectF(16, 28, width - 16, 30), self._value, Ink("metric"), elide=False)
        canvas.text(QRectF(18 + used, 34, 60, 22), self._unit, Ink("small", "text3"))
        if self._change:
            tone = _TONES[self._change.verdict]
            name = "arrow-up" if self._change.rises else "arrow-down"
            canvas.icon(QPointF(16, 62), name, tone, 12)
            ink = Ink("caption", tone, 500)
            canvas.text(QRectF(31, 58, width - 31, 20), self._change.text, ink)
        else:
            canvas.text(QRectF(16, 58, width - 16, 20), self._note, Ink("caption", "text3"))
        if has_spark:
            self._paint_spark(canvas, QRectF(width - _SPARK.width(), 28, _SPARK.width(), 26))

    def _paint_spark(self, canvas: Canvas, area: QRectF) -> None:
        low, high = min(self._spark), max(self._spark)
        scale = area.height() / ((high - low) or 1.0)
        step = area.width() / (len(self._spark) - 1)
        points = [
            QPointF(area.left() + place * step, area.bottom() - (value - low) * scale)
            for place, value in enumerate(self._spark)
        ]
        canvas.painter.setBrush(Qt.BrushStyle.NoBrush)
        canvas.painter.setPen(QPen(self.theme.color("text3"), 1.3))
        canvas.painter.drawPolyline(QPolygonF(points))
        canvas.painter.setPen(Qt.PenStyle.NoPen)
        canvas.painter.setBrush(self.theme.color("accent"))
        canvas.painter.drawEllipse(points[-1], 2.6, 2.6)

    def _tell(self) -> None:
        value = f"{self._value} {self._unit}".strip()
        self.describe(self._name, f"{value}, {self._change.text}" if self._change else value)
        self.update()
