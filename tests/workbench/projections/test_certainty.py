import math

import pytest

from workbench.domain.conversation import TokenLogprob
from workbench.projections.certainty import certainty, probability


def test_the_mean_is_geometric_and_the_least_sure_token_is_named():
    tokens = [TokenLogprob("a", math.log(0.9)), TokenLogprob("b", math.log(0.1))]
    found = certainty(tokens)
    assert found.mean == pytest.approx(0.3)
    assert found.least == 1


def test_without_tokens_there_is_nothing_to_say():
    assert certainty([]) is None


def test_rounding_above_one_is_one():
    assert probability(1e-9) == 1.0
