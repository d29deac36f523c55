"""The open index: made from SQLite, swapped as a whole, built again when it turns out broken."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from workbench.domain.document import Candidates
from workbench.domain.embedding_map import EmbeddingMap
from workbench.domain.knowledge_settings import DEFAULT_INDEX
from workbench.errors import RetrievalError
from workbench.retrieval.bm25 import WordRanker
from workbench.retrieval.chroma import (
    BrokenIndexError,
    DenseRanker,
    Expected,
    WrongDimensionError,
    build,
    sample_of,
)
from workbench.retrieval.dense import Differences, LiveDense
from workbench.retrieval.generations import Generation, Generations
from workbench.retrieval.mapping import embedding_map
from workbench.retrieval.ranking import Catalog
from workbench.retrieval.searching import searched
from workbench.retrieval.truth import (
    Built,
    Members,
    Truth,
    read_built,
    read_truth,
    read_vectors,
    write_built,
)
from workbench.retrieval.wire import MapRequest, SearchRequest

OTHER_EMBEDDER = RetrievalError(
    "The documents were indexed with another embedding model.", "Update the index."
)
# A build of so many chunks takes a second: no difference is worth keeping.
SMALL = 1000
# Differences are searched one by one: so many are not felt.
FEW_FRESH, FEW_GONE = 5000, 200


@dataclass(frozen=True, slots=True)
class _Build:
    """An open folder of Chroma, and what is in it."""

    ranker: DenseRanker
    contents: Built


@dataclass(frozen=True, slots=True)
class _Snapshot:
    catalog: Catalog
    dense: LiveDense
    words: WordRanker
    truth: Truth
    differences: Differences
    build: _Build | None


class Index:
    """For many threads: searches read one snapshot, `_loading` lets one of them replace it.

    What changed is found as soon as it is read; a new build, where one is worth it, follows.
    `_building` lets one thread do that, while others search and take over further changes.
    """

    def __init__(self, knowledge: Path, folder: Path, name: str = DEFAULT_INDEX) -> None:
        self._knowledge = knowledge
        self._name = name
        self._generations = Generations(folder)
        self._loading = threading.Lock()
        self._building = threading.Lock()
        self._snapshot: _Snapshot | None = None
        self.build_count = 0

    @property
    def chunk_count(self) -> int | None:
        """None: not loaded."""
        snapshot = self._snapshot
        return len(snapshot.catalog.chunks) if snapshot else None

    @property
    def is_build_due(self) -> bool:
        snapshot = self._snapshot
        return snapshot is not None and _is_build_due(snapshot)

    def refresh(self) -> int:
        """Take over what SQLite says now; the number of chunks. Raises `RetrievalError`."""
        self.take_over()
        self.settle()
        return self.chunk_count or 0

    def take_over(self) -> None:
        """The quick part of `refresh`: what is searched is right, if not yet fast."""
        with self._loading:
            self._load()

    def settle(self) -> None:
        """The slow part of `refresh`: a new build, if it is worth it."""
        with self._building:
            snapshot = self._snapshot
            if snapshot is None or not _is_build_due(snapshot):
                return
            made = self._made(snapshot.truth)
            with self._loading:
                latest = self._snapshot or snapshot
                self._publish(latest.truth, made)

    def close(self) -> None:
        with self._building, self._loading:
            _close(self._snapshot)

    def search(self, request: SearchRequest) -> Candidates:
        snapshot = self._loaded()
        try:
            return _search(snapshot, request)
        except BrokenIndexError:
            return _search(self._instead_of(snapshot), request)
        except WrongDimensionError:
            raise OTHER_EMBEDDER from None

    def embedding_map(self, request: MapRequest) -> EmbeddingMap:
        """Raises `RetrievalError`."""
        snapshot = self._loaded()
        return embedding_map(request, snapshot.catalog, snapshot.dense)

    def _loaded(self) -> _Snapshot:
        if snapshot := self._snapshot:
            return snapshot
        with self._loading:
            return self._snapshot or self._load()

    def _instead_of(self, broken: _Snapshot) -> _Snapshot:
        """Another thread may have replaced it already. The next `settle` builds anew."""
        with self._loading:
            if self._snapshot and self._snapshot is not broken:
                return self._snapshot
            return self._load(may_reuse=False)

    def _load(self, *, may_reuse: bool = True) -> _Snapshot:
        truth = read_truth(self._knowledge, self._name)
        return self._publish(truth, self._found(truth) if may_reuse else None)

    def _publish(self, truth: Truth, made: _Build | None) -> _Snapshot:
        """A build of another embedder is of no use: it counts as none."""
        build = made if made and made.contents.embedder == truth.record.embedder else None
        catalog = Catalog(truth.chunks, truth.sources, truth.parents)
        differences = Differences(truth.members, build.contents.members if build else {})
        dense = LiveDense(
            catalog,
            build.ranker if build else None,
            differences,
            partial(self._vectors, truth),
            truth.record.dimension,
        )
        old = self._snapshot
        self._snapshot = _Snapshot(catalog, dense, WordRanker(catalog), truth, differences, build)
        if old and old.build is not build:
            _close(old)
        return self._snapshot

    def _vectors(self, truth: Truth, ids: Iterable[str] | None) -> dict[str, bytes]:
        return read_vectors(self._knowledge, self._name, truth.record.embedder, ids)

    def _found(self, truth: Truth) -> _Build | None:
        """The build that is open already, or the one that the last process left."""
        if self._snapshot and self._snapshot.build:
            return self._snapshot.build
        current = self._generations.current()
        contents = read_built(current.folder) if current else None
        if current is None or contents is None or contents.embedder != truth.record.embedder:
            return None
        try:
            return _Build(self._opened(current, truth, contents.members), contents)
        except BrokenIndexError:
            return None

    def _made(self, truth: Truth) -> _Build:
        vectors = self._vectors(truth, None)
        by_audience = {
            audience: {key: vectors[key] for key in ids if key in vectors}
            for audience, ids in truth.members.items()
        }
        members = {audience: tuple(by_id) for audience, by_id in by_audience.items()}
        contents = Built(truth.record.embedder, members)
        try:
            new = self._generations.begin(truth.fingerprint)
            build(new.folder, by_audience)
            write_built(new.folder, contents)
            ranker = self._opened(new, truth, members)
            self._generations.publish(new)
        except (BrokenIndexError, OSError) as error:
            raise RetrievalError(
                f"The search index cannot be built: {error.__cause__ or error}.",
                "Look for free space on the disk, then update the index.",
            ) from error
        self._generations.remove_all_but(new)
        self.build_count += 1
        return _Build(ranker, contents)

    def _opened(self, generation: Generation, truth: Truth, members: Members) -> DenseRanker:
        expected = {
            audience: Expected(len(ids), self._vectors(truth, sample_of(ids)))
            for audience, ids in members.items()
        }
        gone = {key: "" for ids in members.values() for key in ids}
        paths = gone | {piece.id: piece.path for piece in truth.chunks}
        self._generations.mark_opening(generation)
        ranker = DenseRanker(generation.folder, expected, paths)
        self._generations.mark_opened(generation)
        return ranker


def _close(snapshot: _Snapshot | None) -> None:
    if snapshot and snapshot.build:
        snapshot.build.ranker.close()


def _is_build_due(snapshot: _Snapshot) -> bool:
    fresh, gone = len(snapshot.differences.fresh), len(snapshot.differences.gone)
    if snapshot.build is None:
        return True
    if snapshot.differences.total <= SMALL:
        return bool(fresh or gone)
    return fresh > FEW_FRESH or gone > FEW_GONE


def _search(snapshot: _Snapshot, request: SearchRequest) -> Candidates:
    return searched(request, snapshot.catalog, snapshot.words, snapshot.dense)
