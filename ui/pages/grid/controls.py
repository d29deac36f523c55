"""The header of the Grid page: what runs, against what, which cases, and the one main button."""

from datetime import datetime
from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.pages.grid.forecast_words import check_tip
from ui.pages.grid.state import GridState
from ui.theme.status import StatusKind
from ui.theme.theme import Theme
from ui.widgets.amounts import count, duration
from ui.widgets.button import Button, IconButton
from ui.widgets.chip import StatusChip
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label
from ui.widgets.layouts import holder, row
from ui.widgets.page_header import PageHeader
from workbench.domain.run import RunRow
from workbench.messages import RunProgressed, SuiteItem

NEW, SUITE, RUN = "new:", "suite:", "run:"
MOST_RUNS = 8
RunMode = Literal["run", "again", "stop", "resume"]
_RUN_TEXTS: dict[RunMode, tuple[str, str]] = {
    "run": ("Run", "play"),
    "again": ("Run again", "play"),
    "stop": ("Stop", "stop"),
    "resume": ("Resume", "play"),
}


class GridControls(QObject):
    """Signals: page_turned(step): another page of variants, +1 or -1."""

    page_turned = Signal(int)

    def __init__(self, theme: Theme, header: PageHeader, parent: QWidget) -> None:
        super().__init__(parent)
        self.source = DropDown(theme, "")
        self.source.setAccessibleName("Suite or run")
        self.status = StatusChip(theme, "idle", "Not run")
        self.against = DropDown(theme, "Against")
        self.show_cases = DropDown(theme, "Show", icon="funnel-simple")
        self.export = Button(theme, "Export", icon="download-simple")
        self.run = Button(theme, "Run", "primary", "play")
        self.mode: RunMode = "run"
        self._back = IconButton(theme, "caret-left", "Previous variants", small=True)
        self._forward = IconButton(theme, "caret-right", "Next variants", small=True)
        self._place = Label("", "caption", "text3")
        self._pages = holder(row(self._back, self._place, self._forward, gap=2))
        self.source.max_width = 240
        header.add_left(self.source, self.status)
        header.add_action(self._pages, self.against, self.show_cases, self.export, self.run)
        self._back.clicked.connect(self._on_back)
        self._forward.clicked.connect(self._on_forward)

    def show_sources(
        self,
        suites: tuple[SuiteItem, ...],
        runs: tuple[RunRow, ...],
        current: tuple[str, str],
    ) -> None:
        """Suites, then the last runs, then `New grid…`; `current` is the key and the title."""
        key, title = current
        options = [
            Option(f"{SUITE}{item.name}", item.title or item.name, _size(item),
                   enabled=not item.problem)
            for item in suites
        ]  # fmt: skip
        last = sorted(runs, key=lambda run: run.started_at, reverse=True)[:MOST_RUNS]
        options += [
            Option(f"{RUN}{run.run_id}", run.title or run.suite, started_words(run.started_at))
            for run in last
        ]
        if key and key != NEW and all(option.key != key for option in options):
            options.append(Option(key, title or "This run"))
        self.source.set_options([*options, Option(NEW, "New grid…")])
        self.source.set_value(key)

    def show_state(self, state: GridState, mode: RunMode, waiting: str = "") -> None:
        """`waiting`: what the chip says before the worker has spoken."""
        self.mode = mode
        text, icon = _RUN_TEXTS[mode]
        self.run.set_text(text)
        self.run.set_icon(icon)
        self.status.set_status(*status_words(state.progress, waiting))
        if state.progress:
            self.status.setToolTip(check_tip(state.progress.run))
        has_rows = state.cases_total > 0
        for control in (self.against, self.show_cases, self.export):
            control.setVisible(has_rows)
        self.against.set_options([Option(name, _lettered(state, name)) for name in state.variants])
        self.against.set_value(state.baseline)
        self._pages.setVisible(state.pages > 1)
        self._place.setText(f"{state.page + 1} of {state.pages}")
        self._back.setEnabled(state.page > 0)
        self._forward.setEnabled(state.page < state.pages - 1)

    def show_filters(self, state: GridState) -> None:
        self.show_cases.set_options(
            [Option(each.key, each.text, f"{each.count:,}") for each in state.filters()]
        )
        self.show_cases.set_value(state.filter_key)

    def _on_back(self) -> None:
        self.page_turned.emit(-1)

    def _on_forward(self) -> None:
        self.page_turned.emit(1)


def status_words(told: RunProgressed | None, waiting: str = "") -> tuple[StatusKind, str]:
    """The chip: `12 of 64 cells, about 40 s left`."""
    if told is None:
        return ("running", waiting) if waiting == "Starting" else ("idle", waiting or "Not run")
    cells = f"{told.run.cells_done:,} of {count(told.run.cells_total, 'cell')}"
    if told.state == "finished":
        return "pass", cells
    if told.state == "stopped":
        return "warn", f"{cells}, stopped"
    left = "" if told.eta_s is None else f", about {duration(told.eta_s)} left"
    return "running", f"{cells}{left}"


def started_words(started_at: str) -> str:
    """`2026-11-22T02:40:00+00:00` as `22 Nov, 02:40`, in the time of this computer."""
    try:
        moment = datetime.fromisoformat(started_at).astimezone()
    except ValueError:
        return started_at
    return f"{moment.day} {moment:%b, %H:%M}"


def _size(item: SuiteItem) -> str:
    return item.problem or count(len(item.variants) * item.cases * item.trials, "cell")


def _lettered(state: GridState, variant: str) -> str:
    letter = state.letter(variant)
    return f"{letter}, {state.name(variant)}" if letter else state.name(variant)
