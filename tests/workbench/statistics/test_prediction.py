from math import inf
from random import Random

import pytest
from scipy.stats import t

from workbench.statistics.prediction import _t_90, mean_to_come


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 8, 15, 39, 400])
def test_the_quantile_is_students(freedom):
    assert _t_90(freedom) == pytest.approx(t.ppf(0.9, freedom), rel=0.002)


def test_a_mean_of_many_to_come_is_sure_up_to_the_mean_of_what_was_seen():
    mean, reach = mean_to_come([1.0, 2.0, 3.0, 4.0, 5.0], 1_000_000)
    assert mean == 3.0
    assert reach == pytest.approx(t.ppf(0.9, 4) * 2.5**0.5 / 5**0.5, rel=0.002)


def test_one_value_says_nothing_of_the_next():
    assert mean_to_come([4.0], 10) == (4.0, inf)


@pytest.mark.parametrize(("seen", "more"), [(4, 8), (10, 30), (40, 100)])
def test_four_of_five_means_to_come_lie_inside(seen, more):
    draw, inside, rounds = Random(7), 0, 1500
    for _ in range(rounds):
        mean, reach = mean_to_come([draw.gauss(50, 12) for _ in range(seen)], more)
        to_come = sum(draw.gauss(50, 12) for _ in range(more)) / more
        inside += abs(to_come - mean) <= reach
    assert inside / rounds == pytest.approx(0.8, abs=0.04)
