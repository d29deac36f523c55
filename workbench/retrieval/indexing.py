"""The indexing job: changed documents are chunked, embedded and stored; gone ones forgotten."""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from workbench.cancellation import CancelToken
from workbench.domain.knowledge_settings import IndexSpec, LabelRule
from workbench.retrieval.access import Source, successors
from workbench.retrieval.changes import Changes, is_touched
from workbench.retrieval.chunkers import Tools, chunk, recipe
from workbench.retrieval.chunkers.ruler import Tokens
from workbench.retrieval.knowledge_store import KnowledgeStore
from workbench.retrieval.loaders import LoadError, document, document_files, read, rule_labels
from workbench.retrieval.problem import Problem
from workbench.retrieval.records import FileState, Indexed, IndexRecord

TEXTS_AT_A_TIME = 256
PROBE = "The quick brown fox pays its invoice before the due date."


class Embedder(Protocol):
    def embed(self, texts: Sequence[str], cancel: CancelToken) -> tuple[tuple[float, ...], ...]:
        """Unit vectors, one a text."""
        ...


@dataclass(frozen=True, slots=True)
class Making:
    """How an index is made. `tokens` is how the lengths of chunks are counted."""

    embedder: Embedder
    tokens: Tokens
    spec: IndexSpec = field(default_factory=IndexSpec)
    rules: tuple[LabelRule, ...] = ()
    libraries: str = ""


@dataclass(frozen=True, slots=True)
class IndexProgress:
    """`done` of the `total` files that changed are stored; `path` is the last of them.

    `embedded` texts so far. With nothing done yet: files went or got new labels, and nothing else.
    """

    done: int
    total: int
    path: str
    embedded: int = 0


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
    relabelled: int = 0


@dataclass(frozen=True, slots=True)
class _Run:
    folder: Path
    store: KnowledgeStore
    making: Making
    embedder_id: int
    cancel: CancelToken


def index_knowledge(
    folder: Path, store: KnowledgeStore, making: Making, cancel: CancelToken, today: date
) -> Generator[IndexProgress, None, IndexReport]:
    """Bring `store` up to date with `folder`.

    What went or got new labels comes first and needs no model. Then each batch is kept before its
    progress is told: a run that is stopped, closed or killed loses the vectors of one batch at
    most, and the next one goes on from there. Raises `RetrievalError` if there is no folder, and
    whatever the embedder raises.
    """
    started = time.perf_counter()
    removed, relabelled = withdraw(folder, store, making.rules, cancel)
    if removed or relabelled:
        yield IndexProgress(0, 0, "")
    probe = making.embedder.embed([PROBE], cancel)[0]
    run = _Run(folder, store, making, store.vectors.embedder_id(probe), cancel)
    embedded = yield from _index(run)
    store.finish(
        IndexRecord(
            recipe(making.spec.chunker),
            making.spec.embedder.title,
            run.embedder_id,
            len(probe),
            making.libraries,
        )
    )
    sources = store.sources()
    out_of_force = successors(sources, today.isoformat())
    return IndexReport(
        documents=len(sources),
        chunks=store.chunk_count(),
        embedded=embedded,
        removed=removed,
        superseded=sum(one.path in out_of_force for one in sources),
        problems=(*store.problems(), *_missing_predecessors(folder, sources)),
        seconds=time.perf_counter() - started,
        relabelled=relabelled,
    )


def withdraw(
    folder: Path, store: KnowledgeStore, rules: tuple[LabelRule, ...], cancel: CancelToken
) -> tuple[int, int]:
    """Forget files that are gone, and label those anew that say so: how many of each.

    The quick part of indexing: it needs no model, and reads only files that look touched.
    """
    paths = [file.relative_to(folder).as_posix() for file in document_files(folder)]
    removed, known = store.forget_all_but(paths), store.files()
    own = {}
    for state in Changes(folder, known, lambda path: known[path].made_by).touched(cancel):
        with suppress(LoadError, OSError):
            own[state.path] = read(folder / state.path).labels
    return removed, store.relabel(rules, own)


def is_stale(folder: Path, store: KnowledgeStore, rules: tuple[LabelRule, ...] = ()) -> bool:
    """Whether files or rules changed since. Reads only files that look touched."""
    known = store.files()
    if store.record() is None:
        return True
    files = {file.relative_to(folder).as_posix(): file for file in document_files(folder)}
    return (
        files.keys() != known.keys()
        or any(is_touched(file, known[path]) for path, file in files.items())
        or store.would_relabel(rules)
    )


def made_by(making: Making, embedder_id: int, path: str) -> str:
    """All that the chunks and vectors of a file depend on besides its content."""
    title = rule_labels(path, making.rules).title or ""
    return f"{recipe(making.spec.chunker)} {embedder_id} {title}"


def _index(run: _Run) -> Generator[IndexProgress, None, int]:
    changes = Changes(
        run.folder, run.store.files(), lambda path: made_by(run.making, run.embedder_id, path)
    )
    found = changes.found(run.cancel)
    embedded = done = 0
    for batch, texts in _batches(run, found):
        embedded += _embed(run, texts)
        run.store.save(batch)
        done += len(batch)
        yield IndexProgress(done, len(found), batch[-1].file.path, embedded)
    return embedded


def _embed(run: _Run, texts: dict[str, str]) -> int:
    """Neighbours in length are embedded together, as a model pads each batch to its longest."""
    keys = sorted(texts, key=lambda key: len(texts[key]))
    for first in range(0, len(keys), TEXTS_AT_A_TIME):
        run.cancel.check()
        part = keys[first : first + TEXTS_AT_A_TIME]
        vectors = run.making.embedder.embed([texts[key] for key in part], run.cancel)
        run.store.vectors.keep(run.embedder_id, dict(zip(part, vectors, strict=True)))
    return len(texts)


def _batches(
    run: _Run, found: Sequence[FileState]
) -> Iterator[tuple[list[Indexed], dict[str, str]]]:
    """Files, and their texts that are to be embedded: as few files as fill a batch of texts."""
    batch: list[Indexed] = []
    texts: dict[str, str] = {}
    for state in found:
        run.cancel.check()
        indexed = _read(run, state)
        batch.append(indexed)
        texts |= run.store.vectors.missing_texts(indexed.chunked.chunks, run.embedder_id)
        if len(texts) >= TEXTS_AT_A_TIME:
            yield batch, texts
            batch, texts = [], {}
    if batch:
        yield batch, texts


def _read(run: _Run, state: FileState) -> Indexed:
    making = run.making
    tools = Tools(making.tokens, lambda texts: making.embedder.embed(texts, run.cancel))
    try:
        loaded = read(run.folder / state.path)
        found = document(state.path, loaded, making.rules)
        chunked = chunk(found, making.spec.chunker, tools)
    except LoadError as error:
        problem = Problem(state.path, error.line, error.message, error.hint)
        return Indexed(state, problem=problem)
    except OSError as error:
        problem = Problem(
            state.path, 1, f"cannot be read: {error.strerror}", "Check its permissions."
        )
        return Indexed(state, problem=problem)
    return Indexed(state, found, loaded.labels, chunked)


def _missing_predecessors(folder: Path, sources: Sequence[Source]) -> Iterator[Problem]:
    paths = {source.path for source in sources}
    for source in sources:
        for old in source.supersedes:
            if old not in paths or old == source.path:
                yield Problem(
                    source.path,
                    _line_of(folder / source.path, old),
                    f"supersedes {old}, which is no other document of this folder",
                    "Write the path relative to the knowledge folder, or remove it.",
                )


def _line_of(file: Path, words: str) -> int:
    """1 where it is not in the file: a rule says it."""
    try:
        content = file.read_bytes()
    except OSError:
        return 1
    return content[: max(0, content.find(words.encode()))].count(b"\n") + 1
