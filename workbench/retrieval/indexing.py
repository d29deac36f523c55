"""The indexing job: changed documents are chunked, embedded and stored; gone ones forgotten."""

import hashlib
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from workbench.cancellation import CancelToken
from workbench.domain.document import Document
from workbench.retrieval.access import successors
from workbench.retrieval.chunking import RECIPE, chunk
from workbench.retrieval.knowledge_store import FileState, Indexed, KnowledgeStore
from workbench.retrieval.loaders import document_files, documents
from workbench.retrieval.problem import Problem

TEXTS_AT_A_TIME = 64
PROBE = "The quick brown fox pays its invoice before the due date."


class Embedder(Protocol):
    def embed(self, texts: Sequence[str], cancel: CancelToken) -> tuple[tuple[float, ...], ...]:
        """Unit vectors, one a text."""
        ...


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """`done` of the `total` files that changed are stored; `path` is the last of them."""

    done: int
    total: int
    path: str


@dataclass(frozen=True, slots=True)
class IndexReport:
    """`embedded` texts, `removed` files; `superseded` documents are out of force today."""

    documents: int
    chunks: int
    embedded: int
    removed: int
    superseded: int
    problems: tuple[Problem, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Run:
    store: KnowledgeStore
    embedder: Embedder
    embedder_id: int
    cancel: CancelToken


def index_knowledge(
    folder: Path, store: KnowledgeStore, embedder: Embedder, cancel: CancelToken, today: date
) -> Generator[IndexProgress, None, IndexReport]:
    """Bring `store` up to date with `folder`.

    Each batch is kept before its progress is told: a run that is stopped, closed or killed loses
    at most one batch, and the next one goes on from there. Raises `RetrievalError` if there is no
    folder, and whatever the embedder raises.
    """
    started = time.perf_counter()
    states = {state.path: state for state in _states(folder)}
    found, problems = documents(folder)
    removed = store.forget_all_but(states)
    number = store.embedder_id(embedder.embed([PROBE], cancel)[0])
    run = _Run(store, embedder, number, cancel)
    embedded = yield from _index(run, _changed(run, states, found))
    store.finish(number, problems)
    out_of_force = successors(store.sources(), today.isoformat())
    return IndexReport(
        documents=len(found),
        chunks=store.chunk_count(),
        embedded=embedded,
        removed=removed,
        superseded=sum(one.path in out_of_force for one in found),
        problems=problems,
        seconds=time.perf_counter() - started,
    )


def is_stale(folder: Path, store: KnowledgeStore) -> bool:
    """Whether an indexing run would find anything to do. Reads only files that look touched."""
    known = store.files()
    if store.current_embedder() is None:
        return True
    files = {file.relative_to(folder).as_posix(): file for file in document_files(folder)}
    return files.keys() != known.keys() or any(
        _was_touched(file, known[path]) and _state(folder, file).sha256 != known[path].sha256
        for path, file in files.items()
    )


def _index(run: _Run, changed: Sequence[Indexed]) -> Generator[IndexProgress, None, int]:
    embedded = done = 0
    for batch, texts in _batches(run, changed):
        run.cancel.check()
        vectors = run.embedder.embed(list(texts.values()), run.cancel) if texts else ()
        run.store.save(batch, run.embedder_id, dict(zip(texts, vectors, strict=True)))
        embedded, done = embedded + len(texts), done + len(batch)
        yield IndexProgress(done, len(changed), batch[-1].file.path)
    return embedded


def _batches(
    run: _Run, changed: Sequence[Indexed]
) -> Iterator[tuple[list[Indexed], dict[str, str]]]:
    """Files, and their texts that are to be embedded: as few files as fill a batch of texts."""
    batch: list[Indexed] = []
    texts: dict[str, str] = {}
    for indexed in changed:
        batch.append(indexed)
        texts |= run.store.missing_texts(indexed.chunks, run.embedder_id)
        if len(texts) >= TEXTS_AT_A_TIME:
            yield batch, texts
            batch, texts = [], {}
    if batch:
        yield batch, texts


def _changed(
    run: _Run, states: dict[str, FileState], found: Sequence[Document]
) -> tuple[Indexed, ...]:
    known = run.store.files()
    is_same_embedder = run.store.current_embedder() == run.embedder_id
    readable = {document.path: document for document in found}
    return tuple(
        Indexed(state, document, chunk(document) if document else ())
        for path, state in states.items()
        if not (is_same_embedder and path in known and known[path].sha256 == state.sha256)
        for document in (readable.get(path),)
    )


def _states(folder: Path) -> Iterator[FileState]:
    for file in document_files(folder):
        with suppress(FileNotFoundError):
            yield _state(folder, file)


def _state(folder: Path, file: Path) -> FileState:
    """Looks first and reads then, so that a file which changes in between looks touched later."""
    stat = file.stat()
    try:
        content = file.read_bytes()
    except OSError:
        content = b""
    sha256 = hashlib.sha256(RECIPE.encode() + b"\0" + content).hexdigest()
    return FileState(file.relative_to(folder).as_posix(), stat.st_size, stat.st_mtime_ns, sha256)


def _was_touched(file: Path, known: FileState) -> bool:
    stat = file.stat()
    return (stat.st_size, stat.st_mtime_ns) != (known.size_bytes, known.mtime_ns)
