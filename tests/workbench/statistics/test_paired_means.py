import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from workbench.statistics.paired_means import compare_means, sign_flip_p

NUMBERS = st.lists(st.floats(-1, 1), min_size=2, max_size=10)


@given(NUMBERS)
def test_few_cases_are_tested_exactly_as_scipy_does(differences):
    differences = [round(each, 3) for each in differences]
    theirs = stats.permutation_test(
        (differences,),
        lambda x, axis: abs(x.mean(axis=axis)),
        permutation_type="samples",
        alternative="greater",
        vectorized=True,
    )
    assert sign_flip_p(differences) == pytest.approx(theirs.pvalue, abs=1e-9)


def test_many_cases_are_drawn_and_come_near_the_t_test():
    first = [0.5 + 0.02 * (n % 7) for n in range(200)]
    second = [each - 0.01 * ((n % 5) - 1.5) for n, each in enumerate(first)]
    found = compare_means(first, second)
    reference = stats.ttest_rel(first, second)
    assert found.difference == pytest.approx(0.005)
    assert found.p == pytest.approx(reference.pvalue, abs=0.01)
    assert found.low < found.difference < found.high
    assert found == compare_means(first, second)


def test_equal_cases_do_not_differ():
    assert compare_means([0.5, 0.7], [0.5, 0.7]).p == 1.0
