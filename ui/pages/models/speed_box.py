"""How fast the chosen model is, beside others, and the test that measures it."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.models.plots import SpeedBar, SpeedBars, SpeedLine, SpeedLines
from ui.pages.models.state import ModelsState
from ui.theme.theme import Theme
from ui.widgets import amounts
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.layouts import row
from ui.widgets.moments import moment
from ui.widgets.progress import ProgressBar
from workbench.domain.speed import SpeedTest

_HEIGHT = 176


class SpeedBox(QWidget):
    """Signals: test_requested(), stop_requested(), told(str)."""

    test_requested = Signal()
    stop_requested = Signal()
    told = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._tests: list[SpeedTest] = []
        self._name = ""
        self.writing = SpeedLines(theme, "Writing speed by prompt length", "tok/s", _thousands)
        self.together = SpeedLines(
            theme, "All answers together, by how many at once", "tok/s", _plain
        )
        self.reading = SpeedBars(theme, "Prompt reading speed, 2k", "cold cache")
        self.run = Button(theme, "Run speed test", icon="timer", small=True)
        self.copy_button = Button(theme, "Copy figures", "ghost", "copy", small=True)
        self.note = Label("", "caption", "text3").wrapped()
        self.bar = ProgressBar(theme, "Speed test")
        self.bar.hide()
        self._lay_out()
        for plot in (self.writing, self.together, self.reading):
            plot.set_empty("Not measured yet", "Run the speed test")
            plot.link_pressed.connect(self.test_requested)
            plot.redraw()
        self.run.clicked.connect(self._on_run)
        self.copy_button.clicked.connect(self._on_copy)

    def show_model(self, name: str, state: ModelsState, *, can_test: bool) -> None:
        tests = state.compared_tests(name)
        own = state.latest_test(name)
        if (name, tests) != (self._name, self._tests):
            self._name, self._tests = name, tests
            self._draw(name)
        testing = state.testing if state.is_testing else None
        is_own = testing is not None and testing.name == name
        self.run.set_text("Stop" if is_own else "Run speed test")
        self.run.set_icon("stop" if is_own else "timer")
        self.run.setEnabled(is_own or (can_test and testing is None))
        self.bar.setVisible(is_own)
        if testing and is_own:
            share = testing.done / testing.total if testing.total else 0.0
            self.bar.set_share(share, f"{testing.done} of {testing.total} measurements")
        self.copy_button.setVisible(own is not None)
        self.note.setText(self._words(name, state, own))

    def _words(self, name: str, state: ModelsState, own: SpeedTest | None) -> str:
        testing = state.testing
        if testing and testing.name == name and testing.state == "running":
            return f"{testing.done} of {testing.total} measurements" if testing.total else "Loading"
        if testing and testing.name == name and testing.state == "failed":
            return testing.detail
        if own is None:
            return ""
        battery = {True: ", on battery", False: ", plugged in", None: ""}[own.on_battery]
        first = min((point.ttft_s for point in own.points if point.parallel == 1), default=None)
        when = moment(own.started_at, datetime.now().astimezone())
        return f"Measured {when}{battery}. First token {amounts.seconds(first)}"

    def _draw(self, name: str) -> None:
        labels = [_label(test, self._tests) for test in self._tests]
        pairs = list(zip(labels, self._tests, strict=True))
        self.writing.set_lines([_writing(label, test) for label, test in pairs])
        self.together.set_lines([_together(label, test) for label, test in pairs])
        self.reading.set_bars(
            [
                SpeedBar(label, test.read_tps, test.model == name)
                for label, test in pairs
                if test.read_tps
            ]
        )

    def _on_run(self) -> None:
        is_running = self.run.text() == "Stop"
        (self.stop_requested if is_running else self.test_requested).emit()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(as_tsv(self._tests))
        self.told.emit("Figures copied")

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for plot in (self.writing, self.reading, self.together):
            plot.setFixedHeight(_HEIGHT)
            inner = plot.layout()
            if inner:
                inner.setContentsMargins(0, 4, 0, 4)
            layout.addWidget(plot)
        layout.addWidget(self.bar)
        layout.addWidget(self.note)
        layout.addLayout(row(self.run, self.copy_button, None))


def as_tsv(tests: list[SpeedTest]) -> str:
    """A line for each measurement, for a spreadsheet."""
    head = ("model", "quantisation", "context", "prompt_tokens", "parallel", "ttft_s",
            "read_tps", "write_tps", "total_tps", "measured")  # fmt: skip
    lines = ["\t".join(head)]
    for test in tests:
        for point in test.points:
            values = (
                test.model, test.quantisation, test.context_tokens, point.prompt_tokens,
                point.parallel, f"{point.ttft_s:.3f}", _number(point.read_tps),
                _number(point.write_tps), _number(point.total_tps), test.started_at,
            )  # fmt: skip
            lines.append("\t".join(str(value) for value in values))
    return "\n".join(lines)


def _thousands(tokens: float) -> str:
    """`0.5k`, `2k`: prompts double from 512 on."""
    return f"{tokens / 1024:.2g}k"


def _plain(count: float) -> str:
    return f"{count:g}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _label(test: SpeedTest, tests: list[SpeedTest]) -> str:
    """The quantisation where two tests have the same model."""
    is_alone = sum(other.model == test.model for other in tests) == 1
    name = test.model if len(test.model) <= 14 else f"{test.model[:13]}…"
    return name if is_alone else f"{name} {test.quantisation}"


def _writing(label: str, test: SpeedTest) -> SpeedLine:
    points = [point for point in test.points if point.parallel == 1 and point.write_tps]
    return SpeedLine(
        label,
        tuple(float(point.length) for point in points),
        tuple(point.write_tps or 0.0 for point in points),
    )


def _together(label: str, test: SpeedTest) -> SpeedLine:
    """At the shortest prompt, where all counts of answers were measured."""
    shortest = min((point.length for point in test.points), default=0)
    points = [point for point in test.points if point.length == shortest]
    points.sort(key=lambda point: point.parallel)
    return SpeedLine(
        label,
        tuple(float(point.parallel) for point in points),
        tuple(point.total_tps for point in points),
    )
