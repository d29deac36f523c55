"""llama.cpp itself, with the bundled model."""

import threading
from pathlib import Path

import numpy as np
import pytest

from tests.workbench.model_server.adapter_file import write_adapter
from workbench.errors import ModelUnavailableError
from workbench.model_server.api_errors import BadRequestError
from workbench.model_server.engine.engine import Engine
from workbench.model_server.engine.job import Assignment, Finished, Job, Text
from workbench.model_server.engine.settings import EngineSettings
from workbench.model_server.native import chat_template
from workbench.model_server.native.adapters import load_adapters
from workbench.model_server.native.batch import Piece, TokenBatch
from workbench.model_server.native.chat_template import ChatTemplate
from workbench.model_server.native.context import ContextSettings, LlamaContext
from workbench.model_server.native.devices import free_gpu_bytes, layers_that_fit
from workbench.model_server.native.exactness import is_exact
from workbench.model_server.native.model import LlamaModel
from workbench.model_server.native.sampler import Sampler, SamplerSettings, grammar_of
from workbench.models.catalog import bundled_chat_model

GREEDY = SamplerSettings(0.0, 1.0, 40, 0.05, 1.0, 0.0, 0.0, seed=7)
WARM = SamplerSettings(1.5, 1.0, 40, 0.0, 1.1, 0.0, 0.0, seed=1)
LONG = "The account is suspended because the payment failed. " * 5
CELLS = 1024


@pytest.fixture(scope="module")
def model():
    return LlamaModel(bundled_chat_model("smollm2-135m"))


def context_of(model, parallel, adapters=(), *, is_shared=False):
    cells = CELLS * parallel
    settings = ContextSettings(cells, parallel, 256, 1, is_shared=is_shared)
    return LlamaContext(model, settings, adapters)


def engine_of(model, parallel, adapters=(), *, is_shared=False):
    context = context_of(model, parallel, adapters, is_shared=is_shared)
    settings = EngineSettings(CELLS * parallel, parallel, 256, 64_000_000, is_exact=not is_shared)
    return Engine(context, model, settings)


@pytest.fixture(scope="module")
def alone(model):
    """One answer at a time."""
    return engine_of(model, 1)


class Asked:
    def __init__(self, model, question, limit=6, settings=GREEDY, priority="batch", **more):
        rendered = model.template.render([{"role": "user", "content": question}], None)
        prompt = model.tokenize(rendered, special=True)
        sampler = Sampler(model.vocab, model.vocab_size, settings)
        self.told = []
        self.job = Job(Assignment(prompt, sampler, limit, **more), priority, self.told.append)

    @property
    def text(self):
        assert self.told[-1] == Finished()
        return "".join(event.text for event in self.told if isinstance(event, Text))


def run(engine, *asked):
    for each in asked:
        engine.submit(each.job)
    while engine.has_work:
        engine.step()
    return [each.text for each in asked]


def test_the_same_question_gets_the_same_answer_whatever_came_before(model, alone):
    alone.places.prefixes.forget()
    first = Asked(model, LONG + "Why is it suspended?", 12)
    again = Asked(model, LONG + "Why is it suspended?", 12)
    run(alone, first, again)
    run(alone, Asked(model, LONG + "Something else, to leave a part of it in memory."))
    later = Asked(model, LONG + "Why is it suspended?", 12)
    run(alone, later)
    assert first.text == again.text == later.text
    assert first.job.timings.cached_tokens == 0
    assert again.job.timings.cached_tokens == first.job.timings.prompt_tokens - 2


@pytest.mark.parametrize("settings", [GREEDY, WARM], ids=["greedy", "warm"])
def test_the_same_seed_gets_the_same_answer_whatever_runs_beside_it(model, alone, settings):
    questions = [f"{LONG * (1 + number % 3)}What is {number} plus one?" for number in range(7)]
    lone = [Asked(model, each, 24, settings) for each in questions]
    beside = [Asked(model, each, 24, settings) for each in questions]
    run(alone, *lone)
    together = engine_of(model, 3)
    run(together, *beside)
    assert together.meters.cached_tokens > 6 * 50
    assert [each.text for each in beside] == [each.text for each in lone]


def test_a_conversation_gets_the_same_answer_whether_its_beginning_is_known_or_not(model):
    known, fresh = engine_of(model, 2), engine_of(model, 2)
    first = Asked(model, LONG + "Why?", 12, priority="interactive")
    run(known, first)
    later = LONG + "Why?" + first.text + " And what can I do about it?"
    asked = [Asked(model, later, 20, priority="interactive") for _ in range(2)]
    assert run(known, asked[0]) == run(fresh, asked[1])
    assert asked[0].job.timings.cached_tokens > 0 == asked[1].job.timings.cached_tokens


@pytest.mark.parametrize("settings", [GREEDY, WARM], ids=["greedy", "warm"])
def test_an_answer_set_aside_for_a_person_goes_on_as_if_nothing_had_happened(
    model, alone, settings
):
    undisturbed = Asked(model, LONG + "What now?", 12, settings)
    disturbed = Asked(model, LONG + "What now?", 12, settings)
    run(alone, undisturbed)
    before = alone.meters.set_aside
    alone.submit(disturbed.job)
    for number in range(8):
        alone.step()
        if number % 3 == 2:
            person = Asked(model, "Hi", 3, priority="interactive")
            alone.submit(person.job)
    while alone.has_work:
        alone.step()
    assert alone.meters.set_aside > before
    assert disturbed.text == undisturbed.text


def test_a_model_says_whether_its_answers_depend_on_their_neighbours(model):
    own, alone = context_of(model, 3), context_of(model, 1)
    assert is_exact(own)
    assert is_exact(alone)
    assert not is_exact(context_of(model, 3, is_shared=True))


def test_sequences_are_computed_in_rising_order_and_each_finds_its_own_numbers():
    batch = TokenBatch(8)
    pieces = [Piece(2, 5, [7, 8], True), Piece(0, 3, [9], False), Piece(1, 0, [4, 5, 6], True)]
    rows = batch.fill(pieces)
    native = batch.native
    assert [native.seq_id[row][0] for row in range(native.n_tokens)] == [0, 1, 1, 1, 2, 2]
    assert [native.token[row] for row in rows] == [8, 9, 6]
    assert [native.pos[row] for row in rows] == [6, 3, 2]
    assert [native.logits[row] for row in rows] == [1, 0, 1]
    batch.close()


def test_in_a_shared_cache_a_common_beginning_is_there_once(model, alone):
    questions = [f"{LONG}What is {number} plus one?" for number in range(6)]
    lone = [Asked(model, each, 1, alternatives=5) for each in questions]
    beside = [Asked(model, each, 1, alternatives=5) for each in questions]
    run(alone, *lone)
    context = LlamaContext(model, ContextSettings(384, 6, 256, 1, is_shared=True))
    together = Engine(context, model, EngineSettings(384, 6, 256, 0))
    run(together, *beside)
    assert together.meters.cached_tokens > 5 * 50
    assert together.meters.set_aside == 0
    for one, other in zip(lone, beside, strict=True):
        expected, found = (_top(each) for each in (one, other))
        common = expected.keys() & found.keys()
        assert len(common) >= 4
        assert [found[token] for token in common] == pytest.approx(
            [expected[token] for token in common], abs=0.2
        )


def _top(asked):
    first = next(event for event in asked.told if isinstance(event, Text))
    return dict(first.logprobs[0].top)


def test_logprobs_are_those_of_the_whole_vocabulary(model):
    context = LlamaContext(model, ContextSettings(64, 1, 64, 1))
    (row,) = context.decode([Piece(0, 0, model.tokenize("The account is"), True)])
    logits = context.logits(row).astype(np.float64)
    asked = Asked(model, "Hi", 1, alternatives=3)
    run(engine_of(model, 2), asked)
    (text,) = [event for event in asked.told if isinstance(event, Text)]
    (told,) = text.logprobs
    assert told.logprob == told.top[0][1] <= 0
    assert sum(np.exp(each) for _, each in told.top) <= 1
    assert len(logits) == model.vocab_size
    context.close()


def test_a_seed_fixes_chance(model, alone):
    other = SamplerSettings(1.5, 1.0, 40, 0.0, 1.1, 0.0, 0.0, seed=2)
    once, again, different = run(
        alone,
        Asked(model, "Tell me a story.", settings=WARM),
        Asked(model, "Tell me a story.", settings=WARM),
        Asked(model, "Tell me a story.", settings=other),
    )
    assert once == again != different


def test_a_grammar_allows_nothing_else(model, alone):
    grammar = grammar_of({"enum": ["active", "suspended"]})
    settings = SamplerSettings(0.0, 1.0, 40, 0.05, 1.0, 0.0, 0.0, 7, grammar)
    (text,) = run(alone, Asked(model, LONG + "Status?", 8, settings))
    assert text.strip() in {'"active"', '"suspended"'}


def test_a_schema_that_makes_no_grammar_is_refused(model):
    with pytest.raises(BadRequestError, match="cannot be used"):
        grammar_of({"$ref": "https://example.org/schema.json"})
    broken = SamplerSettings(0.0, 1.0, 40, 0.05, 1.0, 0.0, 0.0, 7, "root ::= (")
    with pytest.raises(BadRequestError, match="no grammar"):
        Sampler(model.vocab, model.vocab_size, broken)


def template(text):
    return ChatTemplate(text, bos_token="", eos_token="")


@pytest.mark.parametrize(
    "mischief",
    [
        "{{ messages.__class__.__mro__ }}",
        "{{ messages.append(1) }}",
        "{% include '/etc/passwd' %}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    ],
)
def test_the_chat_template_runs_in_a_sandbox(mischief):
    with pytest.raises(BadRequestError, match="does not take these messages"):
        template(mischief).render([], None)


def test_a_chat_template_that_never_ends_is_given_up(monkeypatch):
    monkeypatch.setattr(chat_template, "RENDER_S", 0.2)
    endless = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    with pytest.raises(BadRequestError, match=r"did not come to an end within 0\.2 s"):
        template(endless).render([], None)
    for thread in threading.enumerate():
        if thread.name == "chat template":
            thread.join(30)
            assert not thread.is_alive()


def test_a_broken_chat_template_is_told():
    with pytest.raises(ModelUnavailableError, match="chat template is broken"):
        template("{% for %}")


def test_tokens_and_text_are_the_same_there_and_back(model):
    assert len(model.tokenize("<|im_end|>", special=True)) == 1
    assert len(model.tokenize("<|im_end|>")) > 1
    assert model.tokenize("") == []
    text = "Grüße, 你好 <|im_end|>"
    assert model.detokenize(model.tokenize(text, special=True)) == text
    assert model.piece(model.tokenize("<|im_end|>", special=True)[0]) == b""


def test_the_header_of_the_file_can_be_asked(model):
    assert model.metadata("general.architecture") == "llama"
    assert model.metadata("no.such.key") == ""
    assert model.has_own_template


def test_an_adapter_changes_what_is_said(model, alone, tmp_path):
    path = write_adapter(tmp_path / "loud.gguf", strength=2.0)
    (adapter,) = load_adapters(model, [path])
    (changed,) = run(engine_of(model, 1, [adapter]), Asked(model, "Say hello.", 8))
    (plain,) = run(alone, Asked(model, "Say hello.", 8))
    assert changed != plain


def test_an_adapter_for_another_model_is_refused(model, tmp_path):
    path = write_adapter(tmp_path / "other.gguf", width=32)
    with pytest.raises(ModelUnavailableError, match=r"other\.gguf cannot be used") as raised:
        load_adapters(model, [path])
    assert "made for this model" in raised.value.hint


def test_what_a_gpu_has_room_for():
    assert free_gpu_bytes() >= 0
    assert layers_that_fit(4_000, 16_000, 33) == 33
    assert layers_that_fit(40_000, 16_000, 33) == 9
    assert layers_that_fit(40_000, 0, 33) == 0


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
        (lambda good: good.replace(b"\x05\0\0\0\0\0\0\0llama", b"\x05\0\0\0\0\0\0\0llamo", 1),
         "cannot be loaded: unknown model architecture"),
        (lambda good: b"<!doctype html>", "is not a GGUF file"),
        (lambda good: b"", "is not a GGUF file"),
    ],
)  # fmt: skip
def test_a_spoilt_file_is_one_clear_sentence(tmp_path, spoil, says):
    path = spoilt(tmp_path, spoil(bundled_chat_model("smollm2-135m").read_bytes()))
    with pytest.raises(ModelUnavailableError, match=rf"spoilt\.gguf {says}") as raised:
        LlamaModel(path)
    assert raised.value.hint


def test_a_missing_file_is_named():
    with pytest.raises(ModelUnavailableError, match=r"/no/such\.gguf cannot be read: No such file"):
        LlamaModel(Path("/no/such.gguf"))
