"""Percentiles of a sample."""

from collections.abc import Sequence
from math import floor


def percentile(ordered: Sequence[float], percent: float) -> float:
    """Of values in ascending order, at least one.

    Linear between the two nearest values: type 7 of Hyndman and Fan (1996), The American
    Statistician 50, 361-365; what numpy and spreadsheets give.
    """
    place = (len(ordered) - 1) * percent / 100
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def percentiles(
    values: Sequence[float], percents: Sequence[float] = (50, 95, 99)
) -> tuple[float, ...] | None:
    """None where there are no values."""
    if not values:
        return None
    ordered = sorted(values)
    return tuple(percentile(ordered, percent) for percent in percents)
