"""Draws the cells of a table: hover, selection with an accent edge, icons, badges, cut text."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from ui.qt_models.row_table import CELL_ROLE, Cell
from ui.theme import fonts
from ui.theme.canvas import LEFT, RIGHT, Canvas
from ui.theme.fonts import Ink
from ui.theme.theme import Theme

PAD = 8
EDGE_PAD = 16
_ICON, _BADGE, _GAP = 14, 16, 6
_Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """For models that answer CELL_ROLE; `hovered_row` is set by the view."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme
        self.hovered_row = -1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        canvas, area = Canvas(painter, self.theme), QRectF(option.rect)
        painter.save()
        self.paint_ground(canvas, option, index)
        cell = index.data(CELL_ROLE)
        if isinstance(cell, Cell):
            _paint_cell(canvas, text_area(area, index), cell)
        painter.restore()

    def paint_ground(self, canvas: Canvas, option: QStyleOptionViewItem, index: _Index) -> None:
        """Hover, selection and the line below."""
        area, painter = QRectF(option.rect), canvas.painter
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or index.row() == self.hovered_row:
            painter.fillRect(area, self.theme.color("selected" if chosen else "hover"))
        painter.fillRect(
            QRectF(area.left(), area.bottom() - 1, area.width(), 1), self.theme.color("border")
        )
        if chosen and index.column() == 0:
            painter.fillRect(
                QRectF(area.left(), area.top(), 2, area.height()), self.theme.color("accent")
            )

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        del option, index
        return QSize(60, 28)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        """The tool tip: the column's own, or the whole text if it was cut."""
        cell = index.data(CELL_ROLE)
        own = index.data(Qt.ItemDataRole.ToolTipRole)
        tip = str(own) if own else ""
        if (
            not tip
            and isinstance(cell, Cell)
            and _is_cut(cell, text_area(QRectF(option.rect), index))
        ):
            tip = cell.text
        QToolTip.showText(event.globalPos(), tip, view)
        return True


def text_area(area: QRectF, index: _Index) -> QRectF:
    """Where text may stand; the first and the last column keep the page's gutter."""
    left = EDGE_PAD if index.column() == 0 else PAD
    right = EDGE_PAD if index.column() == index.model().columnCount() - 1 else PAD
    return area.adjusted(left, 0, -right, -1)


def _lead(cell: Cell) -> float:
    """The room that a badge or an icon takes before the text."""
    if cell.look.badge:
        return _BADGE + _GAP
    return _ICON + _GAP if cell.look.icon else 0


def _is_cut(cell: Cell, area: QRectF) -> bool:
    width = fonts.text_width(cell.text, cell.style, cell.weight)
    return width + _lead(cell) > area.width() + 1


def _paint_cell(canvas: Canvas, area: QRectF, cell: Cell) -> None:
    look = cell.look
    line = QRectF(area.left(), area.top(), area.width(), area.height())
    if look.detail:
        line.setHeight(area.height() / 2)
        line.translate(0, 4)
        below = QRectF(
            line.left() + _lead(cell), line.bottom() - 4, line.width(), line.height() - 2
        )
        canvas.text(below, look.detail, Ink("caption", "text3"), _side(cell))
    middle = line.center().y()
    if look.badge:
        canvas.badge(QPointF(line.left(), middle - _BADGE / 2), look.badge, _BADGE)
    elif look.icon:
        corner = QPointF(line.left(), middle - _ICON / 2)
        canvas.icon(corner, look.icon, look.icon_tone or look.tone, _ICON)
    _paint_text(canvas, line.adjusted(_lead(cell), 0, 0, 0), cell)
    if look.bar is not None:
        _paint_bar(canvas, QRectF(line.left() + _lead(cell), area.bottom() - 6, 76, 3), look.bar)


def _paint_text(canvas: Canvas, area: QRectF, cell: Cell) -> None:
    text = cell.text
    if cell.style == "mono":
        measure = QFontMetricsF(fonts.font("mono", cell.weight))
        text = measure.elidedText(text, Qt.TextElideMode.ElideMiddle, area.width() + 1)
    ink = Ink(cell.style, cell.look.tone, cell.weight, cell.look.strike)
    canvas.text(area, text, ink, _side(cell))


def _paint_bar(canvas: Canvas, area: QRectF, share: float) -> None:
    canvas.box(area, "border", 1.5)
    filled = QRectF(area)
    filled.setWidth(area.width() * min(max(share, 0), 1))
    canvas.box(filled, "accent", 1.5)


def _side(cell: Cell) -> Qt.AlignmentFlag:
    return RIGHT if cell.align_right else LEFT
