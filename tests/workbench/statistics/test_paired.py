from itertools import product

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, false_discovery_control, permutation_test

from workbench.statistics.paired import holm, mcnemar_exact, sign_flip

p_values = st.lists(st.floats(0, 1), max_size=8)


@settings(deadline=None)
@given(st.integers(0, 80), st.integers(0, 80))
def test_mcnemar_is_the_binomial_test_of_scipy(first, second):
    expected = binomtest(first, first + second).pvalue if first + second else 1.0
    assert mcnemar_exact(first, second) == pytest.approx(expected)


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 5))
def test_sign_flip_of_one_trial_is_mcnemar(first, second, same):
    differences = [1] * first + [-1] * second + [0] * same
    assert sign_flip(differences) == pytest.approx(mcnemar_exact(first, second))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=2, max_size=8))
def test_sign_flip_is_the_share_of_all_sign_patterns(differences):
    sums = [sum(s * d for s, d in zip(signs, differences, strict=True))
            for signs in product((1, -1), repeat=len(differences))]  # fmt: skip
    share = sum(abs(each) >= abs(sum(differences)) for each in sums) / len(sums)
    assert sign_flip(differences) == pytest.approx(share)


def test_sign_flip_agrees_with_the_permutation_test_of_scipy():
    differences = [3, -1, 2, 2, 0, 5, -2, 1, 4, 1]
    expected = permutation_test(
        (numpy.array(differences, float),), lambda x, axis: x.sum(axis=axis),
        permutation_type="samples", n_resamples=2000, vectorized=True,
    ).pvalue  # fmt: skip
    assert sign_flip(differences) == pytest.approx(expected)


def test_the_normal_limit_follows_on_the_exact_test():
    differences = [1, -1, 2, -1, 1] * 40
    exact = sign_flip(differences)
    assert sign_flip([*differences, 1, -1]) == pytest.approx(exact, rel=0.08)


def test_nothing_differs():
    assert sign_flip([0, 0]) == 1.0
    assert mcnemar_exact(0, 0) == 1.0


@settings(deadline=None)
@given(p_values)
def test_holm_never_makes_a_p_smaller_and_keeps_their_order(given_p):
    adjusted = holm(given_p)
    assert all(p <= a <= 1 for p, a in zip(given_p, adjusted, strict=True))
    in_order = [a for _, a in sorted(zip(given_p, adjusted, strict=True))]
    assert in_order == sorted(in_order)


def test_holm_is_that_of_the_textbook_and_never_milder_than_the_false_discovery_rate():
    given_p = [0.01, 0.04, 0.03, 0.005]
    assert holm(given_p) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    milder = false_discovery_control(given_p)
    assert all(h >= f - 1e-12 for h, f in zip(holm(given_p), milder, strict=True))
