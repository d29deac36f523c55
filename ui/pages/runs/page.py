"""The Runs page: grid runs and single turns, found by filters, looked at again by replay."""

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.page_spec import Page, PageCommand
from ui.pages.runs.archive import Archive
from ui.pages.runs.controls import Controls
from ui.pages.runs.lists import Lists
from ui.qt_models.data_table import DataTable
from ui.session import Session
from ui.widgets.layouts import column, holder
from ui.widgets.message_bar import MessageBar
from workbench.domain.run import RunRow
from workbench.projections.turns import TurnRow

SKELETON_AFTER_MS = 300


class RunsPage(Page):
    def __init__(self, session: Session) -> None:
        super().__init__(session.theme, "Runs")
        self.session = session
        self.archive = Archive(session, self)
        self.lists = Lists(self.theme, self.archive.etas, self)
        self.controls = Controls(self.theme, self.header, self)
        self.bar = MessageBar(self.theme, closable=True)
        self.stack = QStackedWidget()
        self._skeleton = QTimer(self, interval=SKELETON_AFTER_MS, singleShot=True)
        self._lay_out()
        self._connect()
        self._show_list()

    # What the shell asks

    def commands(self) -> tuple[PageCommand, ...]:
        return (
            PageCommand("Open", "Return", self._open_current, "arrow-square-out"),
            PageCommand("Grid runs", "1", self._on_runs_key, "grid-four"),
            PageCommand("Single turns", "2", self._on_turns_key, "list-dashes"),
            PageCommand("Resume the run", "R", self._on_resume, "play"),
            PageCommand("Clear filters", "", self.clear, "funnel-simple"),
        )

    def show_target(self, target: dict[str, object]) -> None:
        """`turn_id`: replay it. `list`: runs or turns."""
        match target:
            case {"turn_id": str(turn_id)}:
                self.open_turn(turn_id)
            case {"list": "runs" | "turns" as kind}:
                self.open_list(str(kind))

    def on_shown(self) -> None:
        self.refresh()

    def focus_first(self) -> None:
        self._table().setFocus()

    def find_here(self) -> None:
        self.controls.search.setFocus()
        self.controls.search.selectAll()

    def clear(self) -> None:
        self.controls.clear()
        self._on_filter()

    # What a person does

    def open_list(self, kind: str) -> None:
        self.controls.open_list(kind)
        self._on_list(kind)

    def refresh(self) -> None:
        """Ask for both lists again; what is shown stays until the answer is there."""
        self.archive.list_runs()
        self._ask_turns()
        self._skeleton.start()

    def open_turn(self, turn_id: str) -> None:
        self.session.open_page("bench", turn_id=turn_id)

    def _open_current(self) -> None:
        row = self._table().current_row()
        if isinstance(row, RunRow):
            self._on_run_opened(row)
        elif isinstance(row, TurnRow):
            self._on_turn_opened(row)

    def _on_run_opened(self, run: RunRow) -> None:
        self.session.open_page("grid", run_id=run.run_id)

    def _on_turn_opened(self, turn: TurnRow) -> None:
        self.open_turn(turn.turn_id)

    def _on_turn_clicked(self, index: QModelIndex) -> None:
        if QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier:
            self.open_turn(self.lists.turns.row_at(index).turn_id)

    def _on_resume(self) -> None:
        run = self.lists.run_table.current_row()
        if run and run.state == "stopped" and self.controls.kind == "runs":
            self.archive.resume(run.run_id)
            self.session.told.emit(f"{run.title or run.suite} goes on", "")

    def _on_open_pressed(self) -> None:
        self._open_current()

    def _on_link(self) -> None:
        model = self._table().rows
        if model.total:
            self.clear()
        else:
            self.session.open_page("grid" if self.controls.kind == "runs" else "bench")

    def _on_runs_key(self) -> None:
        self.open_list("runs")

    def _on_turns_key(self) -> None:
        self.open_list("turns")

    # Showing

    def _table(self) -> DataTable[RunRow] | DataTable[TurnRow]:
        return self.lists.run_table if self.controls.kind == "runs" else self.lists.turn_table

    def _on_list(self, kind: str) -> None:
        del kind
        self._show_list()
        self._on_filter()

    def _show_list(self) -> None:
        self.stack.setCurrentWidget(self._table())
        self._show_bots()
        self._show_counts()

    def _on_filter(self) -> None:
        if self.controls.kind == "runs":
            self.lists.filter_runs(self.controls.run_filter())
            return
        chosen, before = self.controls.turn_filter(), self.lists.turn_filter
        self.lists.filter_turns(chosen)
        if chosen.origin != before.origin:
            self._ask_turns()

    def _ask_turns(self) -> None:
        self.archive.list_turns(only_single=self.controls.turn_filter().origin == "single")

    def _show_bots(self) -> None:
        self.controls.show_bots(self.lists.bots(self.controls.kind))

    def _show_counts(self) -> None:
        self.controls.count.setText(self.lists.count_words(self.controls.kind))
        run = self.lists.run_table.current_row()
        self.controls.resume.setEnabled(bool(run and run.state == "stopped"))
        self.controls.open.setEnabled(run is not None)

    def _on_rows_changed(self) -> None:
        self._show_counts()

    def _on_row_selected(self, row: object) -> None:
        del row
        self._show_counts()

    def _on_runs_listed(self, runs: tuple[RunRow, ...]) -> None:
        self._end_loading()
        self.lists.set_runs(runs)
        self._show_bots()

    def _on_turns_listed(self, turns: list[TurnRow]) -> None:
        self._end_loading()
        self.lists.set_turns(turns)
        self._show_bots()

    def _on_refused(self, sentence: str) -> None:
        self._end_loading()
        self.bar.show_message("fail", sentence, "Try again")

    def _on_skeleton_due(self) -> None:
        self.lists.set_loading(loading=True)

    def _end_loading(self) -> None:
        self._skeleton.stop()
        self.lists.set_loading(loading=False)

    # Making

    def _lay_out(self) -> None:
        self.stack.addWidget(self.lists.run_table)
        self.stack.addWidget(self.lists.turn_table)
        main: QWidget = holder(column(self.bar, self.stack, gap=0), "page")
        self.set_main(main)

    def _connect(self) -> None:
        lists, controls, archive = self.lists, self.controls, self.archive
        controls.list_changed.connect(self._on_list)
        controls.filter_changed.connect(self._on_filter)
        controls.resume.clicked.connect(self._on_resume)
        controls.open.clicked.connect(self._on_open_pressed)
        lists.changed.connect(self._on_rows_changed)
        lists.run_table.row_selected.connect(self._on_row_selected)
        lists.run_table.row_opened.connect(self._on_run_opened)
        lists.turn_table.row_opened.connect(self._on_turn_opened)
        lists.turn_table.clicked.connect(self._on_turn_clicked)
        lists.run_table.link_pressed.connect(self._on_link)
        lists.turn_table.link_pressed.connect(self._on_link)
        archive.runs_listed.connect(self._on_runs_listed)
        archive.run_changed.connect(lists.update_run)
        archive.turns_listed.connect(self._on_turns_listed)
        archive.turns_grown.connect(lists.grow_turns)
        archive.refused.connect(self._on_refused)
        self.bar.action_pressed.connect(self.refresh)
        self._skeleton.timeout.connect(self._on_skeleton_due)
