"""The table of the app: real model and view, one look, copy, an empty text with a link."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from ui.qt_models.row_delegate import RowDelegate
from ui.qt_models.row_table import Column, RowTableModel
from ui.qt_models.table_head import TableHead
from ui.theme.canvas import CENTER, Canvas
from ui.theme.fonts import Ink, text_width
from ui.theme.theme import Theme

Row = TypeVar("Row")
ROW, ROW_DENSE, ROW_TALL = 32, 28, 44
_SKELETON_WIDTHS = (0.7, 0.5, 0.62, 0.44)


class DataTable(QTableView, Generic[Row]):
    """`DataTable(theme, model, "Runs")`; rows of 32, or `ROW_DENSE`, or `ROW_TALL` for two lines.

    Ctrl+C copies the selected rows as TSV with the head. Enter or a double click opens a row.

    Signals:
        row_selected: the current row changed; carries the row, or None.
        row_opened: a row was opened; carries the row.
        link_pressed: the link of the empty text.
    """

    row_selected = Signal(object)
    row_opened = Signal(object)
    link_pressed = Signal()

    def __init__(
        self, theme: Theme, model: RowTableModel[Row], name: str, row_height: int = ROW
    ) -> None:
        super().__init__()
        self.theme = theme
        self._rows = model
        self._empty, self._link, self._is_loading = "", "", False
        self._delegate = RowDelegate(theme, self)
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self._set_up_behaviour()
        self._set_up_columns(row_height)
        theme.theme_changed.connect(self.viewport().update)
        self.doubleClicked.connect(self._on_opened)
        selection = self.selectionModel()
        if selection:
            selection.currentRowChanged.connect(self._on_current_changed)

    @property
    def rows(self) -> RowTableModel[Row]:
        """Its model."""
        return self._rows

    def set_empty(self, text: str, link: str = "") -> None:
        """What stands in the middle when there is no row, e.g. `No runs yet`, `Run the grid`."""
        if (text, link) != (self._empty, self._link):
            self._empty, self._link = text, link
            self.setAccessibleDescription(text)
            self.viewport().update()

    def set_loading(self, *, loading: bool) -> None:
        """Show skeleton rows until there are real ones."""
        if loading != self._is_loading:
            self._is_loading = loading
            self.viewport().update()

    def set_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Show other columns; the chosen row stays chosen."""
        current = self.currentIndex()
        key = self._rows.key_at(current.row()) if current.isValid() else ""
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._rows.set_columns(columns)
        self._set_widths()
        self._stretch()
        self.select_key(key)

    def selected_rows(self) -> list[Row]:
        selection = self.selectionModel()
        places = sorted(index.row() for index in selection.selectedRows()) if selection else []
        return [self._rows.rows[place] for place in places]

    def current_row(self) -> Row | None:
        index = self.currentIndex()
        return self._rows.row_at(index) if index.isValid() else None

    def select_key(self, key: str) -> bool:
        """Select and show the row of this key; gives whether it is there."""
        place = self._rows.row_of(key)
        if place is not None:
            self.selectRow(place)
            self.scrollTo(self._rows.index(place, 0))
        return place is not None

    def copy_selection(self) -> None:
        """Put the selected rows on the clipboard as tab-separated text."""
        lines = [[column.title for column in self._rows.columns]]
        for row in self.selected_rows():
            lines.append([column.text(row) for column in self._rows.columns])
        if len(lines) > 1:
            clean = [[" ".join(text.split()) for text in line] for line in lines]
            QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in clean))

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open_current()
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))
        over = self._link_area().contains(event.position().toPoint())
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._link_area().contains(event.position().toPoint()):
            self.link_pressed.emit()
        else:
            super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        canvas = Canvas(painter, self.theme)
        if self._rows.rowCount():
            self._paint_focus(canvas)
        elif self._is_loading:
            self._paint_skeleton(canvas)
        else:
            self._paint_empty(canvas)
        painter.end()

    # Painting

    def _paint_focus(self, canvas: Canvas) -> None:
        index = self.currentIndex()
        if self.hasFocus() and index.isValid():
            top, height = self.rowViewportPosition(index.row()), self.rowHeight(index.row())
            canvas.ring(QRectF(0, top, self.viewport().width(), height - 1), 4)

    def _paint_skeleton(self, canvas: Canvas) -> None:
        height = self.verticalHeader().defaultSectionSize()
        for line in range(self.viewport().height() // height):
            for section in range(self._rows.columnCount()):
                share = _SKELETON_WIDTHS[(line + section) % len(_SKELETON_WIDTHS)]
                left = self.columnViewportPosition(section) + 12
                width = (self.columnWidth(section) - 24) * share
                canvas.box(QRectF(left, line * height + height / 2 - 5, width, 10), "hover", 3)

    def _paint_empty(self, canvas: Canvas) -> None:
        area = QRectF(self.viewport().rect())
        middle = area.center().y()
        text = QRectF(0, middle - 20, area.width(), 20)
        canvas.text(text, self._empty, Ink("label", "text", 600), CENTER)
        link = QRectF(self._link_area())
        canvas.text(link, self._link, Ink("caption", "accent", 500), CENTER, elide=False)
        if self.hasFocus() and self._link:
            canvas.ring(link, 4)

    def _link_area(self) -> QRect:
        if not self._link or self._rows.rowCount() or self._is_loading:
            return QRect()
        area, width = self.viewport().rect(), int(text_width(self._link, "caption", 500)) + 16
        return QRect((area.width() - width) // 2, area.center().y() + 2, width, 20)

    # Behaviour

    def _set_up_behaviour(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def _set_up_columns(self, row_height: int) -> None:
        head = TableHead(self.theme, self)
        self.setHorizontalHeader(head)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(row_height)
        rows.setDefaultSectionSize(row_height)
        self._set_widths()
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def _set_widths(self) -> None:
        for section, column in enumerate(self._rows.columns):
            self.setColumnWidth(section, column.width)

    def _stretch(self) -> None:
        """Columns that stretch share what the others leave, but never less than their width."""
        columns = self._rows.columns
        wide = [section for section, column in enumerate(columns) if column.stretch]
        others = sum(self.columnWidth(n) for n in range(len(columns)) if n not in wide)
        for section in wide:
            room = (self.viewport().width() - others) // len(wide)
            self.setColumnWidth(section, max(room, columns[section].width))

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered_row:
            self._delegate.hovered_row = row
            self.viewport().update()

    def _open_current(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self.row_opened.emit(self._rows.row_at(index))
        elif self._link and not self._rows.rowCount():
            self.link_pressed.emit()

    def _on_opened(self, index: QModelIndex) -> None:
        self.row_opened.emit(self._rows.row_at(index))

    def _on_current_changed(self, index: QModelIndex) -> None:
        self.row_selected.emit(self._rows.row_at(index) if index.isValid() else None)
