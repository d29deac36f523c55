"""The Knowledge page: documents, their chunks, and who may read them."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QStackedWidget

from ui.page_spec import Page, PageCommand
from ui.pages.knowledge.access_area import AccessArea
from ui.pages.knowledge.chunks_area import ChunksArea
from ui.pages.knowledge.documents_area import DocumentsArea
from ui.pages.knowledge.evaluation.area import EvaluationArea
from ui.pages.knowledge.evaluation.desk import EvaluationDesk
from ui.pages.knowledge.open_document import OpenDocument
from ui.pages.knowledge.panel import DocumentPanel
from ui.pages.knowledge.rows import KnowledgeRow, readers
from ui.pages.knowledge.state import KnowledgeState
from ui.session import Session
from ui.widgets.button import Button
from ui.widgets.chip import StatusChip
from ui.widgets.segmented import SegmentedControl
from workbench.knowledge_commands import (
    CountUses,
    ListDocuments,
    ListIndexes,
    StopIndex,
    UpdateIndex,
)
from workbench.messages import Message, Refused

VIEWS = (
    ("documents", "Documents"),
    ("chunks", "Chunks"),
    ("access", "Access"),
    ("evaluation", "Evaluation"),
)


class KnowledgePage(Page):
    def __init__(self, session: Session) -> None:
        super().__init__(session.theme, "Knowledge")
        self.session = session
        self.state = KnowledgeState()
        self._is_stale = True
        self._chosen, self._back = "", "documents"
        self.views = SegmentedControl(self.theme, "View", VIEWS)
        self.chip = StatusChip(self.theme, "warn", "")
        self.folder = Button(self.theme, "Open folder", icon="folder-open")
        self.update_button = Button(self.theme, "Update index", "primary", "arrows-clockwise")
        self.documents = DocumentsArea(self.theme)
        self.chunks = ChunksArea(self.theme)
        self.access = AccessArea(self.theme)
        self.panel = DocumentPanel(self.theme)
        self.open = OpenDocument(session, self.chunks, self)
        self.evaluation = EvaluationArea(self.theme, session.settings)
        self.evaluating = EvaluationDesk(session, self.evaluation, self)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    # What the shell asks

    def commands(self) -> tuple[PageCommand, ...]:
        return (
            PageCommand("Update the index", "U", self.update_index, "arrows-clockwise"),
            PageCommand("Show documents", "D", self.show_documents, "note"),
            PageCommand("Show chunks", "C", self.show_chunks, "square"),
            PageCommand("Show access", "A", self.show_access, "lock-simple"),
            PageCommand("Show evaluation", "E", self.show_evaluation, "chart-line"),
            PageCommand("Evaluate what is found", "Ctrl+Return", self.evaluate, "play"),
            PageCommand("Open the folder of documents", "", self.open_folder, "folder-open"),
        )

    def own_keys(self) -> tuple[tuple[str, str], ...]:
        return (("Enter", "Show the chunks of the document"),)

    def show_target(self, target: dict[str, object]) -> None:
        """`path`: choose that document. `view`: documents, chunks, access or evaluation."""
        if path := str(target.get("path", "")):
            self.documents.table.select_key(path)
        if view := str(target.get("view", "")):
            self.show_view(view)

    def on_shown(self) -> None:
        self._take_workspace()
        if self._is_stale:
            self.ask()

    def focus_first(self) -> None:
        self.documents.table.setFocus()

    def find_here(self) -> None:
        self.show_view("documents")
        self.documents.finder.setFocus()

    def clear(self) -> None:
        self.documents.clear()

    def is_running(self) -> bool:
        return self.state.is_indexing or self.evaluating.state.is_running

    def stop(self) -> None:
        """What is indexed or measured so far is kept."""
        self.evaluating.stop()
        if self.state.is_indexing:
            self.session.send(StopIndex())

    def on_escape(self) -> None:
        """Indexing is stopped by its button: it goes on by itself while people look around."""
        if self.views.current == "evaluation" and self.evaluating.state.is_running:
            self.evaluating.stop()
        elif self.panel_area and self.panel_area.is_open:
            self.panel_area.close_panel()
        elif self.views.current != self._back:
            self.show_view(self._back)
        else:
            self.clear()

    # What a person does

    def update_index(self) -> None:
        if self.state.is_indexing:
            self.stop()
        else:
            self.session.send(UpdateIndex(self.state.index))

    def open_folder(self) -> None:
        listing = self.session.state.listing
        if listing:
            QDesktopServices.openUrl(QUrl.fromLocalFile(f"{listing.folder}/knowledge"))

    def show_view(self, key: str) -> None:
        self.views.set_current(key)
        self._stack.setCurrentIndex([each for each, _ in VIEWS].index(key))
        if key == "chunks":
            self._read()
        else:
            self._back = "documents"

    def show_documents(self) -> None:
        self.show_view("documents")

    def show_chunks(self) -> None:
        self.show_view("chunks")

    def show_access(self) -> None:
        self.show_view("access")

    def show_evaluation(self) -> None:
        self.show_view("evaluation")

    def evaluate(self) -> None:
        """As the view Evaluation is set."""
        self.show_evaluation()
        self.evaluating.start()

    # Asking

    def ask(self) -> None:
        self._is_stale = False
        index = self.state.index
        self.session.ask(ListIndexes, self._on_answer)
        self.session.ask(lambda request_id: ListDocuments(request_id, index), self._on_answer)
        self.session.ask(CountUses, self._on_answer)

    def _on_answer(self, answer: Message) -> None:
        if isinstance(answer, Refused):
            self.documents.bar.show_message("fail", answer.line)
        elif self.state.take(answer):
            self._show()

    def _read(self) -> None:
        if row := self._chosen_row():
            may = readers(row.document.audience, self.state.roles)
            self.open.show(row, may[0] if may else "", self.state.index)

    def _chosen_row(self) -> KnowledgeRow | None:
        """Also where a filter hides it from the list."""
        return self.state.row(self._chosen)

    # Showing

    def _show(self) -> None:
        self.header.set_subtitle(self.state.summary())
        self.documents.show_state(self.state)
        self.access.show_state(self.state)
        self.evaluation.queries.titles = {row.path: row.title for row in self.state.rows()}
        self.evaluating.set_indexes([each.spec for each in self.state.indexes])
        if not self.chunks.is_preview:
            self.chunks.set_chunker(self.state.chunker)
        if self.documents.table.rows.rows and not self.documents.table.current_row():
            self.documents.table.selectRow(0)
        self._show_index()
        self._show_panel()

    def _show_index(self) -> None:
        progress, going = self.state.progress, self.state.is_indexing
        self.update_button.set_text("Stop indexing" if going else "Update index")
        self.update_button.set_icon("stop" if going else "arrows-clockwise")
        index = self.state.index_row
        problems = sum(bool(each.problem) for each in self.state.documents or ())
        if progress and going:
            self.chip.set_status("running", f"Indexing, {progress.done:,} of {progress.total:,}")
        elif index and index.is_stale:
            self.chip.set_status("warn", "Documents changed")
        elif problems:
            self.chip.set_status("fail", f"{problems:,} not readable")
        shown = bool(going or problems or (index and index.is_stale))
        self.chip.setVisible(shown)
        if index and index.mismatch and not going:
            self.documents.bar.show_message("warn", index.mismatch, "Index again")

    def _show_panel(self) -> None:
        if row := self._chosen_row():
            self.panel.show_row(row, self.state.roles, self.state.turns)

    # News

    def _on_workspace_changed(self) -> None:
        was_indexing = self.state.is_indexing
        known = self.state.progress
        self._take_workspace()
        if self.state.progress is not known and not self.state.is_indexing:
            self._is_stale = True
        if not self.isVisible():
            self._is_stale = self._is_stale or was_indexing
            return
        if self._is_stale and self.session.state.listing:
            self.ask()
        self._show()

    def _take_workspace(self) -> None:
        state = self.session.state
        self.state.progress = state.index
        if state.listing:
            self.state.roles, self.state.today = state.listing.audiences, state.listing.today
        self.evaluating.show_workspace(is_indexing=self.state.is_indexing)

    def _on_row_selected(self, row: KnowledgeRow | None) -> None:
        if row:
            self._chosen = row.path
            self._show_panel()

    def _on_row_opened(self, row: KnowledgeRow) -> None:
        self._chosen = row.path
        self.documents.table.select_key(row.path)
        self.show_view("chunks")
        if self.panel_area and not self.panel_area.floats:
            self.panel_area.open_panel()

    def _on_document_requested(self, path: str) -> None:
        """Esc goes back to where it was found."""
        self._back = "evaluation"
        self._chosen = path
        self.documents.table.select_key(path)
        self.show_view("chunks")

    def _on_access_requested(self, role: str) -> None:
        if role:
            self.access.show_role(role)
        self.show_view("access")

    def _on_open_requested(self) -> None:
        listing, row = self.session.state.listing, self._chosen_row()
        if listing and row:
            path = f"{listing.folder}/knowledge/{row.path}"
            QDesktopServices.openUrl(QUrl.fromLocalFile(path))

    def _on_bar_action(self) -> None:
        self.documents.bar.hide()
        self.session.send(UpdateIndex(self.state.index))

    # Making

    def _lay_out(self) -> None:
        self.header.add_left(self.views)
        self.header.add_action(self.chip, self.folder, self.update_button)
        self.chip.hide()
        for view in (self.documents, self.chunks, self.access, self.evaluation):
            self._stack.addWidget(view)
        self.set_main(self._stack)
        self.set_panel(self.panel)

    def _connect(self) -> None:
        self.session.workspace_changed.connect(self._on_workspace_changed)
        self.views.current_changed.connect(self.show_view)
        self.folder.clicked.connect(self.open_folder)
        self.update_button.clicked.connect(self.update_index)
        self.documents.table.row_selected.connect(self._on_row_selected)
        self.documents.table.row_opened.connect(self._on_row_opened)
        self.documents.bar.action_pressed.connect(self._on_bar_action)
        self.access.table.row_selected.connect(self._on_row_selected)
        self.access.table.row_opened.connect(self._on_row_opened)
        self.evaluation.queries.document_requested.connect(self._on_document_requested)
        self.panel.access_requested.connect(self._on_access_requested)
        self.panel.open_requested.connect(self._on_open_requested)
