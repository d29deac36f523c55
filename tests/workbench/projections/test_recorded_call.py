from dataclasses import replace

from tests.workbench.projections.traces import ANSWER, MESSAGES, turn_input
from workbench.domain.bot import ModelSpec, Routes
from workbench.domain.conversation import Completion
from workbench.domain.tool import Tool
from workbench.projections.recorded_call import recorded_call
from workbench.trace.event import TraceEvent
from workbench.trace.facts import ModelAnswered, ModelAsked, PromptAssembled, TurnStarted

DONE = Completion(ANSWER, (), 10, 5)
TOOL = Tool("look", "Looks.", {"type": "object"}, "account")


def events(given, *facts):
    told = (TurnStarted(given), *facts)
    return [TraceEvent("t", seq, "turn", None, 0.0, fact) for seq, fact in enumerate(told)]


def test_the_last_request_is_as_the_engine_made_it_and_has_its_answer():
    given = turn_input()
    prompt = PromptAssembled(MESSAGES, (), 400)
    call = recorded_call(events(given, prompt, ModelAsked("tiny"), ModelAnswered(DONE)))
    assert (call.model, call.completion) == (given.bot.model, DONE)
    assert call.request.messages == MESSAGES
    assert call.request.sampling.seed == given.bot.sampling.seed + given.origin.trial
    assert call.request.tools == ()


def test_only_a_bot_that_lets_its_model_choose_offers_tools():
    given = turn_input()
    choosing = replace(given.bot, strategy="function_calling", tools=(TOOL,))
    prompt = PromptAssembled(MESSAGES, (), 400)
    call = recorded_call(events(replace(given, bot=choosing), prompt))
    assert (call.request.tools, call.completion) == ((TOOL,), None)


def test_the_model_is_the_one_that_was_asked_last():
    given = turn_input()
    strong = ModelSpec("strong")
    routed = replace(given, bot=replace(given.bot, routes=Routes(strong)))
    prompt = PromptAssembled(MESSAGES, (), 400)
    asked = (ModelAsked("tiny"), ModelAnswered(DONE), ModelAsked("strong"))
    call = recorded_call(events(routed, prompt, *asked))
    assert (call.model, call.completion) == (strong, None)


def test_before_the_first_prompt_there_is_no_call():
    assert recorded_call(events(turn_input())) is None
