"""The Knowledge page: documents, what a question finds among them, and who may read them."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QStackedWidget

from ui.page_spec import Page, PageCommand
from ui.pages.knowledge.access_area import AccessArea
from ui.pages.knowledge.chunks_area import ChunksArea
from ui.pages.knowledge.documents_area import DocumentsArea
from ui.pages.knowledge.evaluation.area import EvaluationArea
from ui.pages.knowledge.evaluation.desk import EvaluationDesk
from ui.pages.knowledge.index_actions import IndexActions
from ui.pages.knowledge.leaks.desk import LeakDesk
from ui.pages.knowledge.map.desk import MapDesk
from ui.pages.knowledge.microscope.area import MicroscopeArea
from ui.pages.knowledge.microscope.lookup import Question
from ui.pages.knowledge.open_document import OpenDocument
from ui.pages.knowledge.panel import DocumentPanel
from ui.pages.knowledge.rows import KnowledgeRow, readers
from ui.pages.knowledge.state import KnowledgeState
from ui.pages.knowledge.view import View
from ui.pages.knowledge.views import views_of
from ui.session import Session
from ui.widgets.button import Button
from ui.widgets.segmented import SegmentedControl
from workbench.domain.document import Chunk
from workbench.knowledge_commands import CountUses, ListDocuments, ListIndexes
from workbench.messages import Message, Refused


class KnowledgePage(Page):
    def __init__(self, session: Session) -> None:
        super().__init__(session.theme, "Knowledge")
        self.session = session
        self.state = KnowledgeState()
        self._is_stale = True
        self._chosen = ""
        self._mismatch = ""
        self._way_back = "documents"
        self.folder = Button(self.theme, icon="folder-open")
        self.index = IndexActions(session, self.state, self)
        self.documents = DocumentsArea(self.theme)
        self.microscope = MicroscopeArea(session)
        self.chunks = ChunksArea(self.theme)
        self.access = AccessArea(self.theme)
        self.leaks = LeakDesk(session, self)
        self.map = MapDesk(session, self)
        self.evaluation = EvaluationArea(self.theme, session.settings)
        self.evaluating = EvaluationDesk(session, self.evaluation, self)
        self.panel = DocumentPanel(self.theme)
        self.open = OpenDocument(session, self.chunks, self)
        self._views = {view.key: view for view in views_of(self)}
        titles = [(view.key, view.title) for view in self._views.values()]
        self.views = SegmentedControl(self.theme, "View", titles)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    # What the shell asks

    def commands(self) -> tuple[PageCommand, ...]:
        update = self.index.update_or_stop
        return (
            PageCommand("Update the index", "U", update, "arrows-clockwise"),
            *(command for view in self._views.values() for command in view.commands),
            PageCommand("Search, test or measure again", "Ctrl+Return", self.run_here, "play"),
            PageCommand("Open the folder of documents", "", self.open_folder, "folder-open"),
        )

    def own_keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Enter", "Show the chunks of the document, the trace of a leak"),
            *(key for view in self._views.values() for key in view.keys),
        )

    def show_target(self, target: dict[str, object]) -> None:
        """`path`: choose that document. `view`: the key of a view.

        `query`: ask it in the microscope, as `role`, `account` and `bot` if they are given; the
        chunk with the id `chunk` is chosen there.
        """
        if query := str(target.get("query", "")):
            who = [str(target.get(name, "")) for name in ("role", "account", "bot")]
            self.show_view("search")
            self.microscope.ask_for(Question(query, *who), str(target.get("chunk", "")))
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
        field = self._view.field
        if field and field.isVisible():
            field.setFocus()
        else:
            self.show_view("documents")
            self.documents.finder.setFocus()

    def clear(self) -> None:
        self.documents.clear()

    def is_running(self) -> bool:
        return self.state.is_indexing or any(view.is_running() for view in self._views.values())

    def stop(self) -> None:
        """What is indexed, asked or measured so far is kept."""
        for view in self._views.values():
            view.stop()
        self.index.stop()

    def on_escape(self) -> None:
        """Indexing is stopped by its button: it goes on by itself while people look around."""
        if self._view.is_running():
            self._view.stop()
        elif self.panel_area and self.panel_area.is_open:
            self.panel_area.close_panel()
        elif self.views.current != "documents":
            self.show_view(self._way_back)
        else:
            self.clear()

    # What a person does

    def open_folder(self) -> None:
        listing = self.session.state.listing
        if listing:
            QDesktopServices.openUrl(QUrl.fromLocalFile(f"{listing.folder}/knowledge"))

    def show_view(self, key: str, *, way_back: str = "documents") -> None:
        """`way_back`: the view that Esc leads to."""
        self._way_back = way_back
        self.views.set_current(key)
        self._stack.setCurrentWidget(self._view.widget)
        if key == "chunks":
            self._read()
        if key == "search" and self.panel_area:
            self.panel_area.close_panel()

    def show_documents(self) -> None:
        self.show_view("documents")

    def show_microscope(self) -> None:
        self.show_view("search")
        self.microscope.controls.query.setFocus()
        self.microscope.controls.query.selectAll()

    def run_here(self) -> None:
        """What the view is for; the microscope's search where it has nothing of its own."""
        if not self._view.run:
            self.show_view("search")
        if run := self._view.run:
            run()

    def choose_role(self) -> None:
        self.show_view("search")
        self.microscope.controls.role.open_menu()

    def save_judged(self) -> None:
        self.show_view("search")
        self.microscope.saving.save()

    def run_leak_test(self) -> None:
        self.show_view("leaks")
        self.leaks.run_or_stop()

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
            return
        index, documents = self.state.index, self.state.documents
        if not self.state.take(answer):
            return
        self._show()
        if self.state.index != index:
            self.ask()
        if self.state.documents is not documents and self._shows_indexed_chunks:
            self._read()

    def _read(self) -> None:
        if row := self._chosen_row():
            may = readers(row.document.audience, self.state.roles)
            self.open.show(row, may[0] if may else "", self.state.index)

    def _chosen_row(self) -> KnowledgeRow | None:
        """Also where a filter hides it from the list."""
        return self.state.row(self._chosen)

    # Showing

    @property
    def _shows_indexed_chunks(self) -> bool:
        return self.views.current == "chunks" and not self.chunks.is_preview

    @property
    def _view(self) -> View:
        return self._views[self.views.current]

    def _show(self) -> None:
        """All of it, after the documents were told."""
        self.header.set_subtitle(self.state.summary())
        self.access.show_state(self.state)
        self.map.show_state(self.state)
        self.microscope.lookup.index = self.state.index
        self.evaluation.queries.titles = {row.path: row.title for row in self.state.rows()}
        self.evaluating.set_indexes([each.spec for each in self.state.indexes])
        if not self.chunks.is_preview:
            self.chunks.set_chunker(self.state.chunker)
        self._show_progress()

    def _show_progress(self) -> None:
        """What news may change while the documents are the same: it comes many times a second."""
        self.leaks.show_state(self.state)
        self.documents.show_state(self.state)
        if self.documents.table.rows.rows and not self.documents.table.current_row():
            self.documents.table.selectRow(0)
        self.index.show_state()
        self._show_mismatch()
        self._show_panel()

    def _show_mismatch(self) -> None:
        """Said once, and taken back when it holds no more."""
        index = self.state.index_row
        said = index.mismatch if index and not self.state.is_indexing else ""
        if said != self._mismatch and (said or self.documents.bar.text() == self._mismatch):
            self.documents.bar.hide()
            if said:
                self.documents.bar.show_message("warn", said, "Index again")
        self._mismatch = said

    def _show_panel(self) -> None:
        if row := self._chosen_row():
            self.panel.show_row(row, self.state.roles, self.state.turns)

    # News

    def _on_workspace_changed(self) -> None:
        was_indexing, known, roles = self.state.is_indexing, self.state.progress, self.state.roles
        self._take_workspace()
        if self.state.progress is not known and not self.state.is_indexing:
            self._is_stale = True
        if not self.isVisible():
            self._is_stale = self._is_stale or was_indexing
            return
        if self._is_stale and self.session.state.listing:
            self.ask()
        if self.state.roles == roles:
            self._show_progress()
        else:
            self._show()

    def _take_workspace(self) -> None:
        state = self.session.state
        self.state.progress = state.index
        if state.listing:
            self.microscope.show_workspace()
            self.state.roles, self.state.today = state.listing.audiences, state.listing.today
        self.evaluating.show_workspace(is_indexing=self.state.is_indexing)

    def _on_row_selected(self, row: KnowledgeRow | None) -> None:
        if row:
            self._on_path_chosen(row.path)

    def _on_path_chosen(self, path: str) -> None:
        self._chosen = path
        self._show_panel()

    def _on_row_opened(self, row: KnowledgeRow) -> None:
        self._show_chunks_of(row.path)
        if self.panel_area and not self.panel_area.floats:
            self.panel_area.open_panel()

    def _on_chunks_requested(self, path: str) -> None:
        if shown := self.state.row(path):
            self._on_row_opened(shown)

    def _on_chunk_opened(self, chunk: Chunk) -> None:
        self.open.go_to = chunk
        self._show_chunks_of(chunk.path, way_back="search")

    def _on_document_requested(self, path: str) -> None:
        self._show_chunks_of(path, way_back="evaluation")

    def _show_chunks_of(self, path: str, way_back: str = "documents") -> None:
        self._chosen = path
        self.documents.table.select_key(path)
        self.show_view("chunks", way_back=way_back)

    def _on_access_requested(self, role: str) -> None:
        if role:
            self.access.show_role(role)
        self.show_view("access")

    def _on_open_requested(self) -> None:
        listing, row = self.session.state.listing, self._chosen_row()
        if listing and row:
            path = f"{listing.folder}/knowledge/{row.path}"
            QDesktopServices.openUrl(QUrl.fromLocalFile(path))

    def _on_index_chosen(self, name: str) -> None:
        """Its documents are told anew; those of the other one are not its."""
        self.state.show_index(name)
        self.chunks.set_chunker(self.state.chunker)
        self.documents.table.set_loading(loading=True)
        self.ask()

    def _on_bar_action(self) -> None:
        self.documents.bar.hide()
        self.index.update()

    # Making

    def _lay_out(self) -> None:
        self.folder.setToolTip("Open the folder of documents")
        self.folder.setAccessibleName("Open folder")
        self.header.add_left(self.views)
        self.header.add_action(self.index.chip, self.folder, self.index.button)
        for view in self._views.values():
            self._stack.addWidget(view.widget)
        self.set_main(self._stack)
        self.set_panel(self.panel)

    def _connect(self) -> None:
        self.session.workspace_changed.connect(self._on_workspace_changed)
        self.session.worker_stopped.connect(self._on_workspace_changed)
        self.views.current_changed.connect(self.show_view)
        self.folder.clicked.connect(self.open_folder)
        self.documents.table.row_selected.connect(self._on_row_selected)
        self.documents.table.row_opened.connect(self._on_row_opened)
        self.documents.bar.action_pressed.connect(self._on_bar_action)
        self.documents.indexes.value_chosen.connect(self._on_index_chosen)
        self.access.table.row_selected.connect(self._on_row_selected)
        self.access.table.row_opened.connect(self._on_row_opened)
        self.microscope.opened.connect(self._on_chunk_opened)
        self.leaks.document_chosen.connect(self._on_path_chosen)
        self.map.document_chosen.connect(self._on_path_chosen)
        self.map.chunks_requested.connect(self._on_chunks_requested)
        self.map.update_requested.connect(self.index.update_or_stop)
        self.evaluation.queries.document_requested.connect(self._on_document_requested)
        self.panel.access_requested.connect(self._on_access_requested)
        self.panel.open_requested.connect(self._on_open_requested)
