"""Where the time of a turn went: one bar of coloured parts in a table, and its legend."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QStyleOptionViewItem

from ui.qt_models.row_delegate import RowDelegate, text_area
from ui.qt_models.row_table import RowTableModel
from ui.theme.canvas import Canvas
from ui.theme.fonts import Ink, text_width
from ui.theme.theme import Theme
from ui.widgets.painted import Painted
from workbench.projections.metrics import SlowTurn
from workbench.projections.turns import Part

_HEIGHT = 8.0
_LEAST = 2.0
_ROLES = {"model": "accent", "tool": "text", "retrieve": "disabled", "queue": "warn"}
_OTHER = "text3"
LEGEND = (
    ("Model", "accent"),
    ("Retrieval", "disabled"),
    ("Tool", "text"),
    ("Other steps", _OTHER),
    ("Waiting", "warn"),
)
_GAP = 14


def role_of(part: Part) -> str:
    return _ROLES.get(part.kind, _OTHER)


class TimePartsDelegate(RowDelegate):
    """For the column of a table of `SlowTurn`; `longest_s` is the whole width."""

    def __init__(self, theme: Theme, main: RowDelegate, parent: QObject) -> None:
        super().__init__(theme, parent)
        self.longest_s = 1.0
        self._main = main

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        self.hovered_row = self._main.hovered_row
        canvas = Canvas(painter, self.theme)
        painter.save()
        self.paint_ground(canvas, option, index)
        model = index.model()
        if isinstance(model, RowTableModel):
            area = text_area(QRectF(option.rect), index)
            top = area.center().y() - _HEIGHT / 2
            self._paint_bar(canvas, QRectF(area.left(), top, area.width(), _HEIGHT), model, index)
        painter.restore()

    def _paint_bar(
        self,
        canvas: Canvas,
        area: QRectF,
        model: RowTableModel[SlowTurn],
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        canvas.box(area, "border", 2)
        x, scale = area.left(), area.width() / (self.longest_s or 1.0)
        for part in model.row_at(index).turn.parts:
            width = max(part.seconds * scale, _LEAST)
            width = min(width, area.right() - x)
            if width > 0:
                canvas.box(QRectF(x, area.top(), max(width - 1, 1.0), _HEIGHT), role_of(part), 1)
            x += width


class TimeLegend(Painted):
    """One row of squares with their words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        widths = [text_width(words, "caption") + 13 + _GAP for words, _ in LEGEND]
        self._widths = widths
        self.setFixedSize(int(sum(widths)), 16)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.describe("Colours of the bars", ", ".join(words for words, _ in LEGEND))

    def paint(self, canvas: Canvas) -> None:
        x = 0.0
        for (words, role), width in zip(LEGEND, self._widths, strict=True):
            canvas.box(QRectF(x, 4, 8, 8), role, 2)
            area = QRectF(x + 13, 0, width, 16)
            canvas.text(area, words, Ink("caption", "text2"), elide=False)
            x += width
