"""Chunks ranked by their embeddings as SQLite has them now, whatever the last build holds.

A build of Chroma takes a minute for 100,000 chunks, and a file that is removed or labelled anew
must be out of reach at once: so what a build lacks is compared one by one, and what it holds too
much is left out. Many such differences make a new build worth its time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from workbench.domain.knowledge_settings import may_read
from workbench.retrieval.access import Permit
from workbench.retrieval.chroma import DenseRanker, WrongDimensionError
from workbench.retrieval.floats import Floats
from workbench.retrieval.ranking import Catalog, Question, Scored
from workbench.retrieval.truth import Members

ReadVectors = Callable[[Iterable[str]], Mapping[str, bytes]]


class Differences:
    """Between what is true and what is built, each a pair of audience and chunk id."""

    def __init__(self, true: Members, built: Members) -> None:
        self.fresh = frozenset(_missing(true, built))
        self.gone = frozenset(_missing(built, true))
        self.total = sum(map(len, true.values()))


class LiveDense:
    """`built` ranks what it holds; what it lacks is in memory. Safe for many threads."""

    def __init__(
        self,
        catalog: Catalog,
        built: DenseRanker | None,
        differences: Differences,
        read: ReadVectors,
        dimension: int,
    ) -> None:
        self._catalog = catalog
        self._built = built
        self._gone_count = len(differences.gone)
        self._read = read
        self._dimension = dimension
        self._fresh = _matrices(differences.fresh, read)

    def rank(
        self, question: Question, permits: Sequence[Permit], count: int
    ) -> tuple[tuple[Scored, ...], ...]:
        """Scores are cosines. Raises `BrokenIndexError` and `WrongDimensionError`."""
        if self._dimension and len(question.embedding) != self._dimension:
            raise WrongDimensionError
        found: Sequence[Sequence[Scored]] = [()] * len(permits)
        if self._built:
            found = self._built.rank(question, permits, count + self._gone_count)
        return tuple(
            self._merged(question, permit, near, count)
            for permit, near in zip(permits, found, strict=True)
        )

    def vectors(self, ids_by_audience: Mapping[str, Sequence[str]]) -> dict[str, Floats]:
        """Unit vectors by chunk id, as SQLite has them."""
        ids = [key for each in ids_by_audience.values() for key in each]
        return {key: _floats(blob) for key, blob in self._read(ids).items()}

    def _merged(
        self, question: Question, permit: Permit, near: Sequence[Scored], count: int
    ) -> tuple[Scored, ...]:
        scores = dict(near)
        for audience, (ids, matrix) in self._fresh.items():
            if may_read(audience, permit.audiences):
                likeness = matrix @ np.array(question.embedding, np.float32)
                scores.update(zip(ids, likeness.tolist(), strict=True))
        allowed = (each for each in scores.items() if self._catalog.allows(permit, each[0]))
        return tuple(sorted(allowed, key=lambda scored: (-scored[1], scored[0]))[:count])


def _missing(some: Members, others: Members) -> Iterator[tuple[str, str]]:
    """What `some` have and `others` have not. Mostly they are the same, which is quick to see."""
    for audience, ids in some.items():
        other = others.get(audience, ())
        if ids != other:
            yield from ((audience, key) for key in set(ids).difference(other))


def _matrices(
    fresh: Iterable[tuple[str, str]], read: ReadVectors
) -> dict[str, tuple[list[str], Floats]]:
    by_audience: dict[str, list[str]] = {}
    for audience, key in sorted(fresh):
        by_audience.setdefault(audience, []).append(key)
    made = {}
    for audience, ids in by_audience.items():
        vectors = read(ids)
        known = [key for key in ids if key in vectors]
        if known:
            made[audience] = known, np.stack([_floats(vectors[key]) for key in known])
    return made


def _floats(blob: bytes) -> Floats:
    return np.frombuffer(blob, np.float32)
