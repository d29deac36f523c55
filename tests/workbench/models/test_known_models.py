"""The catalog of models that can be downloaded."""

import pytest

from workbench.models.known_models import known_models

MODELS = {model.name: model for model in known_models()}


def test_there_are_many_and_each_has_a_name_and_a_file_of_its_own():
    assert len(MODELS) >= 12
    assert len({model.file for model in MODELS.values()}) == len(MODELS) == len(known_models())


@pytest.mark.parametrize("name", MODELS)
def test_size_and_parameters_agree_with_the_quantisation(name):
    """Bits a weight: 8.5 for Q8_0; Q4_K_M has 4.5 to 6.6, as small models keep more in 6 bits."""
    model = MODELS[name]
    bits = 8 * model.size_bytes / model.shape.parameters
    least, most = {"Q8_0": (8.4, 8.7), "Q4_K_M": (4.6, 8.0)}[model.quantisation]
    assert least < bits < most


@pytest.mark.parametrize("name", MODELS)
def test_parameters_follow_from_the_architecture(name):
    """Attention, gated feed-forward and embedding; biases and norms are less than two percent."""
    shape = MODELS[name].shape
    queries = shape.heads * shape.key_size
    attention = shape.embedding * (2 * queries + 2 * shape.kv_heads[0] * shape.key_size)
    layer = attention + 3 * shape.embedding * shape.feed_forward
    tables = shape.vocabulary * shape.embedding
    counted = [shape.layers * layer + tables * count for count in (1, 2)]
    assert min(abs(count / shape.parameters - 1) for count in counted) < 0.02


def test_windows_are_known_where_the_family_has_them():
    gemma = MODELS["gemma-3-1b"].shape
    assert sum(gemma.is_windowed(layer) for layer in range(gemma.layers)) == 22
