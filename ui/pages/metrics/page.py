"""The Metrics page: how fast, how long, how dear the stored turns were, and why."""

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from ui.page_spec import Page, PageCommand
from ui.pages.metrics.area import MetricsArea
from ui.pages.metrics.export import as_csv
from ui.pages.metrics.ranges import BY_KEY, RANGES
from ui.pages.metrics.state import Lines, MetricsState
from ui.session import Session
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Label
from ui.widgets.segmented import SegmentedControl
from workbench.commands import ComputeMetrics
from workbench.messages import Message, MetricsComputed, Refused
from workbench.projections.metrics import Metrics, SlowTurn
from workbench.trace.event import TraceEvent

REFRESH_MS = 2_000
SKELETON_AFTER_MS = 300
FINAL = frozenset({"turn_finished", "turn_failed", "turn_cancelled"})
_LINES: dict[str, Lines] = {"percentiles": "percentiles", "bot": "bot", "model": "model"}


class MetricsPage(Page):
    def __init__(self, session: Session) -> None:
        super().__init__(session.theme, "Metrics")
        self.session = session
        self.state = MetricsState()
        self._asked = ""
        self._is_stale = True
        self.range = SegmentedControl(
            self.theme, "Range", [(each.key, each.text) for each in RANGES]
        )
        self.range.set_current(self.state.range.key)
        self.bot = DropDown(self.theme, "Bot", _options("bots", ()))
        self.model = DropDown(self.theme, "Model", _options("models", ()))
        self.lines = DropDown(
            self.theme,
            "Lines",
            (
                Option("percentiles", "p50, p95, p99"),
                Option("bot", "p95 by bot"),
                Option("model", "p95 by model"),
            ),
        )
        self.updated = Label("", "small", "text2")
        self.export = Button(self.theme, "Export CSV", icon="download-simple")
        self.area = MetricsArea(self.theme, session.settings, self.state)
        self.empty = EmptyState(
            self.theme, "chart-line", "No turns yet", "Every answer is measured and shown here."
        )
        self.empty.set_actions("Open Bench")
        self._stack = QStackedWidget()
        self._refresh = QTimer(self, interval=REFRESH_MS, singleShot=True)
        self._skeleton = QTimer(self, interval=SKELETON_AFTER_MS, singleShot=True)
        self._lay_out()
        self._connect()

    # What the shell asks

    def commands(self) -> tuple[PageCommand, ...]:
        ranges = tuple(
            PageCommand(each.text, str(n), partial(self.set_range, each.key), "clock", "Range")
            for n, each in enumerate(RANGES, start=1)
        )
        return (
            *ranges,
            PageCommand("Cursor back", "Left", partial(self.move_cursor, -1), "arrow-left"),
            PageCommand("Cursor on", "Right", partial(self.move_cursor, 1), "arrow-right"),
            PageCommand("Open the turn", "Return", self.open_current, "arrow-square-out"),
            PageCommand("Export CSV", "", self.on_export, "download-simple"),
        )

    def on_shown(self) -> None:
        if self._is_stale:
            self.ask()

    def focus_first(self) -> None:
        self.area.slow_table.setFocus()

    def clear(self) -> None:
        """Let go of the cursor, then of the filters."""
        if self.state.cursor is not None:
            self.state.cursor = None
            self.area.show_cursor()
        elif self.state.is_filtered:
            self.state.bot = self.state.model = ""
            self.ask()

    # What a person does

    def set_range(self, key: str) -> None:
        self.range.set_current(key)
        self.state.range = BY_KEY[key]
        self.state.cursor = None
        self.ask()

    def move_cursor(self, step: int) -> None:
        self.state.move(step)
        self.area.show_cursor()

    def open_current(self) -> None:
        chosen = self.area.slow_table.current_row()
        if chosen:
            self._on_row_opened(chosen)

    def on_export(self) -> None:
        name = f"metrics-{self.state.range.key}.csv"
        chosen, _ = QFileDialog.getSaveFileName(self, "Export CSV", name, "CSV (*.csv)")
        if chosen:
            self.save(Path(chosen))

    def save(self, path: Path) -> None:
        try:
            path.write_text(as_csv(self.state), encoding="utf-8")
        except OSError as error:
            said = error.strerror or str(error)
            self._say(f"{path} could not be written: {said}. Choose another folder.")
        else:
            self.session.told.emit(f"Saved {path.name}", "")

    # Asking and showing

    def ask(self) -> None:
        """Only the answer to the last question counts."""
        state = self.state
        self._is_stale = False
        self._asked = self.session.ask(
            lambda request_id: ComputeMetrics(
                request_id, state.range.hours, state.bot, state.model
            ),
            self._on_answer,
        )
        self._skeleton.start()

    def _on_answer(self, answer: Message) -> None:
        match answer:
            case MetricsComputed(request_id=asked, metrics=metrics) if asked == self._asked:
                self._take(metrics)
            case Refused():
                self._skeleton.stop()
                self.area.set_loading(loading=False)
                self._say(answer.line)

    def _take(self, metrics: Metrics) -> None:
        self._skeleton.stop()
        self.state.take(metrics)
        self.area.set_loading(loading=False)
        self.area.bar.hide()
        self._show_choices(metrics)
        self.updated.setText(f"Updated {datetime.now().astimezone():%H:%M}")
        is_bare = not (metrics.bots or metrics.turns)
        self._stack.setCurrentWidget(self.empty if is_bare else self.area)
        self.export.setEnabled(bool(metrics.turns))
        longest = self.state.range.key == RANGES[-1].key
        self.area.set_empty("No turn in this time", "" if longest else "Show 30 days")
        self.area.show_state()

    def _show_choices(self, metrics: Metrics) -> None:
        self.bot.set_options(_options("bots", metrics.bots, self.state.bot))
        self.model.set_options(_options("models", metrics.models, self.state.model))
        self.bot.set_value(self.state.bot)
        self.model.set_value(self.state.model)

    def _say(self, sentence: str) -> None:
        self.area.bar.show_message("fail", sentence, "Try again")

    # News

    def _on_events(self, events: list[TraceEvent]) -> None:
        if any(event.fact.kind in FINAL for event in events):
            self._is_stale = True
            if self.isVisible() and not self._refresh.isActive():
                self._refresh.start()

    def _on_refresh_due(self) -> None:
        if self.isVisible() and self._is_stale:
            self.ask()

    def _on_skeleton_due(self) -> None:
        if self.state.metrics is None:
            self.area.set_loading(loading=True)

    def _on_workspace_changed(self) -> None:
        if self.isVisible() and self.state.metrics is None and not self._asked:
            self.ask()

    def _on_bot(self, name: str) -> None:
        self.state.bot, self.state.cursor = name, None
        self.ask()

    def _on_model(self, name: str) -> None:
        self.state.model, self.state.cursor = name, None
        self.ask()

    def _on_lines(self, key: str) -> None:
        self.state.lines = _LINES[key]
        if key != "percentiles":
            self.area.by.set_current(key)
        self.area.show_state()

    def _on_row_opened(self, row: SlowTurn) -> None:
        self.session.open_page("runs", turn_id=row.turn.turn_id)

    def _on_link(self) -> None:
        self.set_range(RANGES[-1].key)

    def _on_bench(self) -> None:
        self.session.open_page("bench")

    # Making

    def _lay_out(self) -> None:
        self.header.add_left(self.range, self.bot, self.model, self.lines)
        self.header.add_action(self.updated, self.export)
        self.export.setEnabled(False)
        self._stack.addWidget(self.area)
        self._stack.addWidget(self.empty)
        self.set_main(self._stack)

    def _connect(self) -> None:
        self.session.events_arrived.connect(self._on_events)
        self.session.workspace_changed.connect(self._on_workspace_changed)
        self.range.current_changed.connect(self.set_range)
        self.bot.value_chosen.connect(self._on_bot)
        self.model.value_chosen.connect(self._on_model)
        self.lines.value_chosen.connect(self._on_lines)
        self.export.clicked.connect(self.on_export)
        self.empty.action_pressed.connect(self._on_bench)
        self.area.slow_table.row_opened.connect(self._on_row_opened)
        self.area.latency.link_pressed.connect(self._on_link)
        self.area.tokens.link_pressed.connect(self._on_link)
        self.area.bar.action_pressed.connect(self.ask)
        self._refresh.timeout.connect(self._on_refresh_due)
        self._skeleton.timeout.connect(self._on_skeleton_due)


def _options(what: str, names: tuple[str, ...], chosen: str = "") -> list[Option]:
    """All first; the chosen one stays even where it has no turn any more."""
    known = names if not chosen or chosen in names else (*names, chosen)
    return [Option("", f"All {what}"), *(Option(name, name) for name in known)]
