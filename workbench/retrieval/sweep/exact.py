"""Nearest vectors by comparing with all of them: exact, and in memory."""

from collections.abc import Mapping, Sequence

import numpy as np

from workbench.retrieval.access import Permit
from workbench.retrieval.catalog import Catalog
from workbench.retrieval.ranking import Question, Scored

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


class ExactRanker:
    """`vectors`: unit vectors by chunk id. Scores are cosines."""

    def __init__(self, catalog: Catalog, vectors: Mapping[str, Sequence[float]]) -> None:
        self._catalog = catalog
        self._ids = list(vectors)
        self._places = {key: place for place, key in enumerate(self._ids)}
        self._matrix = np.array([vectors[key] for key in self._ids], np.float32)

    def rank(
        self, question: Question, permits: Sequence[Permit], count: int
    ) -> tuple[tuple[Scored, ...], ...]:
        if not self._ids:
            return tuple(() for _ in permits)
        cosines = self._matrix @ np.array(question.embedding, np.float32)
        order = np.argsort(-cosines, kind="stable")
        return tuple(self._best(cosines, order, permit, count) for permit in permits)

    def vectors(self, ids_by_audience: Mapping[str, Sequence[str]]) -> dict[str, Floats]:
        ids = (key for some in ids_by_audience.values() for key in some)
        return {key: self._matrix[self._places[key]] for key in ids}

    def _best(
        self,
        cosines: Floats,
        order: np.ndarray[tuple[int, ...], np.dtype[np.intp]],
        permit: Permit,
        count: int,
    ) -> tuple[Scored, ...]:
        found: list[Scored] = []
        for place in order:
            key = self._ids[place]
            if self._catalog.allows(permit, key):
                found.append((key, float(cosines[place])))
                if len(found) == count:
                    break
        return tuple(found)
