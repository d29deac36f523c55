"""Carries out leak tests for the page: starts and stops them, and opens what they found."""

from PySide6.QtCore import QObject, Signal

from ui.pages.knowledge.leaks.area import LeakArea
from ui.pages.knowledge.leaks.columns import LeakRow, leak_rows
from ui.pages.knowledge.leaks.export import csv_text, json_text, markdown
from ui.pages.knowledge.leaks.state import ENDED, LeakState
from ui.pages.knowledge.state import KnowledgeState
from ui.session import Session
from ui.widgets.export_menu import ExportForm, ExportMenu
from workbench.domain.leaks import LeakReport
from workbench.messages import Message
from workbench.retrieval_commands import StopLeakTest


class LeakDesk(QObject):
    """Signals: document_chosen(path): a leak of that document is selected."""

    document_chosen = Signal(str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._titles: dict[str, str] = {}
        self.state = LeakState()
        self.area = LeakArea(session.theme)
        self.exporter = ExportMenu(
            (
                ExportForm("md", "md", "Markdown", self._markdown, copies=True),
                ExportForm("json", "json", "JSON", self._json),
                ExportForm("csv", "csv", "CSV, a line a leak", self._csv),
            ),
            self.area,
        )
        self.exporter.file_name = "leak-test"
        self._connect()
        self.area.show_test(self.state)

    def show_state(self, known: KnowledgeState) -> None:
        """The documents, roles and bots that there are now."""
        self._titles = {each.path: each.title or each.path for each in known.documents or ()}
        state = self._session.state
        default = state.listing.default_bot if state.listing else ""
        self.area.controls.show_choices(known.roles, tuple(state.bots.values()), default)
        self.area.controls.set_hindrance("Documents are being indexed" * known.is_indexing)

    def run_or_stop(self) -> None:
        if self.state.is_running:
            self.stop()
        elif self.area.controls.run.isEnabled():
            self.run()

    def run(self) -> None:
        self.area.bar.hide()
        make = self.area.controls.command
        self.state.begin(self._session.ask(make, self._on_told))
        self.area.show_test(self.state)

    def stop(self) -> None:
        """What was asked until then is told."""
        if self.state.is_running and not self.state.is_stopping:
            self.state.is_stopping = True
            self._session.send(StopLeakTest())
            self.area.show_test(self.state)

    def open_trace(self) -> None:
        if leak := self.area.table.current_row():
            self._on_opened(leak)

    def _on_told(self, answer: Message) -> None:
        if self.state.take(answer):
            if not self.state.is_running and not self.state.problem:
                self._show_leaks()
            self.area.show_test(self.state)

    def _show_leaks(self) -> None:
        bots = {name: bot.title or name for name, bot in self._session.state.bots.items()}
        self.area.show_leaks(leak_rows(self.state.leaks, self._titles, bots))

    def _on_selected(self, leak: LeakRow | None) -> None:
        if leak and leak.leak.source in self._titles:
            self.document_chosen.emit(leak.leak.source)

    def _on_opened(self, leak: LeakRow) -> None:
        if leak.leak.turn_id:
            self._session.open_page("runs", turn_id=leak.leak.turn_id)

    def _on_worker_stopped(self) -> None:
        if self.state.is_running:
            self.state.fail(ENDED)
            self.area.show_test(self.state)

    def _report(self) -> LeakReport:
        assert self.state.report
        return self.state.report

    def _markdown(self) -> str:
        return markdown(self._report())

    def _json(self) -> str:
        return json_text(self._report())

    def _csv(self) -> str:
        return csv_text(self._report())

    def _on_export(self) -> None:
        self.exporter.open_menu(self.area.controls.export)

    def _on_done(self, sentence: str) -> None:
        self._session.told.emit(sentence, "")

    def _on_failed(self, sentence: str) -> None:
        self.area.bar.show_message("fail", sentence)

    def _connect(self) -> None:
        self.area.controls.run.clicked.connect(self.run_or_stop)
        self.area.controls.export.clicked.connect(self._on_export)
        self.area.trace.clicked.connect(self.open_trace)
        self.area.table.row_selected.connect(self._on_selected)
        self.area.table.row_opened.connect(self._on_opened)
        self.exporter.done.connect(self._on_done)
        self.exporter.failed.connect(self._on_failed)
        self._session.worker_stopped.connect(self._on_worker_stopped)
