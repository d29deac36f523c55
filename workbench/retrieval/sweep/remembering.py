"""A ranker that does each ranking once, and remembers how long it took."""

from collections.abc import Mapping, Sequence
from time import perf_counter

import numpy as np

from workbench.retrieval.access import Permit
from workbench.retrieval.details import VectorSource
from workbench.retrieval.ranking import Question, Ranker, Scored

Rankings = tuple[tuple[Scored, ...], ...]


class RememberingRanker:
    """`made`: how many rankings were; `saved_s`: how long those took that were not made again."""

    def __init__(self, inner: Ranker) -> None:
        self._inner = inner
        self._known: dict[tuple[str, tuple[Permit, ...], int], tuple[Rankings, float]] = {}
        self.saved_s = 0.0
        self.made = 0

    def rank(self, question: Question, permits: Sequence[Permit], count: int) -> Rankings:
        key = (question.text, tuple(permits), count)
        if key in self._known:
            found, seconds = self._known[key]
            self.saved_s += seconds
            return found
        began = perf_counter()
        found = self._inner.rank(question, permits, count)
        self._known[key] = (found, perf_counter() - began)
        self.made += 1
        return found


class RememberingVectors(RememberingRanker):
    def __init__(self, inner: Ranker, source: VectorSource) -> None:
        super().__init__(inner)
        self._source = source

    def vectors(
        self, ids_by_audience: Mapping[str, Sequence[str]]
    ) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
        return self._source.vectors(ids_by_audience)
