from functools import reduce

import pytest

from tests.workbench.projections.traces import ANSWER, CALL, a_trace, as_stored, stamped
from workbench.domain.conversation import Completion
from workbench.domain.model_call import Reused
from workbench.projections.answer import Answer, after, answer_of
from workbench.trace.facts import (
    AnswerReused,
    ApprovalGiven,
    ModelAnswered,
    ModelAsked,
    ModelQueued,
    ModelRetried,
    PromptProgressed,
    TextCheckpointed,
    TextStreamed,
    ThoughtStreamed,
    ToolCalled,
    ToolReturned,
    TurnCancelled,
    TurnFailed,
    TurnPaused,
)


def folded(*facts, span_id="turn"):
    return answer_of(stamped([(n / 10, span_id, fact) for n, fact in enumerate(facts)]))


def test_an_answer_waits_reads_writes_and_is_done():
    states = []
    reduce(lambda a, e: (states.append(after(a, e).status), after(a, e))[1], a_trace(), Answer())
    seen = [state for n, state in enumerate(states) if n == 0 or states[n - 1] != state]
    assert seen == ["waiting", "reading", "writing", "waiting", "reading", "writing", "done"]


def test_a_replayed_answer_is_the_live_one():
    assert answer_of(as_stored(a_trace())) == answer_of(a_trace())
    assert answer_of(a_trace()).text == ANSWER


def test_a_tool_row_says_in_words_what_it_was_given_and_gave():
    (tool,) = answer_of(a_trace()).tools
    assert (tool.name, tool.arguments) == ("get_invoice", '(invoice_id: "INV-20417")')
    assert tool.result == "id INV-20417, amount 79.00"
    assert tool.seconds == pytest.approx(0.2)


def test_a_failed_tool_says_so_and_whether_it_was_injected():
    (tool,) = folded(ToolCalled(CALL), ToolReturned(CALL, "Timed out.", True, "timeout")).tools
    assert (tool.failed, tool.fault, tool.result) == (True, "timeout", "Timed out.")


def test_the_place_in_the_queue_shows_until_the_request_goes_out():
    assert folded(ModelQueued(3), ModelQueued(2)).queue_place == 2
    assert folded(ModelQueued(1), ModelAsked("m")).queue_place is None


def test_words_of_a_broken_call_are_dropped():
    answer = folded(ModelAsked("m"), TextStreamed("Yo"), ModelRetried(1, "died"))
    assert (answer.text, answer.retries, answer.status) == ("", 1, "reading")


def test_a_checkpoint_restores_the_words_so_far():
    assert folded(ModelAsked("m"), TextCheckpointed("Your acc")).text == "Your acc"


def test_the_three_other_ends():
    assert folded(TurnCancelled("Your")).status == "stopped"
    failed = folded(TurnFailed("The model died.", "Try again.", "Yo"))
    assert (failed.status, failed.text, failed.note, failed.hint) == (
        "failed", "Yo", "The model died.", "Try again.",
    )  # fmt: skip
    paused = folded(ToolCalled(CALL), TurnPaused(CALL))
    assert (paused.status, paused.tools[0].needs_approval) == ("paused", True)
    assert not paused.is_over


def test_a_call_that_was_decided_runs_on_and_nothing_says_that_it_waits():
    going_on = folded(ToolCalled(CALL), TurnPaused(CALL), ApprovalGiven(CALL.id, True))
    assert (going_on.status, going_on.note) == ("waiting", "")
    assert not going_on.tools[0].needs_approval


def test_an_answer_that_was_given_before_says_so_until_a_model_is_asked():
    reused = Reused("exact", "Status?", 1.0, 60.0, 120, 0.25)
    answer = folded(AnswerReused(reused), TextStreamed("Active."))
    assert (answer.text, answer.reused) == ("Active.", reused)
    assert folded(AnswerReused(reused), ModelAsked("big")).reused is None


def test_thoughts_come_first_and_are_kept_beside_the_answer():
    thinking = folded(ModelAsked("m"), ThoughtStreamed("Hm, "), ThoughtStreamed("so."))
    assert (thinking.status, thinking.thought, thinking.text) == ("thinking", "Hm, so.", "")
    done = Completion("Yes.", (), 1, 4, reasoning="Hm, so.")
    answer = folded(ModelAsked("m"), ModelAnswered(done, (3200,), thought_ms=3100))
    assert (answer.text, answer.thought, answer.thought_s) == ("Yes.", "Hm, so.", 3.1)


def test_thoughts_of_a_broken_call_are_dropped_with_its_words():
    answer = folded(ModelAsked("m"), ThoughtStreamed("Hm"), ModelRetried(1, "died", 2.0))
    assert (answer.thought, answer.next_try_s) == ("", 2.0)


def test_how_much_of_the_prompt_is_read_is_of_the_call_that_goes_on():
    reading = folded(ModelAsked("m"), PromptProgressed(512, 5949), PromptProgressed(2140, 5949))
    assert (reading.status, reading.read_tokens, reading.prompt_tokens) == ("reading", 2140, 5949)
    again = folded(ModelAsked("m"), PromptProgressed(512, 5949), ModelRetried(1, "died"))
    assert (again.read_tokens, again.prompt_tokens) == (0, 0)
