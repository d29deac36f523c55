"""Paints the cells of the grid: mark and snippet, then score, change and latency."""

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.pages.grid.cell import CellView, Mark
from ui.pages.grid.fast_text import write
from ui.pages.grid.state import CaseLine
from ui.pages.grid.table_model import VIEW_ROLE
from ui.theme.canvas import Canvas
from ui.theme.fonts import Ink, text_width
from ui.theme.theme import Theme

ROW_HEIGHT = 35
_ICONS: dict[Mark, tuple[str, str]] = {
    "pass": ("check-circle", "pass"),
    "part": ("warning", "warn"),
    "fail": ("x-circle", "fail"),
    "error": ("warning", "fail"),
    "running": ("spinner-gap", "accent"),
    "waiting": ("circle-dashed", "text3"),
    "stopped": ("circle-dashed", "text3"),
}
_LABEL_ICONS = {"pass": "check", "fail": "x", "unsure": "question"}
MISS_ICONS = {"retrieval": "magnifying-glass", "model": "robot"}
_TINT_ALPHA = 150
_LATENCY_WIDTH = 52


class CellDelegate(QStyledItemDelegate):
    """Paints from the role that holds the CellView or the CaseLine; makes no widgets."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        del option, index
        return QSize(160, ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        shown = index.data(VIEW_ROLE)
        area = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        canvas = Canvas(painter, self._theme)
        painter.save()
        if state & QStyle.StateFlag.State_MouseOver:
            canvas.box(area, "hover", 0)
        if isinstance(shown, CaseLine):
            _paint_case(canvas, area, shown)
        elif isinstance(shown, CellView):
            _paint_cell(canvas, area, shown)
            if state & QStyle.StateFlag.State_Selected:
                ring = area.adjusted(1, 0, 0, -1)
                canvas.ring(ring, 4, "accent")
        painter.restore()


def _paint_case(canvas: Canvas, area: QRectF, line: CaseLine) -> None:
    _paint_lines(canvas, area)
    width = area.width() - 22
    write(canvas, QRectF(16, area.top() + 3, width, 16), line.title, Ink("label"))
    write(canvas, QRectF(16, area.top() + 18, width, 14), line.tags, Ink("caption", "text3"))


def _paint_cell(canvas: Canvas, area: QRectF, view: CellView) -> None:
    if view.is_bad:
        canvas.painter.fillRect(area, canvas.theme.color("fail_soft", _TINT_ALPHA))
    _paint_lines(canvas, area)
    left, top = area.left(), area.top()
    name, tone = _ICONS[view.mark]
    canvas.icon(QPointF(left + 11, top + 4), name, tone, 14)
    written = {"error": "fail", "running": "accent"}.get(view.mark, "text")
    words = "text3" if view.mark in {"waiting", "stopped"} else written
    width = area.width() - 38
    write(canvas, QRectF(left + 29, top + 3, width, 16), view.snippet, Ink("caption", words))
    x, right = left + 29, area.right() - 10 - _LATENCY_WIDTH * bool(view.latency)
    if view.chip:
        x += _paint_chip(canvas, x, top + 18, view) + 6
    if view.change:
        x += _paint_change(canvas, x, top + 18, view.change) + 6
    x += _paint_miss(canvas, QRectF(x, top + 18, right - x, 14), view.miss)
    if view.label in _LABEL_ICONS:
        canvas.icon(QPointF(x, top + 19), "user", "text3", 12)
        canvas.icon(QPointF(x + 12, top + 19), _LABEL_ICONS[view.label], "text2", 12)
    place = QRectF(area.right() - _LATENCY_WIDTH - 10, top + 18, _LATENCY_WIDTH, 14)
    write(canvas, place, view.latency, Ink("caption", "text3"), right=True)


def _paint_lines(canvas: Canvas, area: QRectF) -> None:
    """A line below, and one at the right: the grid alone has lines between its columns."""
    fill = canvas.theme.color("border")
    left, top, width, height = area.left(), area.top(), area.width(), area.height()
    canvas.painter.fillRect(QRectF(left, top + height - 1, width, 1), fill)
    canvas.painter.fillRect(QRectF(left + width - 1, top, 1, height), fill)


def _paint_chip(canvas: Canvas, x: float, y: float, view: CellView) -> float:
    width = _chip_width(view.chip)
    canvas.box(QRectF(x - 1, y, width, 14), "surface" if view.is_bad else "hover", 3)
    ink = Ink("caption", "fail" if view.is_bad else "text2", 600)
    write(canvas, QRectF(x + 3, y, width, 14), view.chip, ink)
    return width


def _paint_miss(canvas: Canvas, area: QRectF, miss: str) -> float:
    """Whose miss it is: a glyph, and its word where there is room. Gives the width it took."""
    if not miss:
        return 0
    canvas.icon(QPointF(area.left(), area.top() + 1), MISS_ICONS[miss], "text2", 12)
    width = _chip_width(miss)
    if width + 15 > area.width():
        return 16
    write(canvas, area.adjusted(15, 0, 0, 0), miss, Ink("caption", "text2"))
    return width + 16


@lru_cache(1024)
def _chip_width(chip: str) -> float:
    return text_width(chip, "caption", 600) + 8


def _paint_change(canvas: Canvas, x: float, y: float, change: str) -> float:
    is_fixed = change == "fixed"
    tone = "pass" if is_fixed else "fail"
    triangle(canvas, x, y + 4, tone, up=is_fixed)
    written = write(canvas, QRectF(x + 11, y, 60, 14), change, Ink("caption", tone, 500))
    return 11 + written


def triangle(canvas: Canvas, x: float, y: float, role: str, *, up: bool) -> None:
    """A small arrow head, 7 by 6."""
    tip, foot = (y, y + 6) if up else (y + 6, y)
    canvas.painter.setPen(Qt.PenStyle.NoPen)
    canvas.painter.setBrush(canvas.theme.color(role))
    canvas.painter.drawPolygon(
        QPolygonF([QPointF(x, foot), QPointF(x + 7, foot), QPointF(x + 3.5, tip)])
    )
