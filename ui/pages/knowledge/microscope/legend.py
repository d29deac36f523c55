"""What the dots and the dashed line beside the ladders mean."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QSizePolicy

from ui.pages.knowledge.microscope.judgements import GRADE_WORDS
from ui.pages.knowledge.microscope.ladder_paint import paint_dots
from ui.theme.canvas import Canvas
from ui.theme.fonts import Ink, text_width
from ui.theme.theme import Theme
from ui.widgets.painted import Painted

_DOTS, _DASH, _GAP, _HEIGHT = 22, 26, 14, 20
_SENT = "above: sent to the model"


class Legend(Painted):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        said = ", ".join(f"{grade} {GRADE_WORDS[grade].lower()}" for grade in (2, 1, 0))
        self.describe("Relevance", said)
        self.setToolTip(f"Keys: {said}")

    def sizeHint(self) -> QSize:
        dots = sum(_DOTS + text_width(each, "caption") + _GAP for each in GRADE_WORDS)
        return QSize(int(dots + _DASH + text_width(_SENT, "caption")) + 4, _HEIGHT)

    def paint(self, canvas: Canvas) -> None:
        x = 0.0
        for grade in (2, 1, 0):
            paint_dots(canvas, QPointF(x, 7), grade)
            x += _DOTS
            words = QRectF(x, 0, 120, _HEIGHT)
            x += canvas.text(words, GRADE_WORDS[grade], Ink("caption", "text2")) + _GAP
        pen = QPen(canvas.theme.color("text3"), 1, Qt.PenStyle.DashLine)
        canvas.painter.setPen(pen)
        canvas.painter.drawLine(QPointF(x, 10.5), QPointF(x + 20, 10.5))
        words = QRectF(x + _DASH, 0, 200, _HEIGHT)
        canvas.text(words, _SENT, Ink("caption", "text2"), elide=False)
