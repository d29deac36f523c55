"""What a loaded model needs, and whether that fits."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.sizing.shapes import GEMMA3_1B, LLAMA2_7B, LLAMA3_8B, SMOLLM2
from workbench.domain.bot import ModelSpec
from workbench.sizing.memory import (
    OUR_SERVER,
    LoadSettings,
    load_settings,
    longest_context,
    memory_formulas,
    memory_needed,
    reserved_bytes,
    usual_contexts,
    verdict,
)
from workbench.sizing.words import formula_words, gigabytes, of_words, size_words

GIB = 1024**3
LOAD = LoadSettings(4096)


def test_the_parts_add_up():
    need = memory_needed(LLAMA3_8B, LOAD)
    assert need.total == need.weights + need.kv_cache + need.compute + need.runtime
    assert need.weights == LLAMA3_8B.weight_bytes
    assert need.gpu_bytes == 0


def test_all_layers_on_a_gpu_leave_the_server_in_ram():
    need = memory_needed(LLAMA3_8B, LOAD, has_gpu=True)
    assert need.gpu_bytes == need.weights + need.kv_cache + need.compute
    assert need.ram_bytes == need.runtime


def test_some_layers_take_their_share_of_weights_and_cache_along():
    half = memory_needed(LLAMA3_8B, replace(LOAD, gpu_layers=16), has_gpu=True)
    on_gpu = half.gpu_bytes - half.compute
    assert on_gpu == pytest.approx((half.weights + half.kv_cache) * 16 / 33, abs=1)
    assert memory_needed(LLAMA3_8B, replace(LOAD, gpu_layers=0), has_gpu=True).gpu_bytes == 0


def test_layers_on_a_gpu_that_is_not_there_count_as_ram():
    assert memory_needed(LLAMA3_8B, replace(LOAD, gpu_layers=20)).gpu_bytes == 0


def test_the_reserved_buffer_is_near_what_llama_cpp_says():
    """Llama 2 7B: `CUDA0 compute buffer size = 70.50 MiB` with flash attention."""
    assert reserved_bytes(LLAMA2_7B) == pytest.approx(70.5 * 1024**2, rel=0.15)


def test_a_server_that_drops_what_left_the_window_needs_less():
    tight = replace(OUR_SERVER, keeps_whole_window=False)
    load = LoadSettings(32768, parallel=1)
    whole = memory_needed(GEMMA3_1B, load).kv_cache
    assert memory_needed(GEMMA3_1B, load, server=tight).kv_cache < whole / 2


def test_settings_are_taken_as_the_server_takes_them():
    spec = ModelSpec("mine", context_tokens=100_000, parallel=4, kv_type="q8_0", gpu_layers=3)
    assert load_settings(spec, SMOLLM2) == LoadSettings(8192, 4, "q8_0", 3)
    assert load_settings(ModelSpec("mine"), SMOLLM2).parallel == 0


@pytest.mark.parametrize(
    ("need", "word"), [(84, "fits"), (86, "tight"), (100, "tight"), (101, "too large")]
)
def test_tight_begins_at_85_percent(need, word):
    assert verdict(need, 100) == word


def test_the_longest_context_that_fits_is_found():
    need = memory_needed(LLAMA3_8B, LoadSettings(4096)).total
    assert longest_context(LLAMA3_8B, LOAD, need) == 4096
    assert longest_context(LLAMA3_8B, LOAD, 100 * GIB) == 8192
    assert longest_context(LLAMA3_8B, LOAD, GIB) == 0


def test_contexts_end_with_what_the_model_was_trained_for():
    assert usual_contexts(40_960) == (40_960, 32_768, 16_384, 8_192, 4_096, 2_048, 1_024)
    assert usual_contexts(512) == (512,)


@given(st.integers(1024, 131_072), st.integers(1, 16), st.integers(-1, 40))
def test_no_part_is_ever_negative(context, sequences, layers):
    need = memory_needed(LLAMA3_8B, LoadSettings(context, sequences, "q4_0", layers), has_gpu=True)
    assert min(need.weights, need.kv_cache, need.compute, need.runtime, need.ram_bytes) >= 0


def test_the_estimate_can_be_followed_line_by_line():
    need = memory_needed(LLAMA3_8B, LOAD)
    lines = memory_formulas(LLAMA3_8B, LOAD, need)
    assert sum(line.value for line in lines) == need.total
    assert all(line.source and line.expression for line in lines)
    assert formula_words(lines[0]) == "15.0 GB"


def test_amounts_read_as_people_write_them():
    assert size_words(48 * 1024**2) == "48 MB"
    assert size_words(200_000) == "0.2 MB"
    assert of_words(10.6 * GIB, 18 * GIB) == "10.6 of 18.0 GB"
    assert gigabytes(140 * GIB) == "140"
