"""Several rankings of the same things, made into one."""

from collections.abc import Iterable, Mapping, Sequence
from math import fsum

from workbench.selection.ranked import Scored, best_first, scaled

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
    return best_first((name, fsum(each)) for name, each in shares.items())


def fuse_scores(
    rankings: Mapping[str, Sequence[Scored]], weights: Mapping[str, float]
) -> tuple[Scored, ...]:
    """The weighted sum of scores, each ranking's scaled to 0 to 1 first; missing counts 0.

    `weights`: by the ranking's name, 1 if it is not named. Source of scaling and sum: Fox and
    Shaw, "Combination of Multiple Searches", TREC-2, 1994 (CombSUM).
    """
    shares: dict[str, list[float]] = {}
    for name, ranked in rankings.items():
        weight = weights.get(name, 1.0)
        for key, score in scaled(ranked).items():
            shares.setdefault(key, []).append(weight * score)
    return best_first((key, fsum(each)) for key, each in shares.items())
