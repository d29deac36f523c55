"""Paints a row that can be ticked, in the colours of the theme."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.theme.canvas import Canvas
from ui.theme.fonts import Ink
from ui.theme.theme import Theme

ROW = 28
_BOX = 16


class CheckDelegate(QStyledItemDelegate):
    """The whole row is the target: the base class reads clicks on the box that it lays out."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        del option, index
        return QSize(120, ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        canvas, area = Canvas(painter, self._theme), QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_MouseOver:
            canvas.box(area, "hover", 4)
        box = QRectF(area.left() + 4, area.center().y() - _BOX / 2, _BOX, _BOX)
        state = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
        is_on = state == Qt.CheckState.Checked
        canvas.box(box, "accent" if is_on else "surface", 4, "accent" if is_on else "text3")
        if is_on:
            canvas.icon(box.topLeft() + QPointF(2, 2), "check", "on_accent", 12)
        if option.state & QStyle.StateFlag.State_HasFocus:
            canvas.ring(area, 4)
        words = area.adjusted(28, 0, -6, 0)
        canvas.text(words, str(index.data(Qt.ItemDataRole.DisplayRole)), Ink("small"))
        painter.restore()
