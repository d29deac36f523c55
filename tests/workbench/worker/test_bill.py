"""From the facts of a turn to its expenses."""

from workbench.domain.bot import Bot, ModelSpec, Prompt
from workbench.domain.conversation import Completion, Message
from workbench.domain.spending import Expense
from workbench.domain.turn import Origin, TurnInput
from workbench.trace.event import TraceEvent
from workbench.trace.facts import (
    ModelAnswered,
    ModelAsked,
    ModelRetried,
    PromptAssembled,
    Segment,
    TextStreamed,
    TurnCancelled,
    TurnFailed,
)
from workbench.worker.bill import Bill

GIVEN = TurnInput(
    Bot("paid", ModelSpec("big", "openai_compatible"), Prompt("p", "")),
    (Message("user", "Hi"),),
    origin=Origin(run_id="r1"),
)
PROMPT = PromptAssembled((), (Segment("system", 60), Segment("question", 40)), 4096)
PIECES = [TextStreamed("Yes"), TextStreamed(" it is")]


def expenses(*facts, cost_of=lambda spec, prompt, cached, reply: prompt + reply / 100):
    bill = Bill(GIVEN, cost_of)
    events = (TraceEvent("t1", seq, "", None, 0.0, fact) for seq, fact in enumerate(facts))
    found = (bill.take(event, "2026-11-16") for event in events)
    return [each for each in found if each]


def answered(usd):
    return ModelAnswered(Completion("Yes", (), 100, 2, cost_usd=usd))


def test_an_answer_costs_what_it_says():
    assert expenses(PROMPT, ModelAsked("big"), *PIECES, answered(0.25)) == [
        Expense("t1", 4, "2026-11-16", "r1", "big", 0.25)
    ]


def test_what_is_free_is_no_expense_and_what_is_unknown_is_one():
    assert expenses(PROMPT, ModelAsked("big"), answered(0.0)) == []
    assert [each.usd for each in expenses(PROMPT, ModelAsked("big"), answered(None))] == [None]


def test_a_call_that_breaks_off_costs_its_prompt_and_the_pieces_that_came():
    for end in (TurnCancelled("Yes"), TurnFailed("Late.", ""), ModelRetried(1, "It died.")):
        (found,) = expenses(PROMPT, ModelAsked("big"), *PIECES, end)
        assert found.usd == 100.02


def test_a_call_that_gave_nothing_costs_nothing():
    assert expenses(PROMPT, ModelAsked("big"), ModelRetried(1, "Busy."), TurnFailed("No", "")) == []


def test_after_its_answer_a_turn_that_fails_costs_nothing_more():
    told = expenses(PROMPT, ModelAsked("big"), *PIECES, answered(0.25), TurnFailed("No.", ""))
    assert len(told) == 1
