from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import bootstrap

from workbench.statistics.bootstrap import bootstrap_clustered

shares = st.lists(st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=4), min_size=1)


def test_one_value_a_case_agrees_with_scipy():
    values = [Random(3).random() for _ in range(80)]
    expected = bootstrap(
        (values,), lambda sample, axis: sample.mean(axis=axis), n_resamples=4000,
        method="percentile", rng=5,
    ).confidence_interval  # fmt: skip
    low, high = bootstrap_clustered([[value] for value in values], resamples=4000)
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=0.01)


def test_trials_that_repeat_a_case_do_not_make_it_surer():
    draws = Random(1)
    once = [[float(draws.random() < 0.6)] for _ in range(60)]
    assert bootstrap_clustered([case * 10 for case in once]) == pytest.approx(
        bootstrap_clustered(once)
    )


@settings(max_examples=30, deadline=None)
@given(shares, st.integers(0, 9))
def test_the_same_seed_gives_the_same_interval_and_it_is_of_shares(cases, seed):
    low, high = bootstrap_clustered(cases, seed, 200)
    assert 0 <= low <= high <= 1
    assert bootstrap_clustered(cases, seed, 200) == (low, high)


def test_cases_without_values_are_left_out_and_unequal_ones_weigh_by_their_trials():
    assert bootstrap_clustered([[], [1.0], []]) == (1.0, 1.0)
    assert bootstrap_clustered([[]]) == (float("-inf"), float("inf"))
    low, high = bootstrap_clustered([[1.0, 1.0, 1.0], [0.0]] * 30)
    assert low < 0.75 < high


def test_the_normal_limit_takes_over_where_it_is_the_same():
    draws = Random(2)
    cases = [[float(draws.random() < 0.3), float(draws.random() < 0.3)] for _ in range(300)]
    drawn = bootstrap_clustered(cases)
    assert bootstrap_clustered([*cases, []]) == drawn
    assert bootstrap_clustered([*cases, [0.0, 1.0]]) == pytest.approx(drawn, abs=0.005)
