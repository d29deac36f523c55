"""The Runs page: grid runs and single turns, found by filters, looked at again by replay."""

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.page_spec import Page, PageCommand
from ui.pages.runs.archive import Archive
from ui.pages.runs.controls import Controls
from ui.pages.runs.exports import turn_exports
from ui.pages.runs.lists import Lists
from ui.pages.runs.replay import Replay
from ui.qt_models.data_table import DataTable
from ui.session import Session
from ui.turn_view.sheet import Sheets
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
        self.replay = Replay(session)
        self.exports = turn_exports(self.replay.events, self)
        self.sheets = Sheets(self, self.header)
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
            PageCommand("Next turn", "J", self._on_next, "arrow-down", "Replay"),
            PageCommand("Previous turn", "K", self._on_previous, "arrow-up", "Replay"),
            PageCommand("Open in Bench", "B", self._on_bench, "chats-teardrop", "Replay"),
            PageCommand("Evidence", "E", self._on_evidence_key, "books", "Replay"),
            PageCommand("Trace", "T", self._on_trace_key, "list-dashes", "Replay"),
            PageCommand("Tokens", "L", self._on_tokens_key, "text-align-left", "Replay"),
            PageCommand("Copy the turn as Markdown", "", self._on_copy, "copy", "Replay"),
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

    @property
    def is_replaying(self) -> bool:
        return self.stack.currentWidget() is self.replay

    def focus_first(self) -> None:
        if not self.is_replaying:
            self._table().setFocus()
        elif self.replay.turn:
            self.replay.inspector.trace.waterfall.setFocus()
        else:
            self.replay.gone.action.setFocus()

    def on_escape(self) -> None:
        """Close the document, then the turn, then let go of the filters."""
        if self.sheets.open:
            self.sheets.close()
        elif self.is_replaying:
            self.close_turn()
        else:
            self.clear()

    def toggle_panel(self) -> None:
        self.replay.inspector.setVisible(self.replay.inspector.isHidden())

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
        """Replay a stored turn."""
        self.replay.show_turn(turn_id, self.lists.rating(turn_id))
        self.stack.setCurrentWidget(self.replay)
        row = self.replay.row()
        self.focus_first()
        self.controls.show_replay(run_id=row.run_id if row else "", is_there=row is not None)

    def close_turn(self) -> None:
        """Back to the list, where it was left."""
        self.sheets.close()
        self.controls.show_lists()
        self._show_list()
        self._table().setFocus()

    def _open_current(self) -> None:
        row = None if self.is_replaying else self._table().current_row()
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
        row = self.replay.row() if self.is_replaying else None
        if row:
            self.session.open_page("grid", run_id=row.run_id)
        else:
            self._open_current()

    def _on_bench(self) -> None:
        if self.is_replaying and self.replay.turn:
            self.session.open_page("bench", turn_id=self.replay.turn.turn_id)

    def _on_copy(self) -> None:
        if self.is_replaying and self.replay.turn:
            self.exports.copy("md")

    def _on_export(self) -> None:
        self.exports.open_menu(self.controls.export)

    def _on_next(self) -> None:
        self._step(1)

    def _on_previous(self) -> None:
        self._step(-1)

    def _step(self, step: int) -> None:
        if self.is_replaying and self.replay.turn:
            other = self.lists.neighbour(self.replay.turn.turn_id, step)
            if other:
                self.lists.turn_table.select_key(other)
                self.open_turn(other)

    def _on_evidence_key(self) -> None:
        self._show_tab("evidence")

    def _on_trace_key(self) -> None:
        self._show_tab("trace")

    def _on_tokens_key(self) -> None:
        if self.is_replaying:
            self.replay.show_tokens()

    def _show_tab(self, name: str) -> None:
        if self.is_replaying:
            self.replay.inspector.show()
            self.replay.inspector.open_tab(name)

    def _on_told(self, sentence: str) -> None:
        self.session.told.emit(sentence, "")

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

    def _on_turns_grown(self, turns: list[TurnRow]) -> None:
        """A page that is not shown asks again when it is."""
        if self.isVisible():
            self.lists.grow_turns(turns)

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
        self.stack.addWidget(self.replay)
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
        archive.turns_grown.connect(self._on_turns_grown)
        archive.refused.connect(self._on_refused)
        self._connect_replay()
        self.bar.action_pressed.connect(self.refresh)
        self._skeleton.timeout.connect(self._on_skeleton_due)

    def _connect_replay(self) -> None:
        controls = self.controls
        controls.back.clicked.connect(self.close_turn)
        controls.bench.clicked.connect(self._on_bench)
        controls.copy.clicked.connect(self._on_copy)
        controls.export.clicked.connect(self._on_export)
        self.replay.gone.action_pressed.connect(self.close_turn)
        self.replay.sheet_requested.connect(self.sheets.show_sheet)
        self.exports.done.connect(self._on_told)
        self.exports.failed.connect(self._on_refused)
