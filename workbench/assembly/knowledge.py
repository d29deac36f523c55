"""The knowledge of a workspace: brought up to date, searched, and read by those who may."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from workbench.assembly.embedders import Embedders
from workbench.assembly.index_match import MatchedEmbedder, mismatch
from workbench.assembly.library_versions import library_versions
from workbench.cancellation import CancelToken
from workbench.domain.document import Chunk, Document
from workbench.domain.knowledge_settings import (
    DEFAULT_INDEX,
    ChunkerSettings,
    EmbedderSpec,
    IndexSpec,
    KnowledgePlan,
    may_read,
)
from workbench.engine.ports import Embedder
from workbench.errors import RetrievalError
from workbench.models.catalog import bundled_embedder
from workbench.retrieval.access import audiences_of
from workbench.retrieval.chunkers import Tools, chunk
from workbench.retrieval.chunkers.tokens import WordPieces
from workbench.retrieval.client import IndexServer
from workbench.retrieval.indexing import Making, index_knowledge, is_stale, withdraw
from workbench.retrieval.knowledge_store import KnowledgeStore, NotIndexedError, opened
from workbench.retrieval.loaders import document_files, load
from workbench.retrieval.problem import Problem
from workbench.retrieval.records import DocumentState, IndexRecord

Plan = Callable[[], KnowledgePlan]
Roles = Callable[[], Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the documents are, where what is made of them is kept, and who searches it."""

    folder: Path
    data: Path
    server: IndexServer


@dataclass(frozen=True, slots=True)
class Cut:
    """A document as a chunker would cut it."""

    document: Document
    chunks: tuple[Chunk, ...]
    parents: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class IndexNews:
    """`is_done` once: then the counts and what is wrong with files are whole."""

    done: int
    total: int
    path: str = ""
    is_done: bool = False
    documents: int = 0
    chunks: int = 0
    seconds: float = 0.0
    problems: tuple[Problem, ...] = ()
    index: str = DEFAULT_INDEX
    embedded: int = 0
    removed: int = 0
    relabelled: int = 0


class Knowledge:
    """`_updating` lets one update run at a time; a second one waits and finds little to do."""

    def __init__(self, places: Places, embedders: Embedders, roles: Roles, plan: Plan) -> None:
        self._folder = places.folder
        self._store_path = places.data / "knowledge.sqlite"
        self._server = places.server
        self._embedders = embedders
        self._roles = roles
        self._plan = plan
        self._tokens = WordPieces(bundled_embedder())
        self._updating = threading.Lock()

    def is_stale(self, index: str = DEFAULT_INDEX) -> bool:
        """Whether files or rules changed since they were indexed, or never were."""
        if not self._folder.is_dir():
            return False
        with self._reading(index) as store:
            return store is None or is_stale(self._folder, store, self._plan().rules)

    def texts(self) -> Iterator[Document]:
        """All that can be read, as their files are now."""
        folder = self._folder.resolve()
        for file in document_files(folder):
            loaded = load(folder, file, self._plan().rules)
            if isinstance(loaded, Document):
                yield loaded

    def cut(self, document: Document, settings: ChunkerSettings) -> tuple[Chunk, ...]:
        """As an index of these settings would, with the embedder that comes with the app."""
        embedder = self._embedders.of(EmbedderSpec())
        tools = Tools(self._tokens, lambda texts: embedder.embed(texts, CancelToken()))
        return chunk(document, settings, tools).chunks

    def chunks(self, index: str = DEFAULT_INDEX) -> tuple[Chunk, ...]:
        """All of them, whoever may read them: for tests of access and for questions about them."""
        with self._reading(index) as store:
            return store.chunks() if store else ()

    def mismatch(self, index: str = DEFAULT_INDEX) -> str:
        """Why the index cannot be searched with what workbench.yaml says now; else empty."""
        return mismatch(self._spec(index), self._record(index)[0])

    def chunk_count(self, index: str = DEFAULT_INDEX) -> int:
        with self._reading(index) as store:
            return store.chunk_count() if store else 0

    def documents(self, index: str = DEFAULT_INDEX) -> tuple[DocumentState, ...]:
        """Every file with its labels and number of chunks, or what is wrong with it."""
        with self._reading(index) as store:
            return store.documents() if store else ()

    def pieces(self, path: str, index: str = DEFAULT_INDEX) -> tuple[Chunk, ...]:
        """The chunks of one document, in reading order."""
        with self._reading(index) as store:
            return store.chunks(path) if store else ()

    def parents(self, path: str, index: str = DEFAULT_INDEX) -> tuple[Chunk, ...]:
        """What goes into prompts in place of the chunks that name it."""
        with self._reading(index) as store:
            return store.parents(path) if store else ()

    def chosen(self, ids: Iterable[str], role: str, index: str) -> tuple[Chunk, ...]:
        """Of these chunks those that the role may read."""
        audiences = audiences_of(role, self._roles())
        with self._reading(index) as store:
            found = store.chosen(ids) if store else ()
        return tuple(each for each in found if may_read(each.audience, audiences))

    def made_with(self, index: str = DEFAULT_INDEX) -> str:
        """Versions of libraries; empty if nothing is indexed."""
        record, _ = self._record(index)
        return record.libraries if record else ""

    def is_indexed(self, index: str) -> bool:
        return self._record(index)[0] is not None

    def withdraw(self, cancel: CancelToken) -> bool:
        """Put out of reach what is gone or is for others now, even while an update runs.

        Whether there was any. Nothing is embedded.
        """
        with opened(self._store_path) as store:
            has_changed = withdraw(self._folder, store, self._plan().rules, cancel) != (0, 0)
        if has_changed:
            self._server.refresh(cancel)
        return has_changed

    def preview(self, path: str, settings: ChunkerSettings, index: str, cancel: CancelToken) -> Cut:
        """How a chunker would cut a document. Raises `RetrievalError`, and as the embedder."""
        found = self._loaded(path)
        embedder = self._embedders.of(self._spec(index).embedder)
        tools = Tools(self._tokens, lambda texts: embedder.embed(texts, cancel))
        made = chunk(found, settings, tools)
        return Cut(found, made.chunks, made.parents)

    def embedder(self, index: str = DEFAULT_INDEX) -> Embedder:
        """Embeds questions to the index; refuses if the index was made otherwise."""
        return MatchedEmbedder(
            self._embedders.of(self._spec(index).embedder),
            partial(self._spec, index),
            partial(self._record_if_readable, index),
        )

    def sweep_embedders(self) -> dict[str, Embedder]:
        """The one that comes with the app, and those of all indexes, by their keys."""
        specs = (EmbedderSpec(), *(index.embedder for index in self._plan().indexes))
        return {spec.key: self._embedders.unremembering(spec) for spec in specs}

    def forget_questions(self, texts: Sequence[str]) -> None:
        """So that embedding them takes its time again, for whoever measures it."""
        self._embedders.forget(texts)

    def update(
        self, today: str, cancel: CancelToken, index: str = DEFAULT_INDEX
    ) -> Iterator[IndexNews]:
        """Raises `RetrievalError`, `ModelUnavailableError`, and `StoppedError` when cancelled."""
        with self._updating, opened(self._store_path, index) as store:
            steps = index_knowledge(
                self._folder, store, self._making(index), cancel, date.fromisoformat(today)
            )
            while True:
                try:
                    step = next(steps)
                except StopIteration as end:
                    report = end.value
                    break
                if step.done == 0:
                    self._take_over(index, cancel)
                yield IndexNews(step.done, step.total, step.path, index=index)
            store.drop_indexes_but(each.name for each in self._plan().indexes)
        self._server.of(index).refresh(cancel)
        yield IndexNews(
            done=report.documents,
            total=report.documents,
            is_done=True,
            documents=report.documents,
            chunks=report.chunks,
            seconds=report.seconds,
            problems=report.problems,
            index=index,
            embedded=report.embedded,
            removed=report.removed,
            relabelled=report.relabelled,
        )

    def document(self, path: str, role: str) -> Document:
        """Raises `RetrievalError` if there is none that the role may read; both look the same."""
        audiences = audiences_of(role, self._roles())
        file = (self._folder / path).resolve()
        if file.is_relative_to(self._folder.resolve()) and file.is_file():
            loaded = load(self._folder.resolve(), file, self._plan().rules)
            if isinstance(loaded, Document) and may_read(loaded.audience, audiences):
                return loaded
        raise RetrievalError(
            f"{path} is not among the documents that {role} may read.",
            "Look in the knowledge folder, or ask as another role.",
        )

    def _loaded(self, path: str) -> Document:
        file = (self._folder / path).resolve()
        if not file.is_relative_to(self._folder.resolve()) or not file.is_file():
            raise RetrievalError(f"There is no document {path}.", "Look in the knowledge folder.")
        loaded = load(self._folder.resolve(), file, self._plan().rules)
        if isinstance(loaded, Document):
            return loaded
        raise RetrievalError(f"{path}: {loaded.message}.", loaded.hint)

    def _making(self, index: str) -> Making:
        spec, plan = self._spec(index), self._plan()
        embedder = self._embedders.of(spec.embedder)
        return Making(embedder, self._tokens, spec, plan.rules, library_versions())

    def _spec(self, index: str) -> IndexSpec:
        plan = self._plan()
        if spec := plan.index(index):
            return spec
        names = ", ".join(each.name for each in plan.indexes)
        raise RetrievalError(
            f"There is no index called {index}.", f"Those of workbench.yaml: {names}."
        )

    def _record(self, index: str) -> tuple[IndexRecord | None, Sequence[float]]:
        with self._reading(index) as store:
            record = store.record() if store else None
            return record, store.vectors.probe(record.embedder) if store and record else ()

    def _record_if_readable(self, index: str) -> tuple[IndexRecord | None, Sequence[float]]:
        """A full disk is no reason not to search: the index server has all in memory."""
        try:
            return self._record(index)
        except RetrievalError:
            return None, ()

    @contextmanager
    def _reading(self, index: str) -> Iterator[KnowledgeStore | None]:
        """None if nothing was ever indexed: then nothing is written either."""
        with ExitStack() as stack:
            store = None
            with suppress(NotIndexedError):
                store = stack.enter_context(opened(self._store_path, index, read_only=True))
            yield store

    def _take_over(self, index: str, cancel: CancelToken) -> None:
        """What went is out of reach before anything is embedded; nothing to do for a first run."""
        if self.is_indexed(index):
            self._server.of(index).refresh(cancel)
