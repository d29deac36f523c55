"""Tests of two answers to the same cases."""

from collections.abc import Iterable, Sequence
from math import comb, erfc, sqrt

# Above this many differing cases the exact distribution is its normal limit.
MOST_EXACT_CASES = 200


def mcnemar_exact(only_first: int, only_second: int) -> float:
    """The two-sided p of as lopsided a split of the cases where exactly one of two passed.

    The exact binomial form of McNemar (1947), Psychometrika 12, 153-157; 1 where none differ.
    """
    differing = only_first + only_second
    if differing == 0:
        return 1.0
    tail = sum(comb(differing, k) for k in range(min(only_first, only_second) + 1))
    return min(1.0, tail / (1 << (differing - 1)))


def sign_flip(differences: Sequence[int]) -> float:
    """The two-sided p of a paired permutation test on the sum of the differences, one a case.

    For more than one trial: a difference is how many more trials of the case passed. Were both
    variants alike, each difference could as well have the other sign; p is the share of all
    sign patterns with a sum at least as far from 0. Fisher (1935), The Design of Experiments,
    section 21. Exact to 200 differing cases, then its normal limit. With differences of -1, 0
    and 1 it is the exact McNemar test.
    """
    sizes = [abs(difference) for difference in differences if difference]
    seen = abs(sum(differences))
    if not sizes:
        return 1.0
    if len(sizes) > MOST_EXACT_CASES:
        return erfc(seen / sqrt(2 * sum(size**2 for size in sizes)))
    ways = _ways_to_sum(sizes)
    # A sum of signed sizes is twice the positive part less the total.
    total = sum(sizes)
    as_far = sum(count for part, count in enumerate(ways) if abs(2 * part - total) >= seen)
    return as_far / (1 << len(sizes))


def holm(p_values: Iterable[float]) -> tuple[float, ...]:
    """Each p adjusted for there being several: Holm (1979), Scand. J. Stat. 6, 65-70."""
    given = list(p_values)
    adjusted = [0.0] * len(given)
    largest = 0.0
    for rank, place in enumerate(sorted(range(len(given)), key=given.__getitem__)):
        largest = max(largest, min(1.0, (len(given) - rank) * given[place]))
        adjusted[place] = largest
    return tuple(adjusted)


def _ways_to_sum(sizes: Sequence[int]) -> list[int]:
    """How many subsets of the sizes have each sum, from 0 to the sum of all.

    The counts stand side by side in one long integer, so that adding a size is one shift.
    """
    width = len(sizes) // 8 + 1
    ways = 1
    for size in sizes:
        ways += ways << (8 * width * size)
    digits = ways.to_bytes(width * (sum(sizes) + 1), "little")
    return [
        int.from_bytes(digits[place : place + width], "little")
        for place in range(0, len(digits), width)
    ]
