"""Typical shapes agree with the sizes of their models."""

import pytest

from workbench.sizing.typical import TYPICAL, typical_model


@pytest.mark.parametrize("each", TYPICAL, ids=lambda each: each.name)
def test_parameters_follow_from_the_shape(each):
    shape = each.shape
    attention = 2 * shape.embedding * shape.key_size * (shape.heads + shape.kv_heads[0])
    layer = attention + 3 * shape.embedding * shape.feed_forward
    tables = shape.vocabulary * shape.embedding
    counted = [shape.layers * layer + tables * count for count in (1, 2)]
    assert min(abs(count / shape.parameters - 1) for count in counted) < 0.01


@pytest.mark.parametrize(
    ("size", "name"), [(7e9, "Llama 3.1 8B"), (72e9, "Llama 3.1 70B"), (1e8, "SmolLM2 135M")]
)
def test_the_nearest_by_ratio_lends_its_shape(size, name):
    found = typical_model(size)
    assert found.name == name
    assert found.shape.parameters == size
