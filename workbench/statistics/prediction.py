"""What a mean that is yet to be measured will probably be, by what was measured so far."""

from collections.abc import Sequence
from math import inf, sqrt

# Four of five future means lie inside; one of ten is above.
Z_80 = 1.2815515655446004


def mean_to_come(values: Sequence[float], more: int) -> tuple[float, float]:
    """The mean of `values`, and how far from it that of `more` values to come may be.

    Mean ± reach is the 80 % prediction interval for independent values of one distribution:
    t s √(1/n + 1/m), e.g. Hahn and Meeker (1991), Statistical Intervals, section 4.8. A single
    value says nothing of the next: its reach has no end.
    """
    count = len(values)
    mean = sum(values) / count
    if count == 1:
        return mean, inf
    spread = sqrt(sum((value - mean) ** 2 for value in values) / (count - 1))
    return mean, _t_90(count - 1) * spread * sqrt(1 / count + 1 / more)


def _t_90(freedom: int) -> float:
    """The 90 % quantile of Student's t. Abramowitz and Stegun (1964), 26.7.5; exact below 3."""
    exact = {1: 3.0776835371752536, 2: 1.8856180831641267}
    if freedom in exact:
        return exact[freedom]
    z, n = Z_80, float(freedom)
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
    )
