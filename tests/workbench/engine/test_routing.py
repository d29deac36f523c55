"""Which of two models answers, and that a replay takes the same way and asks nobody."""

from dataclasses import replace
from math import log

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from tests.workbench.engine.services import (
    BALANCE,
    FixedRetriever,
    bot,
    facts,
    given,
    kinds,
    services,
)
from workbench.domain.bot import Intent, ModelSpec, Routes
from workbench.domain.conversation import Completion, TokenLogprob
from workbench.engine.routing import mean_probability
from workbench.engine.turn import run_turn
from workbench.models.queue import ModelGate, QueuedModel
from workbench.models.scripted import ScriptedModel
from workbench.trace.facts import ModelRouted

STRONG = ModelSpec("strong", "openai_compatible")
DIRECT = bot(strategy="direct", tools=())
CALLS = '{"tool": "balance", "arguments": {}}'
SURE, UNSURE = '{"text": "I am sure.", "confidence": 0.95}', '{"text": "Hm.", "confidence": 0.3}'


def routed(*said, script="From the easy one.", the_bot=None, easy_examples=(), **rules):
    """The facts of a turn of a bot with these rules."""
    routes = Routes(STRONG, easy=easy_examples, **rules)
    made = replace(the_bot or DIRECT, routes=routes)
    return facts(two_models(script), the_input=given(made, *said))


def two_models(*easy, **more):
    return services(*easy, strong=ScriptedModel("From the strong one."), **more)


def routes_of(told):
    return [(fact.model, fact.rule) for fact in told if isinstance(fact, ModelRouted)]


def reason(told):
    return [fact.reason for fact in told if isinstance(fact, ModelRouted)][-1]


def test_without_a_rule_that_fits_the_bots_own_model_answers():
    told = routed(longer_than=40)
    assert routes_of(told) == [("scripted", "none")]
    assert told[-1].text == "From the easy one."


def test_a_long_question_goes_to_the_strong_model():
    told = routed("why " * 41, longer_than=40)
    assert routes_of(told) == [("strong", "length")]
    assert reason(told) == "41 words, more than 40"
    assert told[-1].text == "From the strong one."


@pytest.mark.parametrize(
    ("question", "model", "words"),
    [
        ("Show me the bill of that invoice", "strong", "near the hard question"),
        ("What is my status", "scripted", "near “Is my status active?”"),
        ("Tell me a story", "strong", "the nearest easy question"),
    ],
)
def test_the_nearest_example_decides(question, model, words):
    told = routed(
        question,
        hard=("Why this bill, and that invoice?",),
        easy_examples=("Is my status active?",),
        similarity=0.6,
    )
    assert routes_of(told) == [(model, "examples")]
    assert words in reason(told)


def test_a_question_unlike_every_intent_goes_to_the_strong_model():
    intents = (Intent("status", ("Is my status active?",)), Intent("bill", ("My invoice",)))
    for question, model in (("Is my status active", "scripted"), ("Sing a song", "strong")):
        told = routed(
            question, the_bot=bot(strategy="router", tools=(), intents=intents), unlike_intents=0.9
        )
        assert routes_of(told)[0][0] == model


def test_the_strong_model_answers_where_a_tool_is_needed():
    made = bot(tools=(BALANCE,), routes=Routes(STRONG, tools=True))
    with_tools = services("balance", strong=ScriptedModel(CALLS, "It is 12."))
    told = facts(with_tools, the_input=given(made))
    assert routes_of(told) == [("scripted", "none"), ("strong", "tools"), ("strong", "tools")]
    assert kinds(told).count("tool_called") == 1
    assert told[-1].text == "It is 12."


def test_a_router_that_used_a_tool_asks_the_strong_model():
    intents = (Intent("status", ("Is my status active?",), tool="balance"),)
    told = routed(
        "Is my status active",
        the_bot=bot(strategy="router", tools=(BALANCE,), intents=intents), tools=True,
    )  # fmt: skip
    assert routes_of(told) == [("strong", "tools")]


@pytest.mark.parametrize(
    ("script", "answer", "routes"),
    [
        (SURE, "I am sure.", [("scripted", "none"), ("scripted", "confidence")]),
        (UNSURE, "From the strong one.", [("scripted", "none"), ("strong", "confidence")]),
    ],
)
def test_an_unsure_answer_is_given_up_for_the_strong_models(script, answer, routes):
    told = routed(script=script, confidence=0.7)
    assert routes_of(told) == routes
    assert told[-1].text == answer
    assert kinds(told).count("model_answered") == (2 if "strong" in dict(routes) else 1)


class Mute:
    """A model that gives no log probabilities."""

    def stream(self, request, cancel):
        assert request.sampling.logprobs == 1
        yield "Hi."
        yield Completion("Hi.", (), 3, 1)

    def count_tokens(self, texts, cancel):
        return None


def test_a_model_that_gives_no_log_probabilities_is_believed_and_the_trace_says_so():
    made = replace(DIRECT, routes=Routes(STRONG, confidence=0.7))
    told = facts(two_models(model=Mute()), the_input=given(made))
    assert told[-1].text == "Hi."
    assert "gives no log probabilities" in reason(told)


def test_each_call_has_a_span_of_its_own_and_says_whom_it_asked():
    easy, strong = (
        QueuedModel(ScriptedModel(text), ModelGate(), is_interactive=True)
        for text in (UNSURE, "From the strong one.")
    )
    made = replace(DIRECT, routes=Routes(STRONG, confidence=0.7))
    turn = run_turn(given(made), services(model=easy, strong=strong))
    asked = [(one.path[-1], one.fact.model) for one in turn if one.fact.kind == "model_asked"]
    assert asked == [("model-0", "scripted"), ("model-0.1", "strong")]


class Nobody:
    """Whatever is asked of it, the test fails."""

    def __getattr__(self, name):
        raise AssertionError(f"{name} was asked for")


@pytest.mark.parametrize(
    "rules",
    [
        {"confidence": 0.7},
        {"hard": ("Is my status active?",), "similarity": 0.2},
        {"longer_than": 2},
    ],
)
def test_a_replay_takes_the_same_way_and_asks_nobody_and_every_cut_goes_on_to_the_same_end(rules):
    made = given(replace(DIRECT, routes=Routes(STRONG, **rules)))
    whole = facts(two_models(UNSURE), the_input=made)
    nobody = services(
        model=Nobody(), strong=Nobody(), embedder=Nobody(), retriever=FixedRetriever()
    )
    assert facts(nobody, whole, made) == []
    for cut in range(1, len(whole)):
        rest = facts(two_models(UNSURE), whole[:cut], made)
        assert [*whole[:cut], *rest] == whole


def test_an_edited_route_is_followed():
    made = given(replace(DIRECT, routes=Routes(STRONG, longer_than=40)))
    whole = facts(two_models("From the easy one."), the_input=made)
    place = kinds(whole).index("model_routed")
    edited = [*whole[:place], ModelRouted("strong", "A person chose it")]
    rest = facts(two_models("From the easy one."), edited, made)
    assert rest[-1].text == "From the strong one."


@for_all(st.lists(st.floats(0.001, 1.0), min_size=1, max_size=30))
def test_the_mean_probability_lies_between_the_least_and_the_greatest(probabilities):
    mean = mean_probability([TokenLogprob("x", log(each)) for each in probabilities])
    assert min(probabilities) - 1e-9 <= mean <= max(probabilities) + 1e-9


def test_of_no_tokens_there_is_no_mean():
    assert mean_probability(()) is None
