"""The chosen cell: reads its traces from the store, shows them in the drawer, labels it."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from ui.page_spec import PageCommand
from ui.pages.grid.detail import Chosen, Traces, chosen, read_traces
from ui.pages.grid.drawer import Drawer
from ui.pages.grid.state import GridState
from ui.session import Session
from ui.undo import Step
from workbench.commands import LabelCell
from workbench.projections.grid import CellRow

# Traces are read when the arrow keys have come to rest.
READ_AFTER_MS = 60


class CellDesk(QObject):
    """Signals: labelled(case_id); moved_on(): a label was given by key, go to the next case."""

    labelled = Signal(str)
    moved_on = Signal()

    def __init__(self, session: Session, state: GridState, drawer: Drawer, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._state, self._drawer = session, state, drawer
        self.place: tuple[str, str] | None = None
        self._trial = 0
        self._found: Chosen | None = None
        self._traces = Traces("", "", (), ())
        self._pause = QTimer(self, interval=READ_AFTER_MS, singleShot=True)
        self._pause.timeout.connect(self._read)
        drawer.trial_chosen.connect(self._on_trial_chosen)
        drawer.trace_requested.connect(self.open_trace)
        drawer.bench_requested.connect(self.open_in_bench)
        drawer.labels.label_chosen.connect(self._label)
        drawer.labels.note_written.connect(self._note)

    def commands(self) -> tuple[PageCommand, ...]:
        return (
            PageCommand("Label pass", "P", self.label_pass, "check-circle", "Label"),
            PageCommand("Label fail", "F", self.label_fail, "x-circle", "Label"),
            PageCommand("Label unsure", "U", self.label_unsure, "question", "Label"),
            PageCommand("Write a note", "N", self.write_note, "note", "Label"),
            PageCommand("Difference to the baseline", "D", self.toggle_diff, "git-fork"),
        )

    @property
    def cell(self) -> CellRow | None:
        return self._found.cell if self._found else None

    def forget(self) -> None:
        self.place, self._found, self._trial = None, None, 0
        self._traces = Traces("", "", (), ())

    def choose(self, case_id: str, variant: str) -> None:
        if self.place != (case_id, variant):
            self.place, self._trial = (case_id, variant), 0
            self._show()

    def refresh(self) -> None:
        """The cell may have been answered, or its baseline changed."""
        if self.place and chosen(self._state, self.place, self._trial) != self._found:
            self._show()

    def label_pass(self) -> None:
        self._label_and_go("pass")

    def label_fail(self) -> None:
        self._label_and_go("fail")

    def label_unsure(self) -> None:
        self._label_and_go("unsure")

    def write_note(self) -> None:
        if self.cell:
            self._drawer.labels.write_note()

    def toggle_diff(self) -> None:
        self._drawer.toggle_diff()

    def open_trace(self) -> None:
        if self.cell:
            self._session.open_page("runs", turn_id=self.cell.turn_id)

    def open_in_bench(self) -> None:
        if self.cell:
            self._session.open_page("bench", turn_id=self.cell.turn_id)

    # Inside

    def _show(self) -> None:
        if not self.place:
            return
        before = self._found
        self._found = chosen(self._state, self.place, self._trial)
        if before is None or (before.cell, before.baseline) != (
            self._found.cell,
            self._found.baseline,
        ):
            self._traces = read_traces(self._found, (), ())
            self._pause.start()
        self._drawer.show_cell(self._found, self._traces)

    def _read(self) -> None:
        found = self._found
        if not found:
            return
        events = self._session.events(found.cell.turn_id) if found.cell else []
        base = self._session.events(found.baseline.turn_id) if found.baseline else []
        self._traces = read_traces(found, events, base)
        self._drawer.show_cell(found, self._traces)

    def _on_trial_chosen(self, trial: int) -> None:
        self._trial = trial
        self._show()

    def _label_and_go(self, label: str) -> None:
        if self.cell:
            self._label(label)
            self.moved_on.emit()

    def _label(self, label: str) -> None:
        if self.cell:
            self._put(label, self.cell.label_note)

    def _note(self, note: str) -> None:
        if self.cell:
            self._put(self.cell.label, note)

    def _put(self, label: str, note: str) -> None:
        cell = self.cell
        if cell and (label, note) != (cell.label, cell.label_note):
            back = partial(self._write, cell, cell.label, cell.label_note)
            self._session.undo_stack.push(Step(f"Label of {cell.case_id}, {cell.variant}", back))
            self._write(cell, label, note)

    def _write(self, cell: CellRow, label: str, note: str) -> None:
        """The run may be gone from the screen by now; its store keeps the label all the same."""
        labelled = replace(cell, label=label, label_note=note)
        self._session.send(label_command(labelled))
        if cell.run_id != self._state.run_id:
            return
        self._state.add_cells([labelled])
        if self.place and self.cell and self.cell.turn_id == cell.turn_id:
            self._found = chosen(self._state, self.place, self._trial)
            self._drawer.show_cell(self._found, self._traces)
        self.labelled.emit(cell.case_id)


def label_command(cell: CellRow) -> LabelCell:
    """Tells the worker of the label and the note that the cell has now."""
    told = LabelCell(cell.run_id, cell.case_id, cell.variant, cell.trial, "", cell.label_note)
    match cell.label:
        case "pass" | "fail" | "unsure" as label:
            return replace(told, label=label)
    return told
