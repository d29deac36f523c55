"""Asks for the text of a document and its chunks, as indexed or on trial, and shows them."""

from PySide6.QtCore import QObject

from ui.pages.knowledge.chunks_area import ChunksArea
from ui.pages.knowledge.rows import KnowledgeRow
from ui.session import Session
from workbench.domain.document import Chunk
from workbench.domain.knowledge_settings import ChunkerSettings
from workbench.knowledge_commands import ListChunks, PreviewChunker
from workbench.knowledge_messages import ChunksListed
from workbench.messages import DocumentRead, Message, Refused
from workbench.retrieval_commands import ReadDocument


class OpenDocument(QObject):
    """`path`: of the document that is shown; `go_to`: the chunk to show when its text is there.

    Late answers to earlier questions are not shown.
    """

    def __init__(self, session: Session, area: ChunksArea, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._area = area
        self.path = ""
        self.go_to: Chunk | None = None
        self._index = ""
        self._asked = ""
        self._chunks: list[Chunk] = []
        self._parents: list[Chunk] = []
        self._is_after_parents = False
        area.preview_wanted.connect(self._preview)
        area.indexed_wanted.connect(self._list)

    def show(self, row: KnowledgeRow, role: str, index: str) -> None:
        """`role`: one that may read it; without any, its text is not shown."""
        self.path, self._index = row.path, index
        path = row.path
        condition = row.condition
        if condition.kind == "fail":
            self._area.show_document(row.title, f"{condition.words}. {condition.remedy}")
            return
        if not role:
            self._area.show_document(row.title, "No role may read it, so its text is not shown.")
            return
        self._area.show_document(row.title, "Reading")
        self._session.ask(lambda request_id: ReadDocument(request_id, path, role), self._on_read)
        self._cut()

    def _cut(self) -> None:
        if self._area.is_preview:
            self._preview(self._area.settings)
        else:
            self._list()

    def _preview(self, settings: ChunkerSettings) -> None:
        path, index = self.path, self._index
        if path:
            self._asked = self._session.ask(
                lambda request_id: PreviewChunker(request_id, path, settings, index),
                self._on_chunks,
            )

    def _list(self) -> None:
        path, index = self.path, self._index
        if path:
            self._asked = self._session.ask(
                lambda request_id: ListChunks(request_id, path, index), self._on_chunks
            )

    def _on_read(self, answer: Message) -> None:
        match answer:
            case DocumentRead(document=document) if document.path == self.path:
                self._area.text.show_text(document.text)
                self._area.show_cut(tuple(self._chunks), tuple(self._parents))
                self._go()
            case Refused():
                self._area.fail(answer.line)

    def _go(self) -> None:
        """By its place: another index may have other chunks."""
        wanted, self.go_to = self.go_to, None
        if wanted and wanted.path == self.path:
            self._area.text.show_place(wanted.start)

    def _on_chunks(self, answer: Message) -> None:
        if getattr(answer, "request_id", "") != self._asked:
            return
        match answer:
            case ChunksListed():
                self._take(answer)
            case Refused():
                self._area.fail(answer.line)

    def _take(self, told: ChunksListed) -> None:
        if told.is_first and (told.is_parent or not self._is_after_parents):
            self._chunks, self._parents = [], []
        self._is_after_parents = told.is_parent
        (self._parents if told.is_parent else self._chunks).extend(told.chunks)
        if told.is_last:
            self._area.show_cut(tuple(self._chunks), tuple(self._parents))
