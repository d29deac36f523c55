"""How sure the figures of a grid are: intervals of shares, and variants compared in pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.statistics.bootstrap import bootstrap_clustered
from workbench.statistics.intervals import (
    FEWEST_FOR_AN_INTERVAL,
    newcombe_paired_interval,
    sample_note,
    wilson_interval,
)
from workbench.statistics.paired import mcnemar_exact, sign_flip

WILSON = "Wilson over cases"
BOOTSTRAP = "bootstrap clustered by case"
MCNEMAR = "exact McNemar"
SIGN_FLIP = "permutation over cases"

# Whether a cell passed, by case and trial.
Passes = Mapping[tuple[str, int], bool]


@dataclass(frozen=True, slots=True)
class Interval:
    """95 %. `method` says in words why there is none where `low` and `high` are None."""

    low: float | None
    high: float | None
    method: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A variant less the baseline, over the cells that both have done."""

    difference: float
    low: float | None
    high: float | None
    p_value: float
    test: str
    fixed: int
    broke: int


def share_interval(by_case: Sequence[Sequence[float]], trials: int) -> Interval:
    """By Wilson for one trial, by bootstrap clustered by case for more.

    Where all cases are alike a bootstrap has no width, which would claim to be certain; there
    it is Wilson's over the cases.
    """
    cases = len(by_case)
    if cases < FEWEST_FOR_AN_INTERVAL:
        return Interval(None, None, sample_note(cases, "cases"))
    if trials > 1:
        low, high = bootstrap_clustered(by_case)
        if low < high:
            return Interval(low, high, BOOTSTRAP)
    share = sum(map(sum, by_case)) / sum(map(len, by_case))
    return Interval(*wilson_interval(round(share * cases), cases), WILSON)


def compare(passes: Passes, baseline: Passes, trials: int) -> Comparison | None:
    """None where no cell was done by both."""
    gains: dict[str, list[int]] = {}
    for key, passed in passes.items():
        if key in baseline:
            gains.setdefault(key[0], []).append(int(passed) - int(baseline[key]))
    if not gains:
        return None
    sums = [sum(each) for each in gains.values()]
    difference = sum(sums) / sum(map(len, gains.values()))
    fixed, broke = sum(each > 0 for each in sums), sum(each < 0 for each in sums)
    p_value = sign_flip(sums) if trials > 1 else mcnemar_exact(fixed, broke)
    test = SIGN_FLIP if trials > 1 else MCNEMAR
    low, high = _difference_interval(list(gains.values()), _table(passes, baseline), trials)
    return Comparison(difference, low, high, p_value, test, fixed, broke)


def _difference_interval(
    gains: Sequence[Sequence[int]], table: tuple[int, int, int, int], trials: int
) -> tuple[float, float] | tuple[None, None]:
    """Newcombe's for one trial, by bootstrap clustered by case for more.

    Where all cases gained alike it is Newcombe's of the trials, counted as so many cases.
    """
    cases = len(gains)
    if cases < FEWEST_FOR_AN_INTERVAL:
        return None, None
    if trials > 1:
        low, high = bootstrap_clustered(gains)
        if low < high:
            return low, high
    share = cases / sum(table)
    both, fixed, broke, neither = (round(count * share) for count in table)
    return newcombe_paired_interval(both, fixed, broke, neither)


def _table(passes: Passes, baseline: Passes) -> tuple[int, int, int, int]:
    """Cells that passed in both, only here, only in the baseline, and in neither."""
    pairs = [(passed, baseline[key]) for key, passed in passes.items() if key in baseline]
    orders = ((True, True), (True, False), (False, True), (False, False))
    both, fixed, broke, neither = (pairs.count(order) for order in orders)
    return both, fixed, broke, neither
