"""What is read of a GGUF file, and the one sentence for every file that is none."""

import struct
from contextlib import suppress

import gguf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workbench.models.gguf_files import quantised, write_gguf
from workbench.models.catalog import bundled_chat_model
from workbench.models.gguf_facts import read_facts
from workbench.models.gguf_header import NotAModelError, read_header


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tiny.gguf"


def test_the_bundled_model_is_read_as_llama_cpp_reads_it():
    facts = read_facts(bundled_chat_model("smollm2-135m"))
    shape = facts.shape
    assert (shape.architecture, facts.quantisation) == ("llama", "Q4_1")
    assert (shape.layers, shape.heads, set(shape.kv_heads), shape.key_size) == (30, 9, {3}, 64)
    assert (shape.parameters, shape.vocabulary, shape.context_tokens) == (134_515_008, 49_152, 8192)
    assert facts.has_template
    assert facts.problem == ""


def test_it_agrees_with_the_library_that_reads_everything(path):
    write_gguf(path, extra=quantised)
    ours, theirs = read_header(path), gguf.GGUFReader(path)
    assert {(t.name, t.size_bytes) for t in ours.tensors} == {
        (t.name, int(t.n_bytes)) for t in theirs.tensors
    }
    for key, value in ours.values.items():
        assert theirs.fields[key].contents() == (list(value) if isinstance(value, tuple) else value)
    assert ours.end_bytes <= path.stat().st_size


def test_shape_and_quantisation(path):
    write_gguf(path, extra=lambda writer: writer.add_file_type(15))
    facts = read_facts(path)
    assert facts.quantisation == "Q4_K_M"
    assert facts.shape.kv_heads == (2, 2)
    assert (facts.shape.key_size, facts.shape.vocabulary) == (16, 300)
    assert facts.size_bytes == path.stat().st_size


def test_without_a_name_the_format_of_most_weights_counts(path):
    write_gguf(path, extra=quantised, tensors=())
    assert read_facts(path).quantisation == "Q8_0"


def test_heads_of_each_layer_and_the_windows_are_read(path):
    def extra(writer):
        writer.add_sliding_window(512)
        writer.add_array("gemma3.attention.sliding_window_pattern", [True, False])

    write_gguf(path, "gemma3", kv_heads=[4, 0], extra=extra)
    shape = read_facts(path).shape
    assert shape.kv_heads == (4, 0)
    assert (shape.window_tokens, shape.windowed) == (512, (True, False))


def test_windows_follow_the_pattern_of_the_architecture_where_none_is_written(path):
    write_gguf(path, "gemma2", extra=lambda writer: writer.add_sliding_window(512))
    assert read_facts(path).shape.windowed == (True, False)


def test_experts_that_are_not_chosen_are_not_active(path):
    def extra(writer):
        writer.add_expert_count(8)
        writer.add_expert_used_count(2)

    write_gguf(path, "qwen3moe", extra=extra, tensors=("a.weight", "blk.0.ffn_up_exps.weight"))
    shape = read_facts(path).shape
    assert shape.parameters == 2 * 4096
    assert shape.active_parameters == 4096 + 1024


def test_a_missing_template_is_told(path):
    write_gguf(path)
    assert not read_facts(path).has_template
    write_gguf(path, extra=lambda writer: writer.add_chat_template("{{ messages }}"))
    assert read_facts(path).has_template


def test_an_architecture_that_nobody_knows_is_named(path):
    write_gguf(path, "warpdrive")
    facts = read_facts(path)
    assert "warpdrive" in facts.problem
    assert facts.hint == "Update the app, or pick another model."


@pytest.mark.parametrize(("kind", "word"), [("adapter", "adapter"), ("mmproj", "part or helper")])
def test_what_is_no_chat_model_is_told(path, kind, word):
    write_gguf(path, extra=lambda writer: writer.add_type(kind))
    assert word in read_facts(path).problem


def test_parts_are_counted_together_and_a_missing_one_is_named(tmp_path):
    def part(n):
        def extra(writer):
            writer.add_uint16("split.count", 2)

        return write_gguf(tmp_path / f"big-0000{n}-of-00002.gguf", extra=extra,
                          tensors=(f"{n}.weight",))  # fmt: skip

    first = part(1)
    with pytest.raises(NotAModelError, match=r"big-00002-of-00002\.gguf is not beside it"):
        read_facts(first)
    second = part(2)
    facts = read_facts(first)
    assert facts.shape.parameters == 2 * 4096
    assert facts.size_bytes == first.stat().st_size + second.stat().st_size


def refusal(path):
    with pytest.raises(NotAModelError) as refused:
        read_facts(path)
    return refused.value


def test_another_file_is_no_gguf(path):
    path.write_bytes(b"PK\x03\x04 a zip")
    assert refusal(path).line == "tiny.gguf is not a GGUF file. Pick a file that ends in .gguf."


def test_an_empty_file_and_a_folder_are_no_gguf(path):
    path.write_bytes(b"")
    assert "not a GGUF" in refusal(path).message
    assert "cannot be read" in refusal(path.parent).message


def test_weights_that_are_missing_are_counted(path):
    write_gguf(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-9000])
    assert "is cut short" in refusal(path).message


def test_a_count_that_cannot_be_is_not_followed(path):
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 2**62, 2**62) + b"\0" * 200)
    assert "cut short or damaged" in refusal(path).message


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("gguf") / "tiny.gguf"
    return write_gguf(path, extra=quantised).read_bytes()


@given(cut=st.integers(0, 20_000))
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_file_cut_anywhere_is_one_sentence(whole, tmp_path, cut):
    path = tmp_path / "cut.gguf"
    path.write_bytes(whole[:cut])
    if cut < len(whole) - 64:
        assert "\n" not in refusal(path).line


@given(at=st.integers(4, 5_000), value=st.binary(min_size=1, max_size=12))
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_damaged_file_is_read_or_refused_and_never_hangs(whole, tmp_path, at, value):
    path = tmp_path / "damaged.gguf"
    path.write_bytes(whole[:at] + value + whole[at + len(value) :])
    with suppress(NotAModelError):
        assert read_facts(path).size_bytes == len(whole)
