"""The knowledge of a workspace: brought up to date, searched, and read by those who may."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workbench.cancellation import CancelToken
from workbench.domain.document import Chunk, Document
from workbench.engine.ports import Embedder
from workbench.errors import RetrievalError
from workbench.retrieval.access import audiences_of
from workbench.retrieval.client import IndexServer
from workbench.retrieval.indexing import index_knowledge, is_stale
from workbench.retrieval.knowledge_store import opened
from workbench.retrieval.loaders import documents, load
from workbench.retrieval.problem import Problem

Roles = Callable[[], Mapping[str, tuple[str, ...]]]


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


class Knowledge:
    """`_updating` lets one update run at a time; a second one waits and finds little to do."""

    def __init__(
        self, folder: Path, data: Path, server: IndexServer, embedder: Embedder, roles: Roles
    ) -> None:
        self._folder = folder
        self._store_path = data / "knowledge.sqlite"
        self._server = server
        self._embedder = embedder
        self._roles = roles
        self._updating = threading.Lock()

    def is_stale(self) -> bool:
        """Whether files changed since they were indexed, or never were."""
        if not self._folder.is_dir():
            return False
        with opened(self._store_path) as store:
            return is_stale(self._folder, store)

    def documents(self) -> tuple[Document, ...]:
        """All that can be read, as their files are now."""
        return documents(self._folder)[0]

    def chunks(self) -> tuple[Chunk, ...]:
        """All of them, whoever may read them: for tests of access and for questions about them."""
        with opened(self._store_path) as store:
            return store.chunks()

    def chunk_count(self) -> int:
        with opened(self._store_path) as store:
            return store.chunk_count()

    def update(self, today: str, cancel: CancelToken) -> Iterator[IndexNews]:
        """Raises `RetrievalError`, `ModelUnavailableError`, and `StoppedError` when cancelled."""
        with self._updating, opened(self._store_path) as store:
            steps = index_knowledge(
                self._folder, store, self._embedder, cancel, date.fromisoformat(today)
            )
            while True:
                try:
                    step = next(steps)
                except StopIteration as end:
                    report = end.value
                    break
                yield IndexNews(step.done, step.total, step.path)
        self._server.refresh(cancel)
        yield IndexNews(
            done=report.documents,
            total=report.documents,
            is_done=True,
            documents=report.documents,
            chunks=report.chunks,
            seconds=report.seconds,
            problems=report.problems,
        )

    def document(self, path: str, role: str) -> Document:
        """Raises `RetrievalError` if there is none that the role may read; both look the same."""
        audiences = audiences_of(role, self._roles())
        file = (self._folder / path).resolve()
        if file.is_relative_to(self._folder.resolve()) and file.is_file():
            loaded = load(self._folder.resolve(), file)
            if isinstance(loaded, Document) and loaded.audience in audiences:
                return loaded
        raise RetrievalError(
            f"{path} is not among the documents that {role} may read.",
            "Look in the knowledge folder, or ask as another role.",
        )
