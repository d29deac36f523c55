"""A ranked list, and the record that a step leaves of it."""

from collections.abc import Iterable, Sequence

from workbench.domain.document import Dropped, Placing, RankingStep

# An id and its score; a list of them is best first.
Scored = tuple[str, float]


def best_first(scores: Iterable[Scored]) -> tuple[Scored, ...]:
    """By score; equal scores are ordered by id, so that an order never depends on chance."""
    return tuple(sorted(scores, key=lambda item: (-item[1], item[0])))


def scaled(ranked: Sequence[Scored]) -> dict[str, float]:
    """Scores from 0, the lowest, to 1, the highest; all 1 if they are equal."""
    if not ranked:
        return {}
    scores = [score for _, score in ranked]
    low, span = min(scores), max(scores) - min(scores)
    return {key: (score - low) / span if span else 1.0 for key, score in ranked}


def placings(ranked: Iterable[Scored]) -> tuple[Placing, ...]:
    return tuple(Placing(key, rank, score) for rank, (key, score) in enumerate(ranked, start=1))


def step(name: str, ranked: Iterable[Scored], dropped: Iterable[Dropped] = ()) -> RankingStep:
    return RankingStep(name, placings(ranked), tuple(dropped))
