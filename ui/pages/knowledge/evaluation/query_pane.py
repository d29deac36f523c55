"""The queries of the chosen configuration, and beside them what was found for the chosen one."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QSettings, Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.pages.knowledge.evaluation.columns import found_columns, query_columns
from ui.pages.knowledge.evaluation.rows import FoundRow, QueryRow, found_rows
from ui.qt_models.data_table import ROW_DENSE, DataTable
from ui.qt_models.row_table import RowTableModel
from ui.theme.theme import Theme
from ui.widgets.label import ElidedLabel, horizontal_line
from ui.widgets.layouts import column, holder, row
from ui.widgets.segmented import SegmentedControl
from ui.widgets.split import Split

SHOWN = (("all", "All"), ("misses", "Misses"), ("worse", "Worse"))
ALL, MISSES = "all", "misses"


class QueryPane(QWidget):
    """Signals: document_requested(path)."""

    document_requested = Signal(str)

    def __init__(self, theme: Theme, settings: QSettings) -> None:
        super().__init__()
        self._rows: tuple[QueryRow, ...] = ()
        self._depth = 0
        self.titles: Mapping[str, str] = {}
        self.title = ElidedLabel("Queries", "label", "text", 600)
        self.shown = SegmentedControl(theme, "Queries", SHOWN, small=True)
        self.shown.setToolTip("Worse: than the baseline")
        model = RowTableModel[QueryRow](query_columns(10), lambda each: each.scores.query_id, self)
        self.queries = DataTable(theme, model, "Queries", ROW_DENSE)
        self.query = ElidedLabel("Found", "label", "text", 600)
        found = RowTableModel[FoundRow](found_columns(), lambda each: each.path, self)
        self.found = DataTable(theme, found, "Documents found", ROW_DENSE)
        self.found.setToolTip("A click opens the document")
        self._lay_out(settings)
        self.shown.current_changed.connect(self._fill)
        self.queries.row_selected.connect(self._on_query)
        self.queries.link_pressed.connect(self._show_all)
        self.found.clicked.connect(self._on_clicked)
        self.found.row_opened.connect(self._on_opened)
        self._fill()

    def show_rows(self, name: str, rows: Sequence[QueryRow], depth: int) -> None:
        """The queries of the configuration `name`."""
        misses = sum(each.is_miss for each in rows)
        said = f"{misses:,} of {len(rows):,} queries missed" if rows else "Queries"
        self.title.setText(said)
        self.title.setToolTip(name)
        if depth != self._depth:
            self._depth = depth
            self.queries.set_columns(query_columns(depth))
        self._rows = tuple(rows)
        self._fill()

    def _fill(self) -> None:
        shown = [each for each in self._rows if self._is_shown(each)]
        current = self.queries.current_row()
        self.queries.rows.set_rows(shown)
        if self._rows:
            self.queries.set_empty(_nothing(self.shown.current), "Show all")
        else:
            self.queries.set_empty("The queries of the chosen row stand here")
        if not (current and self.queries.select_key(current.scores.query_id)):
            if shown:
                self.queries.selectRow(0)
            else:
                self._on_query(None)

    def _is_shown(self, each: QueryRow) -> bool:
        if self.shown.current == ALL:
            return True
        if self.shown.current == MISSES:
            return each.is_miss
        return (each.change or 0.0) < 0

    def _show_all(self) -> None:
        self.shown.set_current(ALL)
        self._fill()

    def _on_query(self, chosen: QueryRow | None) -> None:
        self.query.setText(chosen.scores.query if chosen else "Found")
        self.found.rows.set_rows(found_rows(chosen.scores, self.titles) if chosen else ())
        said = chosen.scores.no_evidence if chosen else ""
        self.found.set_empty(said or ("Nothing was found" if chosen else "Choose a query"))

    def _on_clicked(self, index: QModelIndex) -> None:
        self._on_opened(self.found.rows.row_at(index))

    def _on_opened(self, chosen: FoundRow) -> None:
        self.document_requested.emit(chosen.path)

    def _lay_out(self, settings: QSettings) -> None:
        left = row(self.title, self.shown, gap=8, margins=(16, 6, 12, 6))
        left.setStretch(0, 1)
        right = row(self.query, margins=(16, 11, 12, 11))
        split = Split(settings, "knowledge/queries", Qt.Orientation.Horizontal, (3, 2))
        parts = [
            holder(column(head, horizontal_line(), table, gap=0))
            for head, table in ((left, self.queries), (right, self.found))
        ]
        split.add(*parts)
        self.setLayout(column(split))


def _nothing(shown: str) -> str:
    return "No query is missed" if shown == MISSES else "No query is worse than in the baseline"
