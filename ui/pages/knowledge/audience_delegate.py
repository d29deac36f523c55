"""Draws the audiences of a document as chips, with a lock where not every role may read it."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from ui.pages.knowledge.rows import Roles, readers
from ui.qt_models.row_delegate import RowDelegate, text_area
from ui.qt_models.row_table import RowTableModel
from ui.theme.canvas import Canvas
from ui.theme.fonts import Ink, text_width
from ui.theme.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
_HEIGHT, _LOCK, _GAP = 19, 11, 5


class AudienceDelegate(RowDelegate):
    """`roles` is set by the list."""

    def __init__(self, theme: Theme, main: RowDelegate, parent: QObject) -> None:
        super().__init__(theme, parent)
        self._main = main
        self.roles: Roles = ()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        self.hovered_row = self._main.hovered_row
        canvas = Canvas(painter, self.theme)
        painter.save()
        self.paint_ground(canvas, option, index)
        model = index.model()
        if isinstance(model, RowTableModel):
            self._paint_chips(
                canvas, text_area(QRectF(option.rect), index), model.row_at(index).audiences
            )
        painter.restore()

    def _paint_chips(self, canvas: Canvas, area: QRectF, audiences: tuple[str, ...]) -> None:
        left = area.left()
        for name in audiences:
            is_locked = len(readers(name, self.roles)) < len(self.roles)
            lead = _LOCK + _GAP if is_locked else 0
            width = min(text_width(name, "small", 500) + 12 + lead, area.right() - left)
            if width < 2 * _HEIGHT:
                return
            box = QRectF(left, area.center().y() - _HEIGHT / 2, width, _HEIGHT)
            canvas.box(box, "surface2", 4, "border")
            if is_locked:
                corner = QPointF(box.left() + 6, box.center().y() - _LOCK / 2)
                canvas.icon(corner, "lock-simple", "text2", _LOCK)
            words = box.adjusted(6 + lead, 0, -4, 0)
            canvas.text(words, name, Ink("small", "text2", 500))
            left = box.right() + _GAP
