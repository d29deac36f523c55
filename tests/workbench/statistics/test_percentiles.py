import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.statistics.percentiles import percentile, percentiles

values = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)


@settings(deadline=None)
@given(values, st.floats(0, 100))
def test_a_percentile_is_the_one_of_numpy(sample, percent):
    expected = float(numpy.percentile(sample, percent, method="linear"))
    assert percentile(sorted(sample), percent) == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_no_values_have_no_percentiles():
    assert percentiles([]) is None


def test_median_ninety_five_and_ninety_nine_come_by_default():
    assert percentiles([4.0, 1.0, 3.0, 2.0]) == pytest.approx((2.5, 3.85, 3.97))
