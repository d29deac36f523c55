"""The view Evaluation: what to measure, the configurations, their front, and their queries."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ui.pages.knowledge.evaluation.columns import constant_words, result_columns
from ui.pages.knowledge.evaluation.controls import Controls
from ui.pages.knowledge.evaluation.query_pane import QueryPane
from ui.pages.knowledge.evaluation.rows import ResultRow, query_rows, result_rows
from ui.pages.knowledge.evaluation.state import EvaluationState
from ui.qt_models.data_table import ROW_TALL, DataTable
from ui.qt_models.row_table import RowTableModel
from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import ElidedLabel, horizontal_line
from ui.widgets.layouts import column, row
from ui.widgets.message_bar import MessageBar
from ui.widgets.plots.front import FrontPlot, FrontPoint
from ui.widgets.split import Split
from workbench.domain.bot import Bot
from workbench.domain.retrieval_report import MAIN_METRIC, ConfigurationResult, RetrievalReport
from workbench.projections.retrieval_words import abstention_words, origin_words

USUAL_DEPTH = 10
_YAML = ""
STOPPED = "Stopped before the end. What was measured until then is shown."


class EvaluationArea(QWidget):
    """Signals: baseline_chosen(name), bot_chosen(name), yaml_requested()."""

    baseline_chosen = Signal(str)
    bot_chosen = Signal(str)
    yaml_requested = Signal()

    def __init__(self, theme: Theme, settings: QSettings) -> None:
        super().__init__()
        self._state = EvaluationState()
        self._report: RetrievalReport | None = None
        self._bots: tuple[Bot, ...] = ()
        self.bar = MessageBar(theme, closable=True)
        self.controls = Controls(theme)
        self.words = ElidedLabel("", "small", "text2")
        self.at_k = DropDown(theme, "At k")
        self.at_k.setToolTip("How many of the documents found are judged")
        self.baseline = DropDown(theme, "Against")
        self.use = Button(theme, "Use these settings", icon="robot")
        self.export = Button(theme, "Export", icon="download-simple")
        model = RowTableModel[ResultRow](result_columns((), USUAL_DEPTH, ""), _name, self)
        self.table = DataTable(theme, model, "Configurations", ROW_TALL)
        self.plot = FrontPlot(theme, f"{MAIN_METRIC} against time", "p50 a query")
        self.queries = QueryPane(theme, settings)
        self._lay_out(settings)
        self._connect()
        self._show_report()

    @property
    def chosen(self) -> ConfigurationResult | None:
        current = self.table.current_row()
        return current.result if current else None

    def set_bots(self, bots: Sequence[Bot]) -> None:
        """Those that can take the settings over."""
        self._bots = tuple(bots)

    def show_state(self, state: EvaluationState, now_s: float) -> None:
        self._state = state
        self.controls.show_state(state, now_s)
        self.table.set_loading(loading=state.is_running)
        if state.error:
            self.bar.show_message("fail", state.error)
        if state.report != self._report:
            self._report = state.report
            self._show_report()

    # Showing

    def _show_report(self) -> None:
        report, state = self._report, self._state
        depths = state.depths or (USUAL_DEPTH,)
        if not self.at_k.value and USUAL_DEPTH in depths:
            self.at_k.set_value(str(USUAL_DEPTH))
        self.at_k.set_options([Option(str(each), f"{each}") for each in depths])
        names = [each.name for each in state.results]
        self.baseline.set_options([Option(name, name) for name in names])
        self.baseline.set_value(state.baseline)
        for widget in (self.at_k, self.baseline, self.use, self.export):
            widget.setEnabled(bool(names))
        self.words.setText(self._origin(report) if report else "")
        if report and not report.is_whole:
            self.bar.show_message("warn", _cut_short(report))
        self._show_rows()
        self._show_points()

    def _show_rows(self) -> None:
        state, chosen = self._state, self.chosen
        points = list(state.points.values())
        self.table.set_columns(result_columns(points, self._depth, state.baseline))
        self.table.rows.set_rows(result_rows(state))
        self.table.set_empty(*(("Nothing was measured", "") if self._report else
                               ("Nothing is measured yet", "Evaluate")))  # fmt: skip
        if not (chosen and self.table.select_key(chosen.name)) and state.results:
            best = max(state.results, key=lambda each: (_main_value(each), -each.p50_s))
            self.table.select_key(best.name)
        self._on_row()

    def _show_points(self) -> None:
        self.plot.set_points(
            [
                FrontPoint(each.name, each.p50_s * 1000, _main_value(each), each.is_on_front)
                for each in self._state.results
                if each.metrics
            ]
        )
        self.plot.set_empty("Each configuration is a point here")
        self.plot.redraw()

    @property
    def _depth(self) -> int:
        return int(self.at_k.value or USUAL_DEPTH)

    def _origin(self, report: RetrievalReport) -> str:
        said = [f"{origin_words(report)} of {report.suite}"]
        said += [words for words in (constant_words(list(self._state.points.values())),) if words]
        said += [report.note] if report.note and report.is_whole else []
        said += [
            f"{each.name}: {abstention_words(each.abstention)}"
            for each in report.results
            if each.abstention and each.settings.min_score
        ]
        return ". ".join(said)

    # What a person does

    def open_use_menu(self) -> None:
        """The bots that can take the settings over, and the settings as text."""
        menu = QMenu(self.use)
        for bot in self._bots:
            _add(menu, f"Put into {bot.title or bot.name}", bot.name)
        menu.addSeparator()
        _add(menu, "Copy as YAML", _YAML)
        menu.triggered.connect(self._on_use)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.use.mapToGlobal(QPoint(0, self.use.height() + 2)))

    def _on_use(self, action: QAction) -> None:
        name = str(action.data())
        if name == _YAML:
            self.yaml_requested.emit()
        else:
            self.bot_chosen.emit(name)

    def _on_row(self) -> None:
        name = self.chosen.name if self.chosen else ""
        self.use.setEnabled(bool(name))
        self.plot.choose(name)
        rows = query_rows(self._state, name, self._depth)
        self.queries.show_rows(name, rows, self._depth)

    def _on_link(self) -> None:
        if not self.controls.problem:
            self.controls.start_requested.emit()

    # Making

    def _lay_out(self, settings: QSettings) -> None:
        head = row(self.words, self.at_k, self.baseline, self.use, self.export, gap=8,
                   margins=(16, 6, 16, 6))  # fmt: skip
        head.setStretch(0, 1)
        below = Split(settings, "knowledge/evaluation-below", Qt.Orientation.Horizontal, (2, 5))
        below.add(self.plot, self.queries)
        split = Split(settings, "knowledge/evaluation", Qt.Orientation.Vertical, (4, 5))
        split.add(self.table, below)
        lines = [horizontal_line(), horizontal_line()]
        self.setLayout(column(self.bar, self.controls, lines[0], head, lines[1], split, gap=0))
        self.table.setMinimumHeight(140)

    def _connect(self) -> None:
        self.table.row_selected.connect(self._on_row)
        self.table.link_pressed.connect(self._on_link)
        self.plot.key_pressed.connect(self.table.select_key)
        self.at_k.value_chosen.connect(self._show_rows)
        self.baseline.value_chosen.connect(self.baseline_chosen)
        self.use.clicked.connect(self.open_use_menu)


def _cut_short(report: RetrievalReport) -> str:
    """Stopped by a person, or by what its note says."""
    is_told = report.note and report.note.endswith(".")
    return f"{report.note} What was measured until then is shown." if is_told else STOPPED


def _name(shown: ResultRow) -> str:
    return shown.name


def _main_value(result: ConfigurationResult) -> float:
    found = result.measured(MAIN_METRIC)
    return found.value if found else 0.0


def _add(menu: QMenu, text: str, key: str) -> None:
    action = QAction(text.replace("&", "&&"), menu)
    action.setData(key)
    menu.addAction(action)
