import pytest

from tests.workbench.projections.traces import ANSWER, a_trace, as_stored, stamped, steps
from workbench.domain.conversation import Completion
from workbench.domain.model_call import Reused
from workbench.projections.turns import LONGEST_ANSWER, TurnFold, turn_row
from workbench.trace.facts import (
    AnswerReused,
    EgressCounted,
    FellBack,
    ModelAnswered,
    ModelAsked,
    ModelRetried,
    ModelRouted,
    TextStreamed,
    ToolReturned,
    TurnCancelled,
    TurnFailed,
    TurnFinished,
)


def test_a_row_says_where_the_turn_belongs_and_what_was_said():
    row = turn_row(a_trace())
    assert (row.turn_id, row.conversation_id, row.run_id) == ("t1", "talk-1", "run-1")
    assert (row.case_id, row.trial, row.account_id, row.role) == (
        "case-1",
        2,
        "LT-1042",
        "customer",
    )
    assert (row.bot, row.model, row.strategy) == ("router", "tiny", "router")
    assert (row.question, row.answer) == ("When is my refund?", ANSWER)
    assert (row.outcome, row.started_at) == ("finished", "2026-11-16T09:00:00+00:00")


def test_queueing_is_its_own_number():
    row = turn_row(a_trace())
    assert row.queue_s == pytest.approx(1.0)
    assert row.total_s == pytest.approx(3.7)


def test_first_token_and_speed_are_of_the_call_that_wrote_the_answer():
    row = turn_row(a_trace())
    assert row.ttft_s == pytest.approx(0.5)
    assert row.tokens_per_s == pytest.approx(20 / 1.0)


def test_tokens_are_summed_and_segments_are_of_the_last_prompt():
    row = turn_row(a_trace())
    assert (row.prompt_tokens, row.reply_tokens, row.cached_tokens) == (260, 31, 100)
    assert [(each.name, each.tokens) for each in row.segments] == [
        ("system", 60),
        ("evidence", 100),
    ]
    assert (row.tool_calls, row.tool_errors, row.retries) == (1, 0, 0)


def test_parts_add_up_to_where_the_time_went():
    parts = {part.kind: part.seconds for part in turn_row(a_trace()).parts}
    # In the order of time: the turn waits for the model before that works.
    assert list(parts) == ["guard", "retrieve", "prompt", "queue", "model", "tool"]
    assert parts == pytest.approx(
        {"guard": 0.1, "retrieve": 0.3, "prompt": 0.2, "queue": 1.0, "model": 2.6, "tool": 0.2}
    )


@pytest.mark.parametrize(
    ("costs_usd", "turn_usd"),
    [((0.0, 0.0), 0.0), ((0.25, 0.5), 0.75), ((None, 0.5), None), ((0.25, None), None)],
)
def test_a_turn_costs_what_its_answers_do_and_one_unknown_makes_it_unknown(costs_usd, turn_usd):
    assert turn_row(a_trace(costs_usd=costs_usd)).cost_usd == turn_usd


def test_a_replayed_turn_has_the_row_of_the_live_one():
    assert turn_row(as_stored(a_trace())) == turn_row(a_trace())


def test_a_row_grows_with_its_turn():
    fold = TurnFold()
    rows = []
    for event in a_trace():
        fold.add(event)
        rows.append(fold.row())
    streaming = [row for row in rows if row.outcome == "running"]
    assert streaming[-1].ttft_s == pytest.approx(0.5)
    assert streaming[-1].total_s is None
    assert rows[-1].outcome == "finished"


def test_a_retry_counts_from_the_first_request():
    broken = [
        (0.0, "turn/model-0", ModelAsked("tiny")),
        (0.2, "turn/model-0", TextStreamed("Yo")),
        (0.3, "turn/model-0", ModelRetried(1, "The server died.")),
        (1.0, "turn/model-0", ModelAsked("tiny")),
        (1.4, "turn/model-0", TextStreamed("You")),
        (1.5, "turn", TurnFinished("You")),
    ]
    row = turn_row(stamped(broken))
    assert (row.ttft_s, row.retries) == (pytest.approx(1.4), 1)


@pytest.mark.parametrize(
    ("end", "outcome", "note"),
    [
        (
            TurnFailed("No answer.", "Try again.", "You", (400, 100)),
            "failed",
            "No answer. Try again.",
        ),
        (TurnCancelled("You", (400, 100)), "cancelled", ""),
    ],
)
def test_a_turn_that_breaks_off_keeps_its_words_and_its_first_token(end, outcome, note):
    row = turn_row(stamped([(1.0, "turn/model-0", ModelAsked("tiny")), (1.6, "turn", end)]))
    assert (row.outcome, row.answer, row.note) == (outcome, "You", note)
    assert row.ttft_s == pytest.approx(0.4)


def test_a_failed_tool_is_counted_and_a_long_answer_cut():
    call = next(fact.call for _, _, fact in steps() if isinstance(fact, ToolReturned))
    long = "x" * (LONGEST_ANSWER + 1)
    row = turn_row(
        stamped(
            [(0, "turn/tool-0.0", ToolReturned(call, "no", True)), (1, "turn", TurnFinished(long))]
        )
    )
    assert (row.tool_calls, row.tool_errors, len(row.answer)) == (1, 1, LONGEST_ANSWER)


REUSED = Reused("semantic", "My refund?", 0.97, 60.0, 120, 0.25)


def test_a_reused_answer_is_timed_and_paid_as_what_it_is():
    again = Completion("You", (), 0, 0, cost_usd=0.0)
    row = turn_row(
        stamped(
            [
                *steps()[:-1],
                (5.0, "turn/model-2", AnswerReused(REUSED)),
                (5.01, "turn/model-2", TextStreamed("You")),
                (5.02, "turn/model-2", ModelAnswered(again, (10,))),
                (5.1, "turn", TurnFinished("You")),
            ]
        )
    )
    assert (row.cache, row.saved_usd, row.cost_usd) == ("semantic", 0.25, 0.0)
    assert (row.ttft_s, row.tokens_per_s) == (pytest.approx(0.01), None)
    assert (row.prompt_tokens, row.reply_tokens) == (260, 31)


def test_the_last_route_says_who_answered():
    routes = [
        (0.0, "turn/route-0", ModelRouted("small", "No rule")),
        (1.0, "turn/route-0.1", ModelRouted("big", "Unsure", "confidence", 0.4)),
    ]
    row = turn_row(stamped(routes))
    assert (row.answered_by, row.route) == ("big", "confidence")


def test_who_took_over_is_told_and_stays_through_a_later_decision():
    events = [
        (0.0, "turn/model-0", FellBack("small", "other", "HTTP 500.")),
        (0.5, "turn/model-0", EgressCounted("api.example.com", 300, 900)),
        (0.6, "turn/model-0", EgressCounted("api.example.com", 1, 2)),
    ]
    row = turn_row(stamped(events))
    assert (row.answered_by, row.fell_back, row.route) == ("other", True, "")
    assert (row.bytes_out, row.bytes_in) == (301, 902)
    strong = (1.0, "turn/route-0.1", ModelRouted("big", "Unsure", "confidence", 0.4))
    row = turn_row(stamped([*events, strong]))
    assert (row.answered_by, row.fell_back) == ("big", False)
