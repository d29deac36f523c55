"""The head of a table: 28 px, quiet words, the arrow of the sorted column next to its word."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.qt_models.row_delegate import EDGE_PAD, PAD
from ui.theme.canvas import LEFT, RIGHT, Canvas
from ui.theme.fonts import Ink, text_width
from ui.theme.theme import Theme

HEIGHT = 28
_ARROW = 12


class TableHead(QHeaderView):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.theme = theme
        self.setFixedHeight(HEIGHT)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(36)
        theme.theme_changed.connect(self.viewport().update)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        canvas, area = Canvas(painter, self.theme), QRectF(rect)
        painter.save()
        painter.fillRect(rect, self.theme.color("surface2"))
        painter.fillRect(
            QRectF(area.left(), area.bottom() - 1, area.width(), 1), self.theme.color("border")
        )
        self._paint_words(canvas, area, section)
        painter.restore()

    def _paint_words(self, canvas: Canvas, area: QRectF, section: int) -> None:
        model = self.model()
        title = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        role = Qt.ItemDataRole.TextAlignmentRole
        align = model.headerData(section, Qt.Orientation.Horizontal, role)
        is_right = bool(align is not None and align & Qt.AlignmentFlag.AlignRight)
        left = EDGE_PAD if section == 0 else PAD
        right = EDGE_PAD if section == model.columnCount() - 1 else PAD
        words = area.adjusted(left, 0, -right, 0)
        is_sorted = self.sortIndicatorSection() == section
        if is_sorted and is_right:
            words.setRight(words.right() - _ARROW - 2)
        ink = Ink("caption", "text" if is_sorted else "text3", 500)
        canvas.text(words, title, ink, RIGHT if is_right else LEFT)
        if is_sorted:
            end = words.left() + text_width(title, "caption", 500) + 3
            x = words.right() + 2 if is_right else min(end, words.right() - _ARROW)
            down = self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
            corner = QPointF(x, area.center().y() - _ARROW / 2)
            canvas.icon(corner, "arrow-down" if down else "arrow-up", "text2", _ARROW)
