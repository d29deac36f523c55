"""Answers given again: only the same, or nearly, and never to another account or role."""

from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.cancellation import CancelToken
from workbench.domain.bot import CacheSettings, ModelSpec, Sampling
from workbench.domain.conversation import Completion, Message, ToolCall
from workbench.domain.model_call import Admitted, ModelRequest, Reused
from workbench.errors import ModelUnavailableError
from workbench.models.answer_key import Asker, answer_key
from workbench.models.answer_store import AnswerStore
from workbench.models.reusing import Cache, ReusingModel

SPEC = ModelSpec("big", "openai_compatible", base_url="http://127.0.0.1:1/v1")
BOTH = CacheSettings(exact=True, semantic=True, similarity=0.9)
ASKER = Asker("A-1", "customer", 0, "Am I active?")
WORDINGS = ("Am I active?", "Is my account active?", "How much do I owe?")


class Model:
    """Says who asked, and how often it was asked; `ends` as told."""

    def __init__(self, says="", **ends):
        self.says, self.ends, self.asked = says, ends, 0

    def stream(self, request, cancel):
        self.asked += 1
        text = self.says or f"answer {self.asked}"
        yield Admitted()
        yield text
        yield Completion(text, self.ends.get("calls", ()), 100, 10,
                         self.ends.get("finish", "stop"), cost_usd=0.25)  # fmt: skip

    def count_tokens(self, texts, cancel):
        return None


class Embedder:
    """Texts with the same first letter are the same."""

    def __init__(self, *, fails=False):
        self.fails, self.texts = fails, []

    def embed(self, texts, cancel):
        if self.fails:
            raise ModelUnavailableError("The embedder is down.", "Wait.")
        self.texts += texts
        return tuple(self._vector(text) for text in texts)

    def _vector(self, text):
        place = ord(text[0].lower()) % 8 if text else 0
        return tuple(float(each == place) for each in range(8))


class Alike:
    """An embedder to which all questions are the same."""

    def embed(self, texts, cancel):
        return tuple((1.0, 0.0) for _ in texts)


@pytest.fixture
def store(tmp_path):
    with closing(AnswerStore(tmp_path / "answers.sqlite", lambda: 10_000_000)) as made:
        yield made


def request(question, facts="status: active", system="Be kind.", **sampling):
    messages = (Message("system", system), Message("user", f"{facts} Question: {question}"))
    return ModelRequest(messages, Sampling(**sampling))


def ask(store, model, asker=ASKER, how=BOTH, **more):
    """What comes of it: how it was reused, if it was, and the completion.

    `more`: asked, embedder.
    """
    cache = Cache(store, more.get("embedder") or Embedder())
    reusing = ReusingModel(model, SPEC, how, asker, cache)
    asked = more.get("asked") or request(asker.question)
    pieces = list(reusing.stream(asked, CancelToken()))
    reused = next((each for each in pieces if isinstance(each, Reused)), None)
    assert "".join(each for each in pieces if isinstance(each, str)) == pieces[-1].text
    return reused, pieces[-1]


def test_the_same_request_gets_the_same_answer_and_costs_nothing(store):
    model = Model()
    first, made = ask(store, model)
    again, given_again = ask(store, model)
    assert first is None
    assert (again.cache, again.similarity, again.question) == ("exact", 1.0, "Am I active?")
    assert (again.saved_tokens, again.saved_usd) == (110, 0.25)
    assert given_again == replace(made, prompt_tokens=0, reply_tokens=0, cost_usd=0.0)
    assert model.asked == 1


def test_another_wording_gets_it_too_where_all_else_is_the_same(store):
    model = Model()
    ask(store, model)
    reworded = replace(ASKER, question="Active, am I?")
    reused, _ = ask(store, model, reworded)
    assert (reused.cache, reused.question) == ("semantic", "Am I active?")
    exact_only = CacheSettings(exact=True)
    assert ask(store, model, reworded, exact_only)[0] is None


@pytest.mark.parametrize(
    "change",
    [
        {"facts": "status: suspended"},
        {"system": "Be brief."},
        {"temperature": 0.5},
        {"seed": 8},
        {"max_tokens": 7},
    ],
    ids=str,
)
@pytest.mark.parametrize("question", ["Am I active?", "Active, am I?"])
def test_whatever_else_differs_is_asked_anew(store, change, question):
    model = Model()
    ask(store, model)
    asker = replace(ASKER, question=question)
    assert ask(store, model, asker, asked=request(question, **change))[0] is None


@pytest.mark.parametrize(
    "asker",
    [
        replace(ASKER, account_id="A-2"),
        replace(ASKER, role="agent"),
        replace(ASKER, trial=1),
        replace(ASKER, account_id=""),
    ],
    ids=str,
)
def test_another_account_role_or_trial_is_asked_anew(store, asker):
    model = Model()
    ask(store, model)
    assert ask(store, model, asker, embedder=Alike())[0] is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Refund INV-1", "Refund INV-2"),
        ("Move it to Thursday", "Move it to Friday"),
        ("Am I active?", "Am I not active?"),
        ("Was it paid in May?", "Was it paid in June?"),
        ("When is my next session?", "When is my last session?"),
        ("Is 79.00 right?", "Is 48.00 right?"),
    ],
)
def test_questions_that_differ_in_a_telling_word_are_never_the_same(store, one, other):
    model = Model()
    ask(store, model, replace(ASKER, question=one), embedder=Alike())
    assert ask(store, model, replace(ASKER, question=other), embedder=Alike())[0] is None


@pytest.mark.parametrize(
    "model",
    [
        Model(calls=(ToolCall("c", "reschedule", {"day": "Thursday"}),), finish="tool_calls"),
        Model(finish="length"),
    ],
)
def test_a_tool_call_or_half_an_answer_is_given_again_to_the_very_same_request_alone(store, model):
    ask(store, model)
    assert ask(store, model, replace(ASKER, question="Active, am I?"))[0] is None
    assert ask(store, model)[0].cache == "exact"


def test_an_answer_is_given_again_for_as_long_as_the_bot_says(tmp_path):
    now = [0.0]
    path = tmp_path / "answers.sqlite"
    with closing(AnswerStore(path, lambda: 10_000_000, lambda: now[0])) as store:
        model = Model()
        ask(store, model)
        now[0] = 3 * 3600.0
        assert ask(store, model, how=replace(BOTH, keep_h=2.0))[0] is None
        now[0] = 4 * 3600.0
        assert ask(store, model, how=replace(BOTH, keep_h=2.0))[0].age_s == 3600.0


def test_a_cache_that_fails_keeps_nobody_from_an_answer(tmp_path):
    with closing(AnswerStore(tmp_path / "gone" / "a.sqlite", lambda: 1)) as broken:
        assert ask(broken, Model(), embedder=Embedder(fails=True))[1].text == "answer 1"


def test_the_prompt_is_never_what_is_compared_but_the_question(store):
    embedder = Embedder()
    ask(store, Model(), embedder=embedder)
    assert embedder.texts == ["Am I active?"]


def test_a_question_whose_words_stand_in_the_facts_is_not_mixed_up_with_them():
    """Without the one place of the question, two requests are the same only if all else is."""
    one = answer_key(SPEC, request("active", "status: active"), replace(ASKER, question="active"))
    other = answer_key(
        SPEC, request("suspended", "status: suspended"), replace(ASKER, question="suspended")
    )
    assert one.scope != other.scope


def test_how_a_model_is_run_does_not_matter_and_what_it_is_does():
    def key(**changes):
        return answer_key(replace(SPEC, **changes), request("Hi"), ASKER)

    assert key(threads=4, parallel=2, input_price_usd=1.0) == key()
    others = [
        key(remote_name="x"),
        key(base_url="http://h/v1"),
        key(context_tokens=8),
        key(lora=("a",)),
    ]
    assert len({each.exact for each in (key(), *others)}) == 5


def test_a_model_file_that_was_replaced_is_another_model(tmp_path):
    file = tmp_path / "m.gguf"
    file.write_bytes(b"one")
    spec = ModelSpec("m", path=str(file))
    before = answer_key(spec, request("Hi"), ASKER)
    file.write_bytes(b"another")
    assert answer_key(spec, request("Hi"), ASKER).exact != before.exact


ASKERS = st.builds(
    Asker,
    account_id=st.sampled_from(["", "A-1", "A-2", "A-1/customer"]),
    role=st.sampled_from(["customer", "agent", "customer/0"]),
    trial=st.integers(0, 1),
    question=st.sampled_from([*WORDINGS, "", "customer", "A-1"]),
)
STEPS = st.lists(
    st.tuples(ASKERS, st.sampled_from(["", "status: active", "A-2 owes 79.00"]), st.booleans()),
    max_size=25,
)


class Named:
    """Says for whom it answers."""

    def __init__(self, asker):
        self.asker = asker

    def stream(self, request, cancel):
        text = repr((self.asker.account_id, self.asker.role))
        yield text
        yield Completion(text, (), 10, 1)

    def count_tokens(self, texts, cancel):
        return None


@settings(deadline=None, max_examples=40)
@given(STEPS)
def test_no_answer_of_an_account_or_role_is_ever_given_to_another(tmp_path_factory, steps):
    """Whatever is asked in whatever order, though all questions look the same to the embedder."""
    path = tmp_path_factory.mktemp("answers") / "a.sqlite"
    with closing(AnswerStore(path, lambda: 10_000_000)) as store:
        for asker, facts, is_similar_enough in steps:
            how = CacheSettings(exact=True, semantic=is_similar_enough, similarity=0.01)
            _, done = ask(
                store,
                Named(asker),
                asker,
                how,
                asked=request(asker.question, facts),
                embedder=Alike(),
            )
            assert done.text == repr((asker.account_id, asker.role))
