"""The chunks of an index as a map."""

from collections.abc import Sequence

import numpy as np

from workbench.domain.document import Chunk
from workbench.domain.embedding_map import EmbeddingMap, MapPoint
from workbench.errors import RetrievalError
from workbench.retrieval.catalog import Catalog
from workbench.retrieval.details import VectorSource
from workbench.retrieval.projection import plane
from workbench.retrieval.wire import MapRequest

DIGITS = 4


def embedding_map(request: MapRequest, catalog: Catalog, source: VectorSource) -> EmbeddingMap:
    """Raises `RetrievalError` if the query was embedded by another model than the chunks."""
    chunks = _sample(list(catalog.chunks.values()), request.most)
    by_audience: dict[str, list[str]] = {}
    for chunk in chunks:
        by_audience.setdefault(chunk.audience, []).append(chunk.id)
    vectors = source.vectors(by_audience)
    known = [chunk for chunk in chunks if chunk.id in vectors]
    if not known:
        return EmbeddingMap((), len(catalog.chunks), 0.0)
    matrix = np.stack([vectors[chunk.id] for chunk in known])
    if request.embedding and len(request.embedding) != matrix.shape[1]:
        raise RetrievalError(
            "The documents were indexed with another embedding model.", "Update the index."
        )
    made = plane(matrix, [request.embedding] if request.embedding else [])
    points = (
        MapPoint(chunk.id, chunk.path, chunk.audience, round(x, DIGITS), round(y, DIGITS))
        for chunk, (x, y) in zip(known, made.places.tolist(), strict=True)
    )
    query = made.extra[0] if made.extra else None
    return EmbeddingMap(tuple(points), len(catalog.chunks), round(made.explained, DIGITS), query)


def _sample(chunks: Sequence[Chunk], most: int) -> list[Chunk]:
    """Evenly over the documents, in their order."""
    if len(chunks) <= most:
        return list(chunks)
    return [chunks[place * len(chunks) // most] for place in range(most)]
