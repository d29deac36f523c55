import pytest

from tests.workbench.engine.services import Guard, bot, facts, given, kinds, services
from workbench.domain.bot import Prompt, RetrievalSettings
from workbench.domain.conversation import Completion
from workbench.domain.model_call import Admitted, Queued
from workbench.domain.turn import Origin
from workbench.engine.turn import run_turn
from workbench.errors import ModelDroppedError, ModelUnavailableError, RetrievalError

DONE = Completion("Hi.", (), 3, 1)


class DroppingModel:
    """Breaks in the middle of its first answers."""

    def __init__(self, breaks):
        self.breaks, self.requests = breaks, []

    def stream(self, request, cancel):
        self.requests.append(request)
        yield Queued(2)
        yield Queued(1)
        yield Admitted()
        yield "Hi"
        if len(self.requests) <= self.breaks:
            raise ModelDroppedError("The model server died.", "Wait.")
        yield "."
        yield DONE

    def count_tokens(self, texts, cancel):
        return tuple(len(text.split()) for text in texts)


def test_a_model_that_drops_out_is_asked_again_and_the_trace_says_so():
    turn = run_turn(given(), services(model=DroppingModel(breaks=2)))
    told = [one.fact for one in turn]
    assert [fact.attempt for fact in told if fact.kind == "model_retried"] == [1, 2]
    assert told[-1].text == "Hi."


def test_a_model_that_keeps_dropping_out_fails_the_turn_and_keeps_the_last_words():
    told = facts(services(model=DroppingModel(breaks=9)))
    assert (told[-1].kind, told[-1].message, told[-1].text) == (
        "turn_failed",
        "The model server died.",
        "Hi",
    )


def test_places_in_the_queue_are_told_and_the_model_is_asked_after_them():
    turn = run_turn(given(), services(model=DroppingModel(breaks=0)))
    told = [one.fact for one in turn if one.fact.kind in {"model_queued", "model_asked"}]
    assert [getattr(fact, "place", fact.kind) for fact in told] == [2, 1, "model_asked"]


def test_each_trial_has_a_seed_of_its_own():
    model = DroppingModel(breaks=0)
    for trial in range(2):
        facts(services(model=model), the_input=given(origin=Origin(trial=trial)))
    first, second = model.requests
    assert second.sampling.seed == first.sampling.seed + 1


def test_segments_are_counted_by_the_model_or_estimated_and_marked_so():
    counted = facts(services(model=DroppingModel(breaks=0)))[1]
    assert {segment.name: segment.tokens for segment in counted.segments} == {
        "system": 2,
        "question": 4,
        "tools": counted.segments[-2].tokens,
    }
    assert not counted.is_estimate


def test_a_failing_tool_is_shown_to_the_model_and_not_to_the_person():
    told = facts(services("broken", "Sorry."))
    assert told[-1].text == "Sorry."
    assert told[-3].messages[-1].text == "Out of order."


@pytest.mark.parametrize(("calls", "ending"), [(2, "turn_finished"), (3, "turn_failed")])
def test_a_model_that_calls_tools_wrongly_is_told_so_twice(calls, ending):
    script = ['{"tool": "nothing", "arguments": {}}'] * calls + ["Sorry."]
    the_bot = bot(steps_per_turn=9)
    told = facts(services(*script), the_input=given(the_bot))
    assert told[-1].kind == ending
    assert kinds(told).count("tool_called") == calls


def test_a_bot_that_never_answers_fails_with_a_hint():
    told = facts(services("balance", "balance", "balance", "balance"))
    assert "step limit" in told[-1].hint


class AbsentModel(DroppingModel):
    def count_tokens(self, texts, cancel):
        raise ModelUnavailableError("There is no such model.", "Add it.")


def broken_prompt(**more):
    return bot(prompt=Prompt("p", "Be {{ mood }}."), strategy="direct", tools=(), **more)


class AbsentRetriever:
    def find(self, query, settings, role, cancel):
        raise RetrievalError("There is no index.", "Update it.")


@pytest.mark.parametrize(
    ("work", "the_bot", "step"),
    [
        ({"model": AbsentModel(0)}, bot(), "model-0"),
        ({"model": DroppingModel(breaks=9)}, bot(), "model-0"),
        ({}, broken_prompt(), "prompt-0"),
        ({"retriever": AbsentRetriever()}, bot(retrieval=RetrievalSettings()), "retrieve"),
        ({"input_guards": (Guard("words", "balance"),)}, bot(), "guard-in"),
    ],
    ids=["a model that is not there", "a model that dies", "a prompt", "an index", "a guard"],
)
def test_a_turn_that_fails_says_in_which_step_though_that_told_nothing_yet(work, the_bot, step):
    told = facts(services("Hi.", **work), the_input=given(the_bot))
    assert (told[-1].kind, told[-1].step) == ("turn_failed", step)
