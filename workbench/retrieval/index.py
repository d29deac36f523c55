"""The open index: made from SQLite, swapped as a whole, built again when it turns out broken."""

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.document import Candidates, Chunk
from workbench.errors import RetrievalError
from workbench.retrieval.access import Source
from workbench.retrieval.bm25 import WordRanker
from workbench.retrieval.chroma import BrokenIndexError, DenseRanker, WrongDimensionError, build
from workbench.retrieval.generations import Generation, Generations
from workbench.retrieval.knowledge_store import opened
from workbench.retrieval.ranking import Catalog
from workbench.retrieval.searching import searched
from workbench.retrieval.wire import SearchRequest

OTHER_EMBEDDER = RetrievalError(
    "The documents were indexed with another embedding model.", "Update the index."
)


@dataclass(frozen=True, slots=True)
class _Truth:
    """All that SQLite says. `vectors`: audience → chunk id → float32."""

    chunks: tuple[Chunk, ...]
    sources: tuple[Source, ...]
    vectors: Mapping[str, Mapping[str, bytes]]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class _Snapshot:
    catalog: Catalog
    dense: DenseRanker
    words: WordRanker


class Index:
    """For many threads: searches read one snapshot, `_loading` lets one of them replace it."""

    def __init__(self, knowledge: Path, folder: Path) -> None:
        self._knowledge = knowledge
        self._generations = Generations(folder)
        self._loading = threading.Lock()
        self._snapshot: _Snapshot | None = None
        self.build_count = 0

    @property
    def chunk_count(self) -> int | None:
        """None: not loaded."""
        snapshot = self._snapshot
        return len(snapshot.catalog.chunks) if snapshot else None

    def refresh(self) -> int:
        """Take over what SQLite says now; the number of chunks. Raises `RetrievalError`."""
        with self._loading:
            self._load()
            return self.chunk_count or 0

    def close(self) -> None:
        if self._snapshot:
            self._snapshot.dense.close()

    def search(self, request: SearchRequest) -> Candidates:
        snapshot = self._loaded()
        try:
            return _search(snapshot, request)
        except BrokenIndexError:
            return _search(self._instead_of(snapshot), request)
        except WrongDimensionError:
            raise OTHER_EMBEDDER from None

    def _loaded(self) -> _Snapshot:
        if snapshot := self._snapshot:
            return snapshot
        with self._loading:
            return self._snapshot or self._load()

    def _instead_of(self, broken: _Snapshot) -> _Snapshot:
        """Another thread may have replaced it already."""
        with self._loading:
            if self._snapshot and self._snapshot is not broken:
                return self._snapshot
            return self._load(may_reuse=False)

    def _load(self, *, may_reuse: bool = True) -> _Snapshot:
        truth = _read(self._knowledge)
        paths = {piece.id: piece.path for piece in truth.chunks}
        dense = (self._reopened(truth, paths) if may_reuse else None) or self._built(truth, paths)
        catalog = Catalog(truth.chunks, truth.sources)
        old, self._snapshot = self._snapshot, _Snapshot(catalog, dense, WordRanker(catalog))
        if old:
            old.dense.close()
        return self._snapshot

    def _reopened(self, truth: _Truth, paths: Mapping[str, str]) -> DenseRanker | None:
        current = self._generations.current()
        if current is None or current.fingerprint != truth.fingerprint:
            return None
        try:
            return self._opened(current, truth, paths)
        except BrokenIndexError:
            return None

    def _built(self, truth: _Truth, paths: Mapping[str, str]) -> DenseRanker:
        try:
            new = self._generations.begin(truth.fingerprint)
            build(new.folder, truth.vectors)
            dense = self._opened(new, truth, paths)
            self._generations.publish(new)
        except (BrokenIndexError, OSError) as error:
            raise RetrievalError(
                f"The search index cannot be built: {error.__cause__ or error}.",
                "Look for free space on the disk, then update the index.",
            ) from error
        self._generations.remove_all_but(new)
        self.build_count += 1
        return dense

    def _opened(
        self, generation: Generation, truth: _Truth, paths: Mapping[str, str]
    ) -> DenseRanker:
        self._generations.mark_opening(generation)
        dense = DenseRanker(generation.folder, truth.vectors, paths)
        self._generations.mark_opened(generation)
        return dense


def _search(snapshot: _Snapshot, request: SearchRequest) -> Candidates:
    return searched(request, snapshot.catalog, snapshot.words, snapshot.dense)


def _read(knowledge: Path) -> _Truth:
    with opened(knowledge, read_only=True) as store:
        chunks, sources = store.chunks(), store.sources()
        embedder = store.current_embedder()
        flat = store.vectors(embedder) if embedder is not None else {}
    vectors: dict[str, dict[str, bytes]] = {}
    digest = hashlib.sha256()
    for piece in chunks:
        if piece.id in flat:
            vectors.setdefault(piece.audience, {})[piece.id] = flat[piece.id]
            digest.update(piece.id.encode() + flat[piece.id])
    return _Truth(chunks, sources, vectors, digest.hexdigest())
