"""The grid as a Qt table: the cases in the first column, a variant in each of the others."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.pages.grid.cell import CellView
from ui.pages.grid.forecast_words import check_tip
from ui.pages.grid.heads import Head
from ui.pages.grid.state import CaseLine, GridState

VIEW_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


class GridModel(QAbstractTableModel):
    """Draws from the state; whoever changes the state tells the model by one of its methods."""

    def __init__(self, state: GridState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._rows: list[str] = []
        self._columns: tuple[str, ...] = ()
        self._place: dict[str, int] = {}
        self._heads: tuple[Head, ...] = ()

    def reset(self) -> None:
        """Other rows or columns are shown now."""
        self.beginResetModel()
        self._rows = self._state.rows
        self._columns = self._state.columns
        self._place = {case_id: row for row, case_id in enumerate(self._rows)}
        self.endResetModel()

    def tell_changed(self, case_ids: Iterable[str]) -> None:
        """These cases look different: one signal for all rows between the first and the last."""
        rows = [self._place[case_id] for case_id in case_ids if case_id in self._place]
        if rows:
            last = self.index(max(rows), len(self._columns))
            self.dataChanged.emit(self.index(min(rows), 0), last)

    def tell_all_changed(self) -> None:
        if self._rows:
            last = self.index(len(self._rows) - 1, len(self._columns))
            self.dataChanged.emit(self.index(0, 0), last)

    def show_heads(self, heads: tuple[Head, ...]) -> None:
        self._heads = heads
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns))

    def place(self, index: _Index) -> tuple[str, str] | None:
        """The case and the variant of a cell; None for the first column."""
        if not index.isValid() or index.column() == 0:
            return None
        return self._rows[index.row()], self._columns[index.column() - 1]

    def index_of(self, case_id: str, variant: str) -> QModelIndex:
        """Invalid if the cell is not shown."""
        if case_id not in self._place or variant not in self._columns:
            return QModelIndex()
        return self.index(self._place[case_id], self._columns.index(variant) + 1)

    # Qt overrides

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._columns) + 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        case_id = self._rows[index.row()]
        if index.column() == 0:
            return _case_data(self._state.line(case_id), role)
        variant = self._columns[index.column() - 1]
        view = self._state.view(case_id, variant)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            title = self._state.line(case_id).title
            return f"{title}, {self._state.name(variant)}: {view.words}"
        return _cell_data(view, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if section == 0:
            return self._corner_data(role)
        if section > len(self._heads):
            return None
        shown = self._heads[section - 1]
        texts = {
            Qt.ItemDataRole.DisplayRole: shown.name,
            Qt.ItemDataRole.ToolTipRole: shown.tip,
            Qt.ItemDataRole.AccessibleTextRole: shown.words,
        }
        return texts.get(Qt.ItemDataRole(role))

    def _corner_data(self, role: int) -> str | None:
        if role == Qt.ItemDataRole.ToolTipRole and self._state.progress:
            return check_tip(self._state.progress.run)
        return "Case" if role == Qt.ItemDataRole.DisplayRole else None


def _case_data(line: CaseLine, role: int) -> Any:
    if role == VIEW_ROLE:
        return line
    if role == Qt.ItemDataRole.DisplayRole:
        return line.title
    if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
        return ", ".join(part for part in (line.title, line.tags, line.case_id) if part)
    return None


def _cell_data(view: CellView, role: int) -> Any:
    if role == VIEW_ROLE:
        return view
    if role == Qt.ItemDataRole.DisplayRole:
        return view.snippet
    if role == Qt.ItemDataRole.ToolTipRole:
        return f"{view.snippet}\n{view.words}" if view.is_done else view.words
    return None
