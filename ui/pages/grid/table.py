"""The table of the grid: columns that always fit, so that the first one stays in place."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.pages.grid.cell_delegate import ROW_HEIGHT, CellDelegate
from ui.pages.grid.head_view import HeadView
from ui.pages.grid.table_model import GridModel
from ui.theme.theme import Theme

MIN_CASE_WIDTH, MAX_CASE_WIDTH = 170, 280
_CASE_SHARE = 5
_Index = QModelIndex | QPersistentModelIndex
_OPENING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class GridTable(QTableView):
    """Cells only can be current, never the case at the left of them.

    Signals:
        cell_chosen: another cell is current; the case and the variant.
        open_requested: Enter, or a double click.
    """

    cell_chosen = Signal(str, str)
    open_requested = Signal()

    def __init__(self, theme: Theme, model: GridModel) -> None:
        super().__init__()
        self._model = model
        self.heads = HeadView(theme, self)
        self.setHorizontalHeader(self.heads)
        self.setModel(model)
        self.setItemDelegate(CellDelegate(theme, self))
        self.setAccessibleName("Grid of cases and variants")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.hide()
        self.doubleClicked.connect(self.open_requested)
        model.modelReset.connect(self.fit_columns)
        theme.theme_changed.connect(self.viewport().update)

    def choose(self, index: QModelIndex) -> None:
        """Make a cell current and visible."""
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def fit_columns(self) -> None:
        """Share the width among the variants, to the last pixel."""
        variants = self._model.columnCount() - 1
        if variants < 1:
            return
        width = self.viewport().width()
        case_width = min(max(MIN_CASE_WIDTH, width // _CASE_SHARE), MAX_CASE_WIDTH)
        self.setColumnWidth(0, case_width)
        room = max(variants, width - case_width)
        for column in range(variants):
            left, right = room * column // variants, room * (column + 1) // variants
            self.setColumnWidth(column + 1, right - left)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENING_KEYS:
            self.open_requested.emit()
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        place = self._model.place(current)
        if place:
            self.cell_chosen.emit(*place)

    def moveCursor(
        self,
        action: QAbstractItemView.CursorAction,
        modifiers: Qt.KeyboardModifier,
    ) -> QModelIndex:
        return self._beside_case(super().moveCursor(action, modifiers))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the case chooses its first cell."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == 0:
            self.choose(self._beside_case(index))
            return
        super().mousePressEvent(event)

    def _beside_case(self, index: QModelIndex) -> QModelIndex:
        return index.siblingAtColumn(1) if index.isValid() and index.column() == 0 else index
