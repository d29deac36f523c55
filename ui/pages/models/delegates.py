"""Cells of the lists that are drawn by hand: the fit bar, the quantisation, the one button."""

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from ui.pages.models.rows import ModelRow
from ui.qt_models.row_delegate import RowDelegate, text_area
from ui.qt_models.row_table import CELL_ROLE, Cell, RowTableModel
from ui.theme.canvas import CENTER, Canvas
from ui.theme.fonts import Ink, text_width
from ui.theme.theme import Theme
from ui.widgets.fit_bar import HEIGHT, Fit, paint_fit
from workbench.domain.host import Room
from workbench.sizing.words import of_words

_Index = QModelIndex | QPersistentModelIndex
_BUTTON = 26


class _Cell(RowDelegate):
    """Draws ground and hover as the main delegate does, then its own."""

    def __init__(self, theme: Theme, main: RowDelegate, parent: QObject) -> None:
        super().__init__(theme, parent)
        self._main = main

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        self.hovered_row = self._main.hovered_row
        canvas = Canvas(painter, self.theme)
        painter.save()
        self.paint_ground(canvas, option, index)
        self.paint_cell(canvas, text_area(QRectF(option.rect), index), index)
        painter.restore()

    def paint_cell(self, canvas: Canvas, area: QRectF, index: _Index) -> None:
        """Subclasses draw here."""


class FitDelegate(_Cell):
    """A bar over its words, `10.6 of 18.0 GB`. `room` and `whole_bytes` are set by the list."""

    def __init__(self, theme: Theme, main: RowDelegate, parent: QObject) -> None:
        super().__init__(theme, main, parent)
        self.room, self.whole_bytes = Room(0), 1

    def fit(self, row: ModelRow) -> Fit | None:
        if row.need is None or not self.room.total:
            return None
        lighter = row.need.total - row.need.weights
        return Fit(row.need.weights, lighter, self.room.total, self.whole_bytes, row.verdict)

    def paint_cell(self, canvas: Canvas, area: QRectF, index: _Index) -> None:
        model = index.model()
        if not isinstance(model, RowTableModel):
            return
        row = model.row_at(index)
        fit = self.fit(row)
        if fit is None:
            canvas.text(area, "–", Ink("small", "text3"))
            return
        paint_fit(canvas, QRectF(area.left(), area.top() + 11, area.width(), HEIGHT), fit)
        words = of_words(row.need.total, self.room.total)
        tone = "text2" if row.verdict == "fits" else fit.tone
        below = QRectF(area.left(), area.top() + 21, area.width(), 18)
        canvas.text(below, words, Ink("caption", tone))


class QuantDelegate(_Cell):
    """The quantisation, in a chip."""

    def paint_cell(self, canvas: Canvas, area: QRectF, index: _Index) -> None:
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, Cell) or not cell.text:
            return
        width = min(text_width(cell.text, "mono") + 10, area.width())
        box = QRectF(area.left(), area.center().y() - 9.5, width, 19)
        canvas.box(box, "surface2", 4, "border")
        canvas.text(box, cell.text, Ink("mono", "text2"), CENTER)


class ActionDelegate(_Cell):
    """The one button of a row. `is_enabled(row)` says whether it can be pressed.

    Signals:
        pressed: the row.
    """

    pressed = Signal(object)

    def __init__(
        self, theme: Theme, main: RowDelegate, parent: QObject, is_enabled: Callable[[object], bool]
    ) -> None:
        super().__init__(theme, main, parent)
        self._is_enabled = is_enabled
        self._held: tuple[int, int] | None = None

    def button_area(self, rect: QRectF, index: _Index) -> QRectF:
        area = text_area(rect, index)
        return QRectF(area.left(), area.center().y() - _BUTTON / 2, area.width(), _BUTTON)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        self.hovered_row = self._main.hovered_row
        canvas = Canvas(painter, self.theme)
        painter.save()
        self.paint_ground(canvas, option, index)
        model, cell = index.model(), index.data(CELL_ROLE)
        if isinstance(cell, Cell) and cell.text and isinstance(model, RowTableModel):
            enabled = self._is_enabled(model.row_at(index))
            area = self.button_area(QRectF(option.rect), index)
            fill = "hover" if self._held == (index.row(), index.column()) else "surface"
            canvas.box(area, fill, 6, "border_strong" if enabled else "border")
            tone = "text" if enabled else "disabled"
            canvas.text(area, cell.text, Ink("small", tone, 500), CENTER)
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        if not isinstance(event, QMouseEvent) or event.button() != Qt.MouseButton.LeftButton:
            return False
        inside = self.button_area(QRectF(option.rect), index).contains(QPointF(event.position()))
        place = (index.row(), index.column())
        if event.type() == QEvent.Type.MouseButtonPress:
            self._held = place if inside else None
        elif event.type() == QEvent.Type.MouseButtonRelease:
            held, self._held = self._held, None
            if inside and held == place and isinstance(model, RowTableModel):
                row = model.row_at(index)
                if self._is_enabled(row):
                    self.pressed.emit(row)
        return False
