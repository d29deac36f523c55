"""llama.cpp itself, with the bundled model."""

from pathlib import Path

import pytest

from workbench.errors import ModelUnavailableError
from workbench.model_server.api_errors import BadRequestError
from workbench.model_server.generation import Assignment, Generation
from workbench.model_server.native.model import STEP_TOKENS, LlamaModel
from workbench.model_server.native.sampler import SamplerSettings, grammar_of
from workbench.models.catalog import bundled_chat_model

GREEDY = SamplerSettings(0.0, 1.0, 40, 0.05, 1.0, 0.0, 0.0, seed=7)
LONG = "The account is suspended because the payment failed. " * 5


@pytest.fixture(scope="module")
def model():
    return LlamaModel(bundled_chat_model("smollm2-135m"), 512, 1)


def prompt_of(model, question):
    return model.tokenize(model.render([{"role": "user", "content": question}], None), special=True)


def generation(model, question, limit=6, settings=GREEDY):
    return Generation(model, Assignment(prompt_of(model, question), model.sampler(settings), limit))


def answer(model, question, **options):
    one = generation(model, question, **options)
    return "".join(one.steps()), one.timings


def test_the_same_question_gets_the_same_answer_whatever_came_before(model):
    model.forget()
    fresh, first = answer(model, LONG + "Why is it suspended?")
    assert first.cached_tokens == 0
    again, second = answer(model, LONG + "Why is it suspended?")
    answer(model, LONG + "Something else, to leave a part of it in memory.")
    after_another, third = answer(model, LONG + "Why is it suspended?")
    assert fresh == again == after_another
    assert second.cached_tokens == (second.prompt_tokens - 1) // STEP_TOKENS * STEP_TOKENS
    assert 0 < third.cached_tokens <= second.cached_tokens


def test_an_answer_set_aside_goes_on_as_if_nothing_had_happened(model):
    undisturbed, _ = answer(model, LONG + "What now?")
    steps, words = generation(model, LONG + "What now?").steps(), ""
    for number, text in enumerate(steps):
        words += text
        if number % 3 == 1:
            memory = model.save()
            answer(model, "Hi", limit=3)
            model.restore(memory)
    assert words == undisturbed


def test_a_seed_fixes_chance(model):
    warm = SamplerSettings(1.5, 1.0, 40, 0.0, 1.1, 0.0, 0.0, seed=1)
    other = SamplerSettings(1.5, 1.0, 40, 0.0, 1.1, 0.0, 0.0, seed=2)
    first, _ = answer(model, "Tell me a story.", settings=warm)
    assert first == answer(model, "Tell me a story.", settings=warm)[0]
    assert first != answer(model, "Tell me a story.", settings=other)[0]


def test_a_grammar_allows_nothing_else(model):
    schema = {"enum": ["active", "suspended"]}
    settings = SamplerSettings(0.0, 1.0, 40, 0.05, 1.0, 0.0, 0.0, 7, grammar_of(schema))
    text, _ = answer(model, LONG + "Status?", settings=settings)
    assert text.strip() in {'"active"', '"suspended"'}


def test_a_schema_that_makes_no_grammar_is_refused(model):
    with pytest.raises(BadRequestError, match="cannot be used"):
        grammar_of({"$ref": "https://example.org/schema.json"})
    with pytest.raises(BadRequestError, match="no grammar"):
        model.sampler(SamplerSettings(0.0, 1.0, 40, 0.05, 1.0, 0.0, 0.0, 7, "root ::= ("))


def test_the_chat_template_runs_in_a_sandbox(model):
    mischief = "{{ messages.__class__.__mro__ }}{{ messages.append(1) }}"
    sandboxed = type(model._format)(mischief, eos_token="", bos_token="")
    with pytest.raises(Exception, match=r"unsafe|not safely callable"):
        sandboxed(messages=[])


def test_counting_tells_special_tokens_from_text_that_looks_like_them(model):
    assert len(model.tokenize("<|im_end|>", special=True)) == 1
    assert len(model.tokenize("<|im_end|>")) > 1
    assert model.tokenize("") == []


def spoilt(tmp_path, data):
    path = tmp_path / "spoilt.gguf"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda good: good[: len(good) // 2], "cannot be loaded: tensor .* not within the file"),
        (lambda good: good[:1000], "cannot be loaded: "),
        (lambda good: good[:5000] + bytes(2000) + good[7000:], "cannot be loaded: "),
        (lambda good: b"GGUF" + b"\xff" * 100, "cannot be loaded: "),
        (lambda good: b"<!doctype html>", "is not a GGUF file"),
        (lambda good: b"", "is not a GGUF file"),
    ],
)
def test_a_spoilt_file_is_one_clear_sentence(tmp_path, spoil, says):
    path = spoilt(tmp_path, spoil(bundled_chat_model("smollm2-135m").read_bytes()))
    with pytest.raises(ModelUnavailableError, match=rf"spoilt\.gguf {says}") as raised:
        LlamaModel(path, 512, 1)
    assert raised.value.hint


def test_a_missing_file_is_named():
    with pytest.raises(ModelUnavailableError, match=r"/no/such\.gguf cannot be read: No such file"):
        LlamaModel(Path("/no/such.gguf"), 512, 1)


def test_a_context_is_never_longer_than_the_model_was_trained_for():
    model = LlamaModel(bundled_chat_model("smollm2-135m"), 100_000_000, 1)
    assert model.context_tokens == model.trained_context_tokens == 8192
