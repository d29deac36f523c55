"""Documents, cut and embedded in several ways, searched in any way; each stage is done once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workbench.cancellation import CancelToken
from workbench.domain.document import Candidates, Chunk, Document
from workbench.domain.knowledge_settings import ChunkerSettings
from workbench.errors import RetrievalError
from workbench.retrieval.access import Source
from workbench.retrieval.bm25 import WordRanker
from workbench.retrieval.catalog import Catalog
from workbench.retrieval.client import IndexRetriever
from workbench.retrieval.embedded_text import embedded_text
from workbench.retrieval.indexing import Embedder
from workbench.retrieval.searching import searched
from workbench.retrieval.sweep.exact import ExactRanker
from workbench.retrieval.sweep.questions import Questions
from workbench.retrieval.sweep.remembering import RememberingRanker, RememberingVectors
from workbench.retrieval.sweep.vector_cache import VectorCache
from workbench.retrieval.wire import SearchRequest

Cut = Callable[[Document, ChunkerSettings], Sequence[Chunk]]


@dataclass(frozen=True, slots=True)
class Ways:
    """Who cuts, who embeds, by name, and who may read what."""

    cut: Cut
    embedders: Mapping[str, Embedder]
    roles: Mapping[str, tuple[str, ...]]
    today: date


@dataclass(frozen=True, slots=True)
class Spent:
    """What was done, not taken from before."""

    chunkings: int
    embedded: int
    rankings: int


class RetrievalBench:
    """For one thread. `dense` compares with all vectors: what an index may miss, this does not."""

    def __init__(self, documents: Sequence[Document], ways: Ways, cache: VectorCache) -> None:
        self._documents = documents
        self._ways = ways
        self._cache = cache
        self._catalogs: dict[ChunkerSettings, Catalog] = {}
        self._words: dict[ChunkerSettings, RememberingRanker] = {}
        self._dense: dict[tuple[ChunkerSettings, str], RememberingVectors] = {}
        self._questions: dict[str, Questions] = {}

    @property
    def spent(self) -> Spent:
        rankers = [*self._words.values(), *self._dense.values()]
        rankings = sum(ranker.made for ranker in rankers)
        return Spent(len(self._catalogs), self._cache.embedded, rankings)

    def chunk_count(self, chunker: ChunkerSettings) -> int:
        return len(self._catalog(chunker, CancelToken()).chunks)

    @property
    def saved_s(self) -> float:
        """How much longer all searches so far would have taken if nothing were remembered."""
        rankers = [*self._words.values(), *self._dense.values()]
        asked = sum(each.saved_s for each in self._questions.values())
        return sum(ranker.saved_s for ranker in rankers) + asked

    def retriever(
        self, chunker: ChunkerSettings, embedder: str, cancel: CancelToken
    ) -> IndexRetriever:
        """`embedder`: by name. Cuts and embeds what was not. Raises `RetrievalError`."""
        if embedder not in self._ways.embedders:
            known = ", ".join(self._ways.embedders)
            raise RetrievalError(f"There is no embedder {embedder}.", f"Use one of: {known}.")
        catalog = self._catalog(chunker, cancel)
        words, dense = self._word_ranker(chunker), self._dense_ranker(chunker, embedder, cancel)
        server = _Server(catalog, words, dense)
        if embedder not in self._questions:
            made_by = self._ways.embedders[embedder]
            self._questions[embedder] = Questions(self._cache, embedder, made_by)
        questions = self._questions[embedder]
        return IndexRetriever(server, questions, self._ways.roles, lambda: self._ways.today)

    def _catalog(self, chunker: ChunkerSettings, cancel: CancelToken) -> Catalog:
        if chunker not in self._catalogs:
            chunks: list[Chunk] = []
            for document in self._documents:
                cancel.check()
                chunks += self._ways.cut(document, chunker)
            self._catalogs[chunker] = Catalog(chunks, [_source(one) for one in self._documents])
        return self._catalogs[chunker]

    def _word_ranker(self, chunker: ChunkerSettings) -> RememberingRanker:
        if chunker not in self._words:
            self._words[chunker] = RememberingRanker(WordRanker(self._catalogs[chunker]))
        return self._words[chunker]

    def _dense_ranker(
        self, chunker: ChunkerSettings, name: str, cancel: CancelToken
    ) -> RememberingVectors:
        if (chunker, name) not in self._dense:
            catalog = self._catalogs[chunker]
            texts = [embedded_text(piece) for piece in catalog.chunks.values()]
            vectors = self._cache.vectors(name, self._ways.embedders[name], texts, cancel)
            exact = ExactRanker(catalog, dict(zip(catalog.chunks, vectors, strict=True)))
            self._dense[chunker, name] = RememberingVectors(exact, exact)
        return self._dense[chunker, name]


@dataclass(frozen=True, slots=True)
class _Server:
    catalog: Catalog
    words: RememberingRanker
    dense: RememberingVectors

    def search(self, request: SearchRequest, cancel: CancelToken) -> Candidates:
        cancel.check()
        return searched(request, self.catalog, self.words, self.dense)


def _source(document: Document) -> Source:
    return Source(
        document.path,
        document.audience,
        document.effective,
        document.supersedes,
        document.region,
    )
