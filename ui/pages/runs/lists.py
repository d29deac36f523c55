"""The two tables and what is filtered in them."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Qt, Signal

from ui.pages.runs.columns import run_columns, turn_columns
from ui.pages.runs.filters import RunFilter, TurnFilter, shown_words
from ui.qt_models.data_table import DataTable
from ui.qt_models.row_table import RowTableModel
from ui.theme.theme import Theme
from workbench.domain.run import RunRow
from workbench.projections.turns import TurnRow


def _now() -> datetime:
    return datetime.now().astimezone()


class Lists(QObject):
    """Newest first until a person sorts otherwise.

    Signals:
        changed: other rows are shown, or more.
    """

    changed = Signal()

    def __init__(self, theme: Theme, etas: dict[str, str], parent: QObject) -> None:
        super().__init__(parent)
        self.run_filter, self.turn_filter = RunFilter(), TurnFilter()
        self.runs = RowTableModel[RunRow](run_columns(_now, etas), lambda row: row.run_id, self)
        self.turns = RowTableModel[TurnRow](turn_columns(_now), lambda row: row.turn_id, self)
        self.runs.set_filter(self.run_filter.accepts)
        self.turns.set_filter(self.turn_filter.accepts)
        self.run_table = DataTable(theme, self.runs, "Grid runs")
        self.turn_table = DataTable(theme, self.turns, "Single turns")
        for table in (self.run_table, self.turn_table):
            last = len(table.rows.columns) - 1
            table.sortByColumn(last, Qt.SortOrder.DescendingOrder)
        self._ratings: dict[str, int] = {}
        self._bots: dict[str, list[str]] = {"runs": [], "turns": []}
        self._say_empty()

    def rating(self, turn_id: str) -> int:
        """No event tells it: it is known from the list."""
        return self._ratings.get(turn_id, 0)

    def neighbour(self, turn_id: str, step: int) -> str:
        """The turn that stands `step` rows further, or empty at the ends."""
        place = self.turns.row_of(turn_id)
        wanted = -1 if place is None else place + step
        return self.turns.key_at(wanted) if 0 <= wanted < self.turns.rowCount() else ""

    def bots(self, kind: str) -> list[str]:
        """The bots that a list knows, in alphabetical order."""
        return self._bots[kind]

    def count_words(self, kind: str) -> str:
        if kind == "runs":
            return shown_words(self.runs.rowCount(), self.runs.total, "run")
        return shown_words(self.turns.rowCount(), self.turns.total, "turn")

    def set_loading(self, *, loading: bool) -> None:
        self.run_table.set_loading(loading=loading)
        self.turn_table.set_loading(loading=loading)

    def filter_runs(self, chosen: RunFilter) -> None:
        self.run_filter = chosen
        self.runs.set_filter(chosen.accepts)
        self._tell()

    def filter_turns(self, chosen: TurnFilter) -> None:
        self.turn_filter = chosen
        self.turns.set_filter(chosen.accepts)
        self._tell()

    def set_runs(self, runs: Sequence[RunRow]) -> None:
        """Keep the chosen row where it is still there."""
        chosen = self.run_table.current_row()
        self._bots["runs"] = sorted({name for run in runs for name in run.variants})
        self.runs.set_rows(runs)
        if chosen:
            self.run_table.select_key(chosen.run_id)
        self._tell()

    def update_run(self, run: RunRow) -> None:
        self.runs.upsert([run])
        self._tell()

    def set_turns(self, turns: Sequence[TurnRow]) -> None:
        chosen = self.turn_table.current_row()
        self._ratings = {turn.turn_id: turn.rating for turn in turns if turn.rating}
        self._bots["turns"] = sorted({turn.bot for turn in turns})
        self.turns.set_rows(turns)
        if chosen:
            self.turn_table.select_key(chosen.turn_id)
        self._tell()

    def grow_turns(self, turns: Sequence[TurnRow]) -> None:
        self.turns.upsert(turns)
        self._tell()

    def _tell(self) -> None:
        self._say_empty()
        self.changed.emit()

    def _say_empty(self) -> None:
        if self.runs.total:
            self.run_table.set_empty("No run matches", "Clear filters")
        else:
            self.run_table.set_empty("No grid has run yet", "Open Grid")
        if self.turns.total:
            self.turn_table.set_empty("No turn matches", "Clear filters")
        else:
            self.turn_table.set_empty("No turn yet", "Open Bench")
