"""Intervals by drawing again from what was seen, whole cases at a time."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import sqrt
from operator import itemgetter
from random import Random
from typing import Any

from workbench.statistics.intervals import Z_95
from workbench.statistics.percentiles import percentile

DEFAULT_RESAMPLES = 2000
# Above this many cases the bootstrap of a mean differs from its normal limit by less than two
# bootstraps of different seeds do.
MOST_RESAMPLED_CASES = 300


def bootstrap_clustered(
    values_by_case: Sequence[Sequence[float]], seed: int = 7, resamples: int = DEFAULT_RESAMPLES
) -> tuple[float, float]:
    """The 95 % percentile interval of the mean, where the trials of a case belong together.

    Cases are drawn with replacement and bring all their values: trials of one case are alike,
    and counting them as independent would make the interval too short. Cases without values are
    left out. Field and Welsh (2007), J. R. Stat. Soc. B 69, 369-390. The same input and seed
    give the same interval. Above 300 cases it is the normal limit of the bootstrap.
    """
    cases = [values for values in values_by_case if values]
    if not cases:
        return float("-inf"), float("inf")
    sums, counts = [float(sum(values)) for values in cases], [len(values) for values in cases]
    if len(cases) == 1:
        return sums[0] / counts[0], sums[0] / counts[0]
    if len(cases) > MOST_RESAMPLED_CASES:
        return _normal_limit(sums, counts)
    means = sorted(_means(sums, counts, _pickers(len(cases), seed, resamples)))
    return percentile(means, 2.5), percentile(means, 97.5)


_Picker = Callable[[Any], Any]


@lru_cache(maxsize=4)
def _pickers(cases: int, seed: int, resamples: int) -> tuple[_Picker, ...]:
    """The draws depend on nothing but their number, so variants of a grid share them."""
    draws, places = Random(seed), range(cases)
    return tuple(itemgetter(*draws.choices(places, k=cases)) for _ in range(resamples))


def _means(sums: list[float], counts: list[int], pickers: tuple[_Picker, ...]) -> list[float]:
    if len(set(counts)) == 1:
        total = counts[0] * len(counts)
        return [sum(pick(sums)) / total for pick in pickers]
    return [sum(pick(sums)) / sum(pick(counts)) for pick in pickers]


def _normal_limit(sums: list[float], counts: list[int]) -> tuple[float, float]:
    total = sum(counts)
    mean = sum(sums) / total
    pairs = zip(sums, counts, strict=True)
    reach = Z_95 * sqrt(sum((value - mean * count) ** 2 for value, count in pairs)) / total
    return mean - reach, mean + reach
