"""The Grid page: variants by cases, live while they run, with the evidence behind each number."""

from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget

from ui.bridge import WorkerEnd
from ui.page_spec import Page, PageCommand
from ui.pages.grid.area import GridArea
from ui.pages.grid.budget_bar import BudgetBar
from ui.pages.grid.builder import Builder
from ui.pages.grid.cell_desk import CellDesk
from ui.pages.grid.controls import NEW, RUN, SUITE, GridControls, RunMode
from ui.pages.grid.drawer import Drawer
from ui.pages.grid.exporter import TableExports
from ui.pages.grid.filters import ALL
from ui.pages.grid.intake import Intake
from ui.pages.grid.moves import Moves
from ui.pages.grid.plot_data import plot_data
from ui.pages.grid.run_desk import RunDesk
from ui.pages.grid.state import GridState
from ui.session import Session
from workbench.domain.bot import Bot
from workbench.domain.run import RunRow
from workbench.domain.suite import Case, Suite
from workbench.messages import (
    CellsJudged,
    Message,
    Refused,
    RunProgressed,
    RunsListed,
    SuiteOpened,
)

# Heads, counts and plots follow the cells at this pace.
REFRESH_MS = 250


class GridPage(Page):
    def __init__(self, session: Session) -> None:
        super().__init__(session.theme, "Grid")
        self.session = session
        self.state = GridState()
        self.desk = RunDesk(session, self)
        self.intake = Intake(self.state, self)
        self.controls = GridControls(self.theme, self.header, self)
        self.exporter = TableExports(session, self.state, self.controls.export, self)
        self.builder = Builder(self.theme)
        self.area = GridArea(self.theme, session.settings, self.state)
        self.budget = BudgetBar(session, self.desk, self.area, self)
        self.drawer = Drawer(self.theme, self.state)
        self.cells = CellDesk(session, self.state, self.drawer, self)
        self.moves = Moves(self.state, self.area.table, self.area.model)
        self._runs: tuple[RunRow, ...] = ()
        self._arriving: Suite | None = None
        self._is_starting = False
        self._estimate = ""
        self._stack = QStackedWidget()
        self._stack.addWidget(self.builder)
        self._stack.addWidget(self.area)
        self.set_main(self._stack)
        self.set_panel(self.drawer)
        self._refresh = QTimer(self, interval=REFRESH_MS, singleShot=True)
        self._connect()
        self._on_workspace_changed()
        self._show_builder()

    # What the shell asks

    def commands(self) -> tuple[PageCommand, ...]:
        return (
            PageCommand("Run or stop the grid", "Ctrl+Return", self._on_run_pressed, "play"),
            PageCommand("New grid", "Ctrl+N", self._show_builder, "plus"),
            *self.cells.commands(),
            PageCommand("Make this variant the baseline", "B", self._on_baseline_key, "flag"),
            *self.moves.commands(),
            PageCommand("Next variants", "]", self._on_next_variants, "caret-right"),
            PageCommand("Previous variants", "[", self._on_previous_variants, "caret-left"),
            PageCommand("Copy the table as Markdown", "", self.exporter.copy_table, "copy"),
        )

    def own_keys(self) -> tuple[tuple[str, str], ...]:
        return self.moves.own_keys()

    def show_target(self, target: dict[str, object]) -> None:
        """`run_id`, or `suite` by name, or `bots`: values to compare."""
        match target:
            case {"run_id": str(run_id)}:
                self.open_run(run_id)
            case {"suite": str(name)}:
                self._open_suite(name)
            case {"bots": [*bots]}:
                self._show_builder()
                self.builder.offer_bots(tuple(bot for bot in bots if isinstance(bot, Bot)))

    def on_shown(self) -> None:
        self.desk.list_runs()

    def is_running(self) -> bool:
        return self.state.is_running or self._is_starting

    def stop(self) -> None:
        if self.is_running():
            self.desk.stop(self.state.run_id)

    def clear(self) -> None:
        self._filter(ALL)

    def find_here(self) -> None:
        self.controls.show_cases.setFocus()
        self.controls.show_cases.open_menu()

    def open_run(self, run_id: str) -> None:
        """A run of the store, or one that is running: the same either way."""
        self._begin(run_id)
        self._is_starting = True
        self.desk.open_run(run_id)
        self._show_area()

    # Making

    def _connect(self) -> None:
        session, controls = self.session, self.controls
        session.messages_arrived.connect(self._on_messages)
        session.workspace_changed.connect(self._on_workspace_changed)
        session.worker_stopped.connect(self._on_worker_stopped)
        self.desk.suite_opened.connect(self._on_suite_opened)
        self.desk.dataset_opened.connect(self._on_dataset_opened)
        self.desk.estimated.connect(self._on_estimated)
        self.desk.refused.connect(self._on_refused)
        self.desk.saved.connect(session.told)
        self.intake.cells_taken.connect(self._on_cells_taken)
        self.intake.drained.connect(self._refresh_now)
        self._refresh.timeout.connect(self._refresh_now)
        controls.source.value_chosen.connect(self._on_source_chosen)
        controls.against.value_chosen.connect(self._set_baseline)
        controls.show_cases.value_chosen.connect(self._filter)
        controls.export.clicked.connect(self.exporter.open_here)
        controls.run.clicked.connect(self._on_run_pressed)
        controls.page_turned.connect(self._turn_page)
        self.exporter.failed.connect(self._on_refused)
        self._connect_cells()

    def _connect_cells(self) -> None:
        table = self.area.table
        table.cell_chosen.connect(self.cells.choose)
        table.open_requested.connect(self._on_open_requested)
        self.cells.labelled.connect(self._on_labelled)
        self.cells.moved_on.connect(self.moves.down)
        self.area.clear_requested.connect(self.clear)
        self.area.plots.quality.key_pressed.connect(self.moves.to_letter)
        self.builder.suite_chosen.connect(self._open_suite)
        self.builder.dataset_chosen.connect(self.desk.open_dataset)
        self.builder.draft_changed.connect(self._on_draft_changed)
        self.builder.save_requested.connect(self._on_save_requested)

    # Where we are

    @property
    def _is_building(self) -> bool:
        return self._stack.currentWidget() is self.builder

    @property
    def _mode(self) -> RunMode:
        if self._is_building or self.state.progress is None:
            return "stop" if self._is_starting and not self._is_building else "run"
        if self.state.is_running:
            return "stop"
        return "resume" if self.state.progress.state == "stopped" else "again"

    def _begin(self, run_id: str) -> None:
        self.intake.clear()
        self.cells.forget()
        self.state.begin(run_id)
        self._is_starting = False
        self._estimate = ""
        self.area.say("info", "")
        self.budget.clear()
        if self.panel_area:
            self.panel_area.close_panel()

    def _show_builder(self) -> None:
        self._stack.setCurrentWidget(self.builder)
        if self.panel_area:
            self.panel_area.close_panel()
        self._show_controls()

    def _show_area(self) -> None:
        self._stack.setCurrentWidget(self.area)
        self.area.show_rows()
        self._refresh_now()

    def _show_controls(self) -> None:
        state = self.state
        key = f"{RUN}{state.run_id}" if state.run_id else ""
        if not key and state.suite:
            key = f"{SUITE}{state.suite.name}"
        suites = self.session.state.suites
        current = NEW if self._is_building else key
        self.controls.show_sources(suites, self._runs, (current, state.title))
        waiting = "Starting" if self._is_starting else self._estimate
        shown = GridState() if self._is_building else state
        self.controls.show_state(shown, self._mode, "" if self._is_building else waiting)
        if self._is_building:
            self.controls.run.setEnabled(not self.builder.draft.problem)
        else:
            self.controls.run.setEnabled(bool(state.suite or state.run_id))
            self.controls.show_filters(state)

    def _refresh_now(self) -> None:
        """Heads, counts and plots, after many cells or a new word of the worker."""
        if self._is_building:
            return
        is_new = self.state.refilter()
        if is_new or self.area.model.rowCount() != len(self.state.rows):
            self.area.show_rows()
        else:
            self.area.show_heads()
        self.area.show_progress()
        self._show_controls()
        self.area.plots.show_data(plot_data(self.state))
        self.cells.refresh()

    def _refresh_soon(self) -> None:
        if not self._refresh.isActive():
            self._refresh.start()

    # What the worker tells

    def _on_workspace_changed(self) -> None:
        known = self.session.state
        self.builder.show_workspace(
            known.suites, tuple(known.bots.values()), known.datasets, known.scorers
        )
        self._show_controls()

    def _on_worker_stopped(self, end: WorkerEnd) -> None:
        """A run goes on with the next engine; without one it has stopped."""
        told = self.state.progress
        self._is_starting = False
        if told and self.state.is_running and end.kind != "retried":
            self._on_progress(replace(told, state="stopped", eta_s=None, answering=()))
        self._show_controls()

    def _on_messages(self, messages: list[Message]) -> None:
        for message in messages:
            match message:
                case CellsJudged(run_id=run_id, cells=cells) if run_id == self.state.run_id:
                    self.intake.add(cells)
                case RunProgressed() if message.run.run_id == self.state.run_id:
                    self._on_progress(message)
                case SuiteOpened(request_id=asked) if asked == self.state.run_id:
                    self._arriving = message.joined(self._arriving)
                    if message.is_last:
                        self._take_suite(self._arriving)
                case RunsListed(runs=runs):
                    self._runs = runs
                    self._show_controls()
                case Refused(request_id="") if self._is_starting:
                    self._is_starting = False
                    self._on_refused(message.line)

    def _on_progress(self, told: RunProgressed) -> None:
        self._is_starting = False
        was_running = self.state.is_running
        has_new_baseline = self.state.set_progress(told)
        if told.note and not told.limit:
            self.area.say("info", told.note)
        self.budget.show_progress(told)
        if was_running != self.state.is_running:
            self.area.model.tell_all_changed()
            self.desk.list_runs()
        self.area.model.tell_changed(self.state.note_answering(told.answering))
        if has_new_baseline:
            self.area.model.reset()
            self.intake.go_on()
        self._refresh_soon()

    def _on_cells_taken(self, changed: set[str]) -> None:
        self.area.model.tell_changed(changed)
        self._refresh_soon()

    def _take_suite(self, suite: Suite) -> None:
        self.state.set_suite(suite)
        self.intake.go_on()
        if not self._is_building:
            self.area.show_rows()
            self._show_controls()

    def _on_suite_opened(self, suite: Suite) -> None:
        self._begin("")
        self._take_suite(suite)
        self._show_area()
        self.desk.estimate(suite)

    def _on_dataset_opened(self, name: str, cases: tuple[Case, ...]) -> None:
        self.builder.take_cases(name, cases)

    def _on_estimated(self, words: str, tip: str) -> None:
        if self._is_building:
            self.builder.show_estimate(words, tip)
        else:
            self._estimate = words
            self._show_controls()
            self.controls.status.setToolTip(tip)

    def _on_refused(self, sentence: str) -> None:
        if self._is_building:
            self.builder.say(sentence)
        else:
            self.area.say("fail", sentence)
        self._show_controls()

    # What the person does

    def _on_source_chosen(self, key: str) -> None:
        if key == NEW:
            self._show_builder()
        elif key.startswith(SUITE):
            self._open_suite(key.removeprefix(SUITE))
        else:
            self.open_run(key.removeprefix(RUN))

    def _open_suite(self, name: str) -> None:
        self.desk.open_suite(name)

    def _on_draft_changed(self) -> None:
        draft = self.builder.draft
        self.desk.estimate(None if draft.problem else draft.suite())
        self._show_controls()

    def _on_save_requested(self) -> None:
        self.desk.save(self.builder.draft)

    def _on_run_pressed(self) -> None:
        if self._mode == "stop":
            self.stop()
        elif self._mode == "resume":
            self._is_starting = True
            self.desk.resume(self.state.run_id)
        elif self._is_building:
            draft = self.builder.draft
            if not draft.problem:
                self._start(draft.suite(), is_saved=False, budget_usd=draft.budget_usd)
        elif self.state.suite:
            saved = {item.name for item in self.session.state.suites}
            suite = self.state.suite
            self._start(suite, is_saved=suite.name in saved and not self.state.run_id)

    def _start(self, suite: Suite, *, is_saved: bool, budget_usd: float | None = None) -> None:
        self._begin(self.desk.start(suite, is_saved=is_saved, budget_usd=budget_usd))
        self._is_starting = True
        self._take_suite(suite)
        self._show_area()

    def _filter(self, key: str) -> None:
        self.state.refilter(key)
        self.area.show_rows()
        self._show_controls()

    def _set_baseline(self, variant: str) -> None:
        if self.state.is_running:
            self.session.told.emit("Another baseline can be chosen when the run is over", "")
            self._show_controls()
        elif self.state.run_id and variant != self.state.baseline:
            self.desk.open_run(self.state.run_id, variant)

    def _on_baseline_key(self) -> None:
        place = self.area.model.place(self.area.table.currentIndex())
        if place:
            self._set_baseline(place[1])

    def _turn_page(self, step: int) -> None:
        self.state.page = min(max(0, self.state.page + step), self.state.pages - 1)
        self.area.show_rows()
        self._refresh_now()

    def _on_next_variants(self) -> None:
        self._turn_page(1)

    def _on_previous_variants(self) -> None:
        self._turn_page(-1)

    def _on_open_requested(self) -> None:
        if self.panel_area and self.cells.place:
            self.panel_area.open_panel()

    def _on_labelled(self, case_id: str) -> None:
        self.area.model.tell_changed([case_id])
        self._refresh_soon()
