"""How good a ranking is, by what was judged: recall, precision, hit rate, MRR, nDCG, MAP.

Values are those of trec_eval (and so of pytrec_eval): what was not judged is not relevant, a query
without anything relevant scores 0, and gains are the grades themselves. Manning, Raghavan and
Schütze, Introduction to Information Retrieval, 2008, chapter 8; Järvelin and Kekäläinen,
"Cumulated gain-based evaluation of IR techniques", ACM TOIS 20, 2002.
"""

from collections.abc import Mapping, Sequence
from math import log2

# By id: 0 is not relevant, higher grades are more relevant.
Judgments = Mapping[str, int]
DEPTHS = (1, 3, 5, 10)


def trec_order(scores: Mapping[str, float]) -> tuple[str, ...]:
    """Ids by score; equal scores by id, the last in the alphabet first, as trec_eval has it."""
    return tuple(sorted(sorted(scores, reverse=True), key=lambda key: -scores[key]))


def ranking_metrics(
    ranked: Sequence[str], judged: Judgments, depths: Sequence[int] = DEPTHS
) -> dict[str, float]:
    """By name: `recall@5`, `precision@5`, `hit rate@5`, `nDCG@5`, and `MRR` and `MAP` of all.

    `ranked`: best first, each id once.
    """
    relevant = {key for key, grade in judged.items() if grade > 0}
    found = {"MRR": reciprocal_rank(ranked, relevant), "MAP": average_precision(ranked, relevant)}
    for depth in depths:
        hits = sum(key in relevant for key in ranked[:depth])
        found[f"recall@{depth}"] = hits / len(relevant) if relevant else 0.0
        found[f"precision@{depth}"] = hits / depth
        found[f"hit rate@{depth}"] = float(hits > 0)
        found[f"nDCG@{depth}"] = ndcg(ranked, judged, depth)
    return found


def reciprocal_rank(ranked: Sequence[str], relevant: set[str]) -> float:
    """1 over the rank of the first that is relevant; 0 if none is."""
    return next((1 / rank for rank, key in enumerate(ranked, start=1) if key in relevant), 0.0)


def average_precision(ranked: Sequence[str], relevant: set[str]) -> float:
    """The mean, over all that is relevant, of the precision where it was found; 0 where not."""
    hits, total = 0, 0.0
    for rank, key in enumerate(ranked, start=1):
        if key in relevant:
            hits += 1
            total += hits / rank
    return total / len(relevant) if relevant else 0.0


def ndcg(ranked: Sequence[str], judged: Judgments, depth: int) -> float:
    """Gain over log2 of 1 + rank, summed to `depth`, over the same of the best order there is."""
    best = sorted((grade for grade in judged.values() if grade > 0), reverse=True)
    ideal = _discounted(best[:depth])
    gains = [max(0, judged.get(key, 0)) for key in ranked[:depth]]
    return _discounted(gains) / ideal if ideal else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, start=1))
