"""What a bot's model does for a search, and that a recording finds the same without anybody."""

from dataclasses import replace

import pytest

from tests.workbench.engine.services import (
    CHUNK,
    FixedRetriever,
    bot,
    facts,
    given,
    kinds,
    services,
)
from workbench.cancellation import CancelToken
from workbench.domain.bot import RetrievalSettings
from workbench.domain.document import SearchText
from workbench.engine.turn import run_turn
from workbench.models.scripted import ScriptedModel
from workbench.trace.facts import ChunksRetrieved, ModelAnswered, TextStreamed, TurnFailed

OTHER = replace(
    CHUNK, id="c2", path="cards.md", text="Change your card in the settings.", score=0.2
)
BEST = replace(CHUNK, score=0.7)


class Scorer:
    name = "bge"

    def __init__(self, *scores):
        self.given, self.asked = scores, []

    def scores(self, question, texts, cancel: CancelToken):
        self.asked.append((question, tuple(texts)))
        return self.given


class InTurn(ScriptedModel):
    """Says the next line each time it is asked."""

    def stream(self, request, cancel):
        line, *self._script = self._script
        yield from ScriptedModel(line).stream(request, cancel)


class Nobody(FixedRetriever, ScriptedModel):
    """Fails if it is asked for anything."""

    def candidates(self, *_):
        raise AssertionError

    def stream(self, *_):
        raise AssertionError


def asked(retriever=None, script=(), said=("And late?",), more=None, **settings):
    """The facts, and the retriever that was asked."""
    found = retriever or FixedRetriever(BEST, OTHER)
    the_bot = bot(strategy="direct", tools=(), retrieval=RetrievalSettings(**settings))
    with_services = services(
        model=InTurn(*script), retriever=found, the_bot=the_bot, **(more or {})
    )
    return facts(with_services, the_input=given(the_bot, *said)), found


def chosen(told):
    return next(fact.retrieved for fact in told if isinstance(fact, ChunksRetrieved))


def test_a_rewritten_query_is_searched_in_the_question_s_place():
    told, retriever = asked(script=("late cancellation fee", "5 days."), rewrite=True)
    assert retriever.searches[0].texts == (SearchText("late cancellation fee", "rewrite"),)
    assert chosen(told).texts == retriever.searches[0].texts
    assert told[-1].text == "5 days."


def test_a_made_up_passage_and_further_queries_are_searched_beside_it():
    script = ("A fee of 5 USD.", "late fee\ncancel late", "5 days.")
    _, retriever = asked(script=script, hyde=True, multi_query=2)
    assert [each.purpose for each in retriever.searches[0].texts] == [
        "question",
        "hyde",
        "multi_query",
        "multi_query",
    ]


def test_the_model_puts_passages_into_order():
    told, _ = asked(script=("[2] > [1]", "In the settings."), rerank="listwise", top_k=1)
    assert [chunk.id for chunk in chosen(told).chunks] == ["c2"]
    assert chosen(told).steps[0].name == "rerank"


def test_a_reranker_s_scores_decide_and_are_a_fact():
    scorer = Scorer(0.1, 0.9)
    told, _ = asked(
        script=("Ok.",), rerank="cross_encoder", top_k=1, min_score=0.5, more={"reranker": scorer}
    )
    assert scorer.asked == [("And late?", (CHUNK.text, OTHER.text))]
    assert [chunk.id for chunk in chosen(told).chunks] == ["c2"]
    assert "candidates_scored" in kinds(told)


def test_without_a_reranker_a_bot_that_wants_one_says_what_to_do():
    told, _ = asked(rerank="cross_encoder")
    assert isinstance(told[-1], TurnFailed)
    assert "no reranker" in told[-1].message


def test_the_region_of_the_account_goes_with_the_search():
    the_bot = bot(strategy="direct", tools=(), retrieval=RetrievalSettings())
    account = replace(given().account, record={"region": "UK"})
    retriever = FixedRetriever(BEST)
    the_input = replace(given(the_bot), account=account)
    facts(services("Ok.", retriever=retriever, the_bot=the_bot), the_input=the_input)
    assert retriever.searches[0].region == "UK"


def test_without_evidence_the_bot_says_its_sentence_and_asks_no_model():
    told, _ = asked(min_score=0.9, no_evidence_reply="I can't find that.")
    assert told[-1].text == "I can't find that."
    assert "model_answered" not in kinds(told)
    assert chosen(told).no_evidence.startswith("The best passage scores 0.700")


def test_without_such_a_sentence_the_model_answers_without_evidence():
    told, _ = asked(script=("No idea.",), min_score=0.9)
    assert told[-1].text == "No idea."


def test_evidence_beyond_the_token_budget_is_cut_in_whole_chunks():
    told, _ = asked(script=("Ok.",), token_budget=8)
    assert [chunk.id for chunk in chosen(told).chunks] == ["c1"]
    assert chosen(told).steps[-1].dropped[0].chunk_id == "c2"


SCRIPT = ("late fee", "A fee of 5 USD.", "cancel late", "[2] > [1]", "5 days.")
EVERYTHING = {"rewrite": True, "hyde": True, "multi_query": 1, "rerank": "listwise"}


def the_turn():
    the_bot = bot(strategy="direct", tools=(), retrieval=RetrievalSettings(**EVERYTHING))
    return the_bot, given(the_bot, "And late?")


def whole():
    the_bot, the_input = the_turn()
    return facts(services(model=InTurn(*SCRIPT), the_bot=the_bot), the_input=the_input)


def test_a_whole_recording_is_replayed_without_asking_anybody():
    the_bot, the_input = the_turn()
    told = whole()
    nobody = Nobody()
    silent = services(the_bot=the_bot, retriever=nobody, model=nobody)
    assert facts(silent, told[:-1], the_input) == told[-1:]


@pytest.mark.parametrize("cut", range(1, 16))
def test_a_recording_cut_anywhere_goes_on_to_the_same_choice(cut):
    the_bot, the_input = the_turn()
    told = whole()
    recorded = told[:cut]
    left = len([fact for fact in recorded if isinstance(fact, ModelAnswered)])
    rest = facts(services(model=InTurn(*SCRIPT[left:]), the_bot=the_bot), recorded, the_input)
    assert [*recorded, *rest] == told


def test_what_is_written_for_a_search_is_never_streamed_as_the_answer():
    the_bot, the_input = the_turn()
    turn = run_turn(the_input, services(model=InTurn(*SCRIPT), the_bot=the_bot))
    said = "".join(one.fact.text for one in turn if isinstance(one.fact, TextStreamed))
    assert said == "5 days."


def test_spans_of_a_search_lie_inside_of_it():
    the_bot, the_input = the_turn()
    turn = run_turn(the_input, services(model=InTurn(*SCRIPT), the_bot=the_bot))
    paths = {"/".join(one.path) for one in turn}
    inside = {f"turn/retrieve/{name}" for name in ("rewrite", "hyde", "multi_query", "rerank")}
    assert inside <= paths
