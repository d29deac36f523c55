"""Several rankings of the same things, made into one."""

from collections.abc import Iterable, Sequence
from math import fsum

RANK_CONSTANT = 60


def fuse(
    rankings: Iterable[Sequence[str]], k: int = RANK_CONSTANT
) -> tuple[tuple[str, float], ...]:
    """Reciprocal rank fusion: an id scores the sum of 1 / (k + rank), ranks counting from 1.

    Best first; equal scores are ordered by id. A ranking may not name an id twice.
    Source: Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and
    individual Rank Learning Methods", SIGIR 2009, where k = 60 was found to work well.
    """
    shares: dict[str, list[float]] = {}
    for ranking in rankings:
        for rank, name in enumerate(ranking, start=1):
            shares.setdefault(name, []).append(1 / (k + rank))
    # An exact sum, or the last bit would depend on the order of the rankings.
    scores = {name: fsum(each) for name, each in shares.items()}
    return tuple(sorted(scores.items(), key=lambda item: (-item[1], item[0])))
