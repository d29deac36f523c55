"""Why the answer changed: an arrow, a name and what happened to it, a row each."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from ui.pages.grid.why import Reason
from ui.theme.canvas import RIGHT, Canvas
from ui.theme.fonts import Ink, text_width
from ui.theme.theme import Theme
from ui.widgets.painted import Painted

_ROW = 22
MOST_ROWS = 8
_ICONS = {
    "up": ("arrow-up", "pass"),
    "down": ("arrow-down", "text3"),
    "other": ("git-fork", "text2"),
}


class ReasonRows(Painted):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._reasons: tuple[Reason, ...] = ()
        self._empty = ""
        self.show_reasons((), "")

    def show_reasons(self, reasons: Sequence[Reason], empty: str) -> None:
        """`empty` is said where there is no reason to show."""
        self._reasons, self._empty = tuple(reasons[:MOST_ROWS]), empty
        self.setFixedHeight(_ROW * max(1, len(self._reasons)))
        said = "; ".join(f"{each.text}, {each.detail}" for each in self._reasons)
        self.describe("Why it changed", said or empty)
        self.update()

    def paint(self, canvas: Canvas) -> None:
        if not self._reasons:
            canvas.text(QRectF(0, 0, self.width(), _ROW), self._empty, Ink("small", "text3"))
        for place, reason in enumerate(self._reasons):
            self._paint_row(canvas, place * _ROW, reason)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = int(event.pos().y() // _ROW)
            tip = self._reasons[row].tip if row < len(self._reasons) else ""
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def _paint_row(self, canvas: Canvas, y: float, reason: Reason) -> None:
        icon, tone = _ICONS[reason.direction]
        canvas.icon(QPointF(0, y + 4), icon, tone, 14)
        detail = text_width(reason.detail, "caption")
        width = self.width() - detail
        canvas.text(QRectF(20, y, width - 28, _ROW), reason.text, Ink("small"))
        place = QRectF(width, y, detail, _ROW)
        canvas.text(place, reason.detail, Ink("caption", "text3"), RIGHT, elide=False)
