"""Asks the worker for evaluations, comparisons and saved bots, and shows what it answers."""

from collections.abc import Sequence
from time import monotonic

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from ui.pages.knowledge.evaluation.adoption import (
    Adoption,
    adopted,
    adoption,
    as_yaml,
    bots_that_retrieve,
)
from ui.pages.knowledge.evaluation.area import EvaluationArea
from ui.pages.knowledge.evaluation.export import as_json, markdown, queries_csv, results_csv
from ui.pages.knowledge.evaluation.state import EvaluationState
from ui.session import Session
from ui.widgets.export_menu import ExportForm, ExportMenu
from workbench.commands import Command, SaveBot
from workbench.domain.knowledge_settings import IndexSpec
from workbench.domain.retrieval_report import RetrievalReport
from workbench.messages import Message, Refused, Saved
from workbench.retrieval_commands import CompareRetrieval, StopRetrievalEvaluation

COPY_YAML = "Copy as YAML"


class EvaluationDesk(QObject):
    """Signals: changed: an evaluation began or ended."""

    changed = Signal()

    def __init__(self, session: Session, area: EvaluationArea, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._area = area
        self._indexes: tuple[IndexSpec, ...] = ()
        self.state = EvaluationState()
        self.exports = ExportMenu(
            (
                ExportForm("csv", "csv", "CSV, a line a configuration", self._results_csv),
                ExportForm("queries", "csv", "CSV, a line a query", self._queries_csv),
                ExportForm("json", "json", "JSON", self._json),
                ExportForm("md", "md", "Markdown", self._markdown, copies=True),
            ),
            area,
        )
        self._connect()

    def show_workspace(self, *, is_indexing: bool) -> None:
        state = self._session.state
        self._area.controls.set_suites(state.suites)
        self._area.set_bots(bots_that_retrieve(state.bots.values()))
        self._area.controls.set_hindrance("Documents are being indexed" if is_indexing else "")

    def set_indexes(self, indexes: Sequence[IndexSpec]) -> None:
        self._indexes = tuple(indexes)
        self._area.controls.axes.set_indexes(self._indexes)

    def start(self) -> None:
        """What the controls say, unless something is going on or hinders it."""
        if self.state.is_running or self._area.controls.problem:
            return
        self._area.bar.hide()
        self._session.ask(self._begun, self._on_answer)
        self._show()
        self.changed.emit()

    def stop(self) -> None:
        """What was measured until now is told."""
        if self.state.is_running:
            self.state.is_stopping = True
            self._session.send(StopRetrievalEvaluation())
            self._show()

    def compare(self, baseline: str) -> None:
        def asked(request_id: str) -> Command:
            self.state.compare(request_id)
            return CompareRetrieval(request_id, baseline)

        if not self.state.is_running:
            self._session.ask(asked, self._on_answer)

    def use(self, name: str) -> None:
        """Save the bot with the settings of the chosen row; the toast can undo it."""
        bot, found = self._session.state.bots.get(name), self._adoption()
        if bot and found:
            changed = adopted(bot, found)
            self._session.ask(
                lambda request_id: SaveBot(request_id, changed, base=bot), self._on_saved
            )

    def copy_yaml(self) -> None:
        if found := self._adoption():
            QGuiApplication.clipboard().setText(as_yaml(found))
            self._session.told.emit("Copied the settings as YAML", "")

    # Answers

    def _begun(self, request_id: str) -> Command:
        wanted = self._area.controls.wanted(request_id)
        self.state.begin(wanted, monotonic())
        return wanted

    def _on_answer(self, answer: Message) -> None:
        was_running = self.state.is_running
        if self.state.take(answer):
            self._show()
        if was_running != self.state.is_running:
            self.changed.emit()

    def _on_saved(self, answer: Message) -> None:
        found = self._adoption()
        match answer:
            case Saved(change_id=change_id, sentence=sentence):
                self._session.told.emit(sentence, change_id)
                if found and found.warning:
                    self._area.bar.show_message("warn", found.warning, COPY_YAML)
            case Refused():
                self._area.bar.show_message("fail", answer.line)

    def _on_worker_stopped(self) -> None:
        if self.state.lose():
            self._show()
            self.changed.emit()

    # Inside

    def _adoption(self) -> Adoption | None:
        chosen = self._area.chosen
        if not chosen:
            return None
        return adoption(chosen.settings, self.state.points.get(chosen.name), self._indexes)

    def _show(self) -> None:
        self._area.show_state(self.state, monotonic())
        if report := self.state.report:
            self.exports.file_name = f"retrieval-{report.suite}"

    def _on_export(self) -> None:
        self.exports.open_menu(self._area.export)

    def _report(self) -> RetrievalReport:
        assert self.state.report
        return self.state.report

    def _results_csv(self) -> str:
        return results_csv(self._report())

    def _queries_csv(self) -> str:
        return queries_csv(self._report())

    def _json(self) -> str:
        return as_json(self._report())

    def _markdown(self) -> str:
        return markdown(self._report())

    def _on_exported(self, sentence: str) -> None:
        self._session.told.emit(sentence, "")

    def _on_export_failed(self, sentence: str) -> None:
        self._area.bar.show_message("fail", sentence)

    def _connect(self) -> None:
        area = self._area
        area.controls.start_requested.connect(self.start)
        area.controls.stop_requested.connect(self.stop)
        area.baseline_chosen.connect(self.compare)
        area.bot_chosen.connect(self.use)
        area.yaml_requested.connect(self.copy_yaml)
        area.bar.action_pressed.connect(self.copy_yaml)
        area.export.clicked.connect(self._on_export)
        self.exports.done.connect(self._on_exported)
        self.exports.failed.connect(self._on_export_failed)
        self._session.worker_stopped.connect(self._on_worker_stopped)
