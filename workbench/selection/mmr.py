"""Maximal marginal relevance: each next chunk fits the question and unlike those before it."""

from collections.abc import Mapping, Sequence

from workbench.selection.ranked import Scored, scaled

Likeness = Mapping[str, Mapping[str, float]]


def varied(
    ranked: Sequence[Scored], likeness: Likeness, mmr_lambda: float, count: int
) -> tuple[Scored, ...]:
    """The `count` chunks that `mmr_lambda * score - (1 - mmr_lambda) * likeness` picks in turn.

    Scores are scaled to 0 to 1; likeness is the highest cosine to what was picked before, and the
    score that is returned is the value that earned the place. Carbonell and Goldstein, "The Use
    of MMR, Diversity-Based Reranking for Reordering Documents", SIGIR 1998.
    """
    relevance = scaled(ranked)
    left = [key for key, _ in ranked]
    picked: list[Scored] = []
    nearest = dict.fromkeys(left, 0.0)
    while left and len(picked) < count:
        values = [
            (mmr_lambda * relevance[key] - (1 - mmr_lambda) * nearest[key], -place)
            for place, key in enumerate(left)
        ]
        value, place = max(values)
        best = left.pop(-place)
        picked.append((best, value))
        for key in left:
            nearest[key] = max(nearest[key], likeness.get(best, {}).get(key, 0.0))
    return tuple(picked)
