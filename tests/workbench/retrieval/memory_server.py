"""The index server without its process: the same search over documents held in memory."""

import numpy as np

from tests.workbench.retrieval.knowledge import TOOLS, HashingEmbedder
from workbench.cancellation import CancelToken
from workbench.domain.knowledge_settings import ChunkerSettings
from workbench.retrieval.access import Source
from workbench.retrieval.bm25 import WordRanker
from workbench.retrieval.chunkers import chunk
from workbench.retrieval.embedded_text import embedded_text
from workbench.retrieval.ranking import Catalog
from workbench.retrieval.searching import searched

EMBEDDER = HashingEmbedder()
SMALL = ChunkerSettings(size_tokens=30)


def source(document):
    return Source(
        document.path,
        document.audience,
        document.effective,
        document.supersedes,
        document.region,
    )


class NearestVectors:
    """Cosine over every chunk that the permit allows: what Chroma does, without the disk."""

    def __init__(self, catalog):
        self._catalog = catalog
        pieces = list(catalog.chunks.values())
        vectors = EMBEDDER.embed([embedded_text(one) for one in pieces], CancelToken())
        self._vectors = {
            one.id: np.array(vector, np.float32)
            for one, vector in zip(pieces, vectors, strict=True)
        }

    def rank(self, question, permits, count):
        return tuple(self._best(question.embedding, permit)[:count] for permit in permits)

    def vectors(self, ids_by_audience):
        return {key: self._vectors[key] for ids in ids_by_audience.values() for key in ids}

    def _best(self, embedding, permit):
        allowed = self._catalog.allowed(permit)
        if not allowed:
            return []
        cosines = np.stack([self._vectors[one.id] for one in allowed]) @ np.array(embedding)
        scored = [(one.id, float(score)) for one, score in zip(allowed, cosines, strict=True)]
        return sorted(scored, key=lambda item: (-item[1], item[0]))


class MemoryServer:
    def __init__(self, documents):
        chunks = [piece for document in documents for piece in chunk(document, SMALL, TOOLS).chunks]
        self.catalog = Catalog(chunks, [source(one) for one in documents])
        self._words = WordRanker(self.catalog)
        self._vectors = NearestVectors(self.catalog)

    def search(self, request, cancel):
        return searched(request, self.catalog, self._words, self._vectors)
