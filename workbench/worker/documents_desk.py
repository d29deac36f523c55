"""Lists of what is indexed, and previews of how documents would be cut."""

from collections import Counter
from functools import partial

from workbench.assembly import DocumentState
from workbench.cancellation import CancelToken
from workbench.domain.document import Chunk
from workbench.knowledge_commands import (
    CountUses,
    ListChunks,
    ListDocuments,
    ListIndexes,
    PreviewChunker,
    ReadChunks,
)
from workbench.knowledge_messages import (
    ChunksListed,
    DocumentRow,
    DocumentsListed,
    DocumentUse,
    IndexesListed,
    IndexRow,
    UsesCounted,
)
from workbench.store.event_store import opened_store
from workbench.trace.facts import ChunksRetrieved
from workbench.worker.kit import Handlers, Kit
from workbench.worker.pieces import batches


class DocumentsDesk:
    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def handlers(self) -> Handlers:
        query = self._kit.lanes.query
        return {
            ListIndexes: lambda command: query(partial(self._list_indexes, command)),
            ListDocuments: lambda command: query(partial(self._list_documents, command)),
            ListChunks: lambda command: query(partial(self._list_chunks, command)),
            PreviewChunker: lambda command: query(partial(self._preview, command)),
            ReadChunks: lambda command: query(partial(self._read_chunks, command)),
            CountUses: lambda command: query(partial(self._count_uses, command)),
        }

    def _list_indexes(self, command: ListIndexes) -> None:
        knowledge = self._kit.assembly.knowledge
        rows = tuple(
            IndexRow(
                spec,
                knowledge.chunk_count(spec.name),
                knowledge.is_stale(spec.name),
                knowledge.mismatch(spec.name),
                knowledge.made_with(spec.name),
            )
            for spec in self._kit.workspace.current.knowledge.indexes
        )
        self._kit.outlet.tell(IndexesListed(command.request_id, rows))

    def _list_documents(self, command: ListDocuments) -> None:
        rows = [_row(each) for each in self._kit.assembly.knowledge.documents(command.index)]
        for first, last, some in batches(rows):
            self._kit.outlet.tell(
                DocumentsListed(command.request_id, command.index, some, first, last)
            )

    def _list_chunks(self, command: ListChunks) -> None:
        knowledge = self._kit.assembly.knowledge
        parents = knowledge.parents(command.path, command.index)
        self._tell(command, parents, is_parent=True)
        self._tell(command, knowledge.pieces(command.path, command.index), is_parent=False)

    def _preview(self, command: PreviewChunker) -> None:
        cut = self._kit.assembly.knowledge.preview(
            command.path, command.chunker, command.index, CancelToken()
        )
        self._tell(command, cut.parents, is_parent=True)
        self._tell(command, cut.chunks, is_parent=False)

    def _read_chunks(self, command: ReadChunks) -> None:
        found = self._kit.assembly.knowledge.chosen(command.ids, command.role, command.index)
        for first, last, some in batches(found):
            told = ChunksListed(command.request_id, "", some, is_first=first, is_last=last)
            self._kit.outlet.tell(told)

    def _count_uses(self, command: CountUses) -> None:
        """A turn that retrieved twice counts a document once."""
        paths: dict[str, set[str]] = {}
        with opened_store(self._kit.store_path) as store:
            for event in store.retrievals(command.turns):
                if isinstance(event.fact, ChunksRetrieved):
                    found = {chunk.path for chunk in event.fact.retrieved.chunks}
                    paths.setdefault(event.turn_id, set()).update(found)
        counts = Counter(path for found in paths.values() for path in found)
        uses = [DocumentUse(path, turns) for path, turns in counts.most_common()]
        for first, last, some in batches(uses):
            self._kit.outlet.tell(UsesCounted(command.request_id, len(paths), some, first, last))

    def _tell(
        self, command: ListChunks | PreviewChunker, chunks: tuple[Chunk, ...], *, is_parent: bool
    ) -> None:
        if is_parent and not chunks:
            return
        for first, last, some in batches(chunks):
            self._kit.outlet.tell(
                ChunksListed(
                    command.request_id, command.path, some, is_parent, first, last and not is_parent
                )
            )


def _row(state: DocumentState) -> DocumentRow:
    problem = state.problem
    return DocumentRow(
        path=state.path,
        title=state.title,
        audience=state.audience,
        effective=state.effective,
        supersedes=state.supersedes,
        region=state.region,
        language=state.language,
        chunks=state.chunks,
        problem=problem.message if problem else "",
        remedy=problem.hint if problem else "",
        line=problem.line if problem else 0,
    )
