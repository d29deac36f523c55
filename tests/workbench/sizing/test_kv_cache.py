"""The key-value cache, against numbers that others published."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.sizing.shapes import GEMMA3_1B, LLAMA2_7B, LLAMA3_8B, SMOLLM2
from workbench.sizing.kv_cache import kv_bytes_a_token, kv_cache_bytes, kv_formula

MIB = 1024 * 1024


def test_llama_2_7b_takes_half_a_megabyte_a_token():
    """The figure of the vLLM paper's kind: 2 x 32 layers x 4,096 x 2 bytes."""
    assert kv_bytes_a_token(LLAMA2_7B) == 512 * 1024


def test_grouped_queries_take_a_quarter():
    assert kv_bytes_a_token(LLAMA3_8B) == kv_bytes_a_token(LLAMA2_7B) / 4


def test_it_is_what_llama_cpp_says_it_allocates():
    """Its log for the bundled model: `KV buffer size = 90.00 MiB` at 4,096 cells."""
    assert kv_cache_bytes(SMOLLM2, 4096) == 90 * MIB


@pytest.mark.parametrize(("kv_type", "share"), [("q8_0", 34 / 64), ("q4_0", 18 / 64)])
def test_a_quantised_cache_is_smaller_by_its_block(kv_type, share):
    whole = kv_cache_bytes(LLAMA3_8B, 8192)
    assert kv_cache_bytes(LLAMA3_8B, 8192, kv_type=kv_type) == pytest.approx(whole * share)


def test_windowed_layers_keep_their_window_and_a_batch():
    whole = kv_cache_bytes(GEMMA3_1B, 32768)
    short = kv_cache_bytes(GEMMA3_1B, 32768, window_slack_tokens=512)
    full_layers = sum(not GEMMA3_1B.is_windowed(layer) for layer in range(26))
    each = kv_bytes_a_token(GEMMA3_1B) / 26
    assert full_layers == 4
    assert short == each * (4 * 32768 + 22 * 1024)
    assert short < whole / 4


def test_layers_without_attention_keep_nothing():
    hybrid = replace(LLAMA3_8B, kv_heads=(8, 0, 0, 0) * 8)
    assert kv_bytes_a_token(hybrid) == kv_bytes_a_token(LLAMA3_8B) / 4


@given(st.integers(1, 200_000), st.integers(1, 64))
def test_it_grows_with_context_and_sequences(context, sequences):
    one = kv_cache_bytes(SMOLLM2, context)
    assert one >= context * kv_bytes_a_token(SMOLLM2)
    assert one < (context + 256) * kv_bytes_a_token(SMOLLM2)
    assert kv_cache_bytes(SMOLLM2, context, sequences) >= one


def test_the_formula_says_its_numbers_and_where_they_come_from():
    line = kv_formula(LLAMA3_8B, 8192, 4)
    assert line.value == kv_cache_bytes(LLAMA3_8B, 8192, 4)
    assert "32 layers × 8 key-value heads × (128 + 128) × 2 bytes = 0.1 MB a token" in (
        line.expression
    )
    assert "2305.13245" in line.source
