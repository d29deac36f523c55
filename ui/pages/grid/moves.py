"""Moves through the grid by key: to the next difference, to the next case, to a variant."""

from PySide6.QtCore import QObject

from ui.page_spec import PageCommand
from ui.pages.grid.state import GridState
from ui.pages.grid.table import GridTable
from ui.pages.grid.table_model import GridModel


class Moves(QObject):
    def __init__(self, state: GridState, table: GridTable, model: GridModel) -> None:
        super().__init__(table)
        self._state, self._table, self._model = state, table, model

    def commands(self) -> tuple[PageCommand, ...]:
        return (
            PageCommand("Next difference", "J", self.next_difference, "arrow-down"),
            PageCommand("Previous difference", "K", self.previous_difference, "arrow-up"),
        )

    def own_keys(self) -> tuple[tuple[str, str], ...]:
        """Those that the table takes by itself."""
        return (("← → ↑ ↓", "Move the cell"), ("Return", "Open the cell"))

    def next_difference(self) -> None:
        self._to_difference(1)

    def previous_difference(self) -> None:
        self._to_difference(-1)

    def down(self) -> None:
        index = self._table.currentIndex()
        self._table.choose(index.siblingAtRow(index.row() + 1))

    def to_letter(self, letter: str) -> None:
        """The column of a variant, in the current row or the first."""
        columns = {self._state.letter(name): name for name in self._state.columns}
        if letter in columns and self._state.rows:
            row = max(0, self._table.currentIndex().row())
            self._table.choose(self._model.index_of(self._state.rows[row], columns[letter]))

    def _to_difference(self, step: int) -> None:
        now = self._table.currentIndex()
        row, column = (now.row(), now.column() - 1) if now.isValid() else (0, -1)
        found = self._state.next_difference(row, column, step)
        if found:
            self._table.choose(self._model.index(found[0], found[1] + 1))
