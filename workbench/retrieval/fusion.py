"""Several rankings of the same things, made into one."""

from collections.abc import Iterable, Sequence

RANK_CONSTANT = 60


def fuse(
    rankings: Iterable[Sequence[str]], k: int = RANK_CONSTANT
) -> tuple[tuple[str, float], ...]:
    """Reciprocal rank fusion: an id scores the sum of 1 / (k + rank), ranks counting from 1.

    Best first; equal scores are ordered by id. A ranking may not name an id twice.
    Source: Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and
    individual Rank Learning Methods", SIGIR 2009, where k = 60 was found to work well.
    """
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, name in enumerate(ranking, start=1):
            scores[name] = scores.get(name, 0.0) + 1 / (k + rank)
    return tuple(sorted(scores.items(), key=lambda item: (-item[1], item[0])))
