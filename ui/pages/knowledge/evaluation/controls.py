"""What is to be evaluated: the bots of a suite over some questions, or a sweep of settings."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.pages.knowledge.evaluation.axes_row import AxesRow
from ui.pages.knowledge.evaluation.state import EvaluationState, Wanted
from ui.theme.theme import Theme
from ui.widgets.amounts import count, duration
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label
from ui.widgets.layouts import column, row
from ui.widgets.progress import ProgressBar
from ui.widgets.segmented import SegmentedControl
from workbench.messages import SuiteItem
from workbench.retrieval_commands import StartRetrievalEvaluation, StartRetrievalSweep

KINDS = (("bots", "Bots"), ("sweep", "Sweep"))
QUESTIONS = (
    Option("cases", "Cases of the suite"),
    Option("known", "Titles and headings"),
    Option("model", "Written by the model"),
)
AMOUNTS = (10, 20, 50, 100, 200, 500)
MANY = 50


class Controls(QWidget):
    """Signals: start_requested(), stop_requested(), kind_changed()."""

    start_requested = Signal()
    stop_requested = Signal()
    kind_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._is_running = False
        self._suites: tuple[SuiteItem, ...] = ()
        self._hindrance = ""
        self.kind = SegmentedControl(theme, "What is evaluated", KINDS)
        self.suite = DropDown(theme, "Suite")
        self.questions = DropDown(theme, "Questions", QUESTIONS)
        self.many = DropDown(theme, "How many", [Option(str(n), f"{n}") for n in AMOUNTS])
        self.many.set_value(str(MANY))
        self.words = Label("", "small", "text2")
        self.button = Button(theme, "Evaluate", icon="play")
        self.axes = AxesRow(theme)
        self.progress = ProgressBar(theme, "Progress of the evaluation")
        self.doing = Label("", "small", "text2")
        self._lay_out()
        self.progress.hide()
        self.doing.hide()
        self.kind.current_changed.connect(self._on_kind)
        self.suite.value_chosen.connect(self._show)
        self.questions.value_chosen.connect(self._show)
        self.axes.changed.connect(self._show)
        self.button.clicked.connect(self._on_pressed)
        self._show()

    def set_suites(self, suites: Sequence[SuiteItem]) -> None:
        self._suites = tuple(each for each in suites if not each.problem)
        self.suite.set_options(
            [
                Option(each.name, each.title or each.name, count(each.cases, "case"))
                for each in self._suites
            ]
        )
        self._show()

    def set_hindrance(self, words: str) -> None:
        """Why bots cannot be evaluated now; empty if they can. A sweep needs no index."""
        if words != self._hindrance:
            self._hindrance = words
            self._show()

    @property
    def is_sweep(self) -> bool:
        return self.kind.current == "sweep"

    @property
    def problem(self) -> str:
        """Why nothing can be started; empty if it can."""
        if not self._suites:
            return "No suite yet. Build one on the page Grid"
        return self.axes.problem if self.is_sweep else self._hindrance

    def wanted(self, request_id: str) -> Wanted:
        suite, asked, many = self.suite.value, self.questions.value, int(self.many.value)
        if not self.is_sweep:
            known, written = many * (asked == "known"), many * (asked == "model")
            return StartRetrievalEvaluation(request_id, suite, known, written)
        axes = self.axes.axes
        return StartRetrievalSweep(
            request_id,
            suite,
            tuple(axes.chunkers),
            tuple(axes.embedders),
            tuple(axes.modes),
            tuple(axes.top_ks),
            tuple(axes.reranks),
        )

    def choose_titles(self, many: int) -> None:
        """Ask for titles and headings instead of the suite's cases."""
        self.questions.set_value("known")
        self.many.set_value(str(many))
        self._show()

    def show_state(self, state: EvaluationState, now_s: float) -> None:
        self._is_running = state.is_running
        for widget in (self.progress, self.doing):
            widget.setVisible(state.is_running)
        if state.is_running:
            share = state.done / state.total if state.total else 0.0
            said = progress_words(state, now_s)
            self.progress.set_share(share, said)
            self.doing.setText(said)
        self._show()

    def _on_kind(self) -> None:
        self._show()
        self.kind_changed.emit()

    def _on_pressed(self) -> None:
        (self.stop_requested if self._is_running else self.start_requested).emit()

    def _show(self) -> None:
        sweep, running = self.is_sweep, self._is_running
        self.axes.setVisible(sweep)
        self.questions.setVisible(not sweep)
        self.many.setVisible(not sweep and self.questions.value != "cases")
        text = "Stop" if running else "Sweep" if sweep else "Evaluate"
        self.button.set_text(f"{text} the settings" if text == "Sweep" else text)
        self.button.set_icon("stop" if running else "play")
        self.button.setEnabled(running or not self.problem)
        self.button.setToolTip(self.problem)
        self.words.setText(self.problem if not running else "")

    def _lay_out(self) -> None:
        first = row(self.kind, self.suite, self.questions, self.many, None, self.words, self.button)
        bar = row(self.progress, self.doing, gap=12)
        bar.setStretch(0, 1)
        self.setLayout(column(first, self.axes, bar, gap=8, margins=(16, 8, 16, 8)))


def progress_words(state: EvaluationState, now_s: float) -> str:
    """`12 of 64, about 40 s left, heading 200+0 · dense · k 3`."""
    if state.is_stopping:
        return "Stopping"
    if not state.total:
        return "Reading the questions"
    if state.done >= state.total:
        return "Comparing"
    said = [f"{state.done:,} of {state.total:,}"]
    left = state.seconds_left(now_s)
    said += [f"about {duration(left)} left"] if left else []
    return ", ".join([*said, *([state.doing] if state.doing else [])])
