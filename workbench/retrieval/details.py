"""What later steps need to know of candidates: likeness, exact cosines, what stands around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from workbench.domain.document import Candidates, Chunk
from workbench.retrieval.catalog import Catalog

DIGITS = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """`embeddings`: of the questions that `dense` ranks by, for exact cosines of all chunks."""

    cosines: bool = False
    likeness: bool = False
    neighbours: int = 0
    embeddings: tuple[tuple[float, ...], ...] = ()


class VectorSource(Protocol):
    def vectors(
        self, ids_by_audience: Mapping[str, Sequence[str]]
    ) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
        """Unit vectors by chunk id."""
        ...


def with_details(
    found: Candidates, wanted: Wanted, catalog: Catalog, source: VectorSource
) -> Candidates:
    if found.chunks and (wanted.likeness or (wanted.cosines and wanted.embeddings)):
        found = _with_cosines(found, wanted, source)
    around = [(chunk.id, catalog.around(chunk.id, wanted.neighbours)) for chunk in found.chunks]
    more = tuple((key, row) for key, row in around if [each.id for each in row] != [key])
    return replace(found, context=more) if more else found


def _with_cosines(found: Candidates, wanted: Wanted, source: VectorSource) -> Candidates:
    by_id = source.vectors(_by_audience(found.chunks))
    matrix = np.stack([by_id[chunk.id] for chunk in found.chunks])
    if wanted.likeness:
        rows = np.round(matrix @ matrix.T, DIGITS).tolist()
        found = replace(found, likeness=tuple(tuple(row) for row in rows))
    if wanted.cosines and wanted.embeddings:
        asked = np.array(wanted.embeddings, np.float32)
        best = np.round((matrix @ asked.T).max(axis=1), DIGITS).tolist()
        found = replace(found, relevance=tuple(best))
    return found


def _by_audience(chunks: Sequence[Chunk]) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = {}
    for chunk in chunks:
        ids.setdefault(chunk.audience, []).append(chunk.id)
    return ids
