import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.projections.traces import CALL, a_trace, as_stored, stamped
from workbench.projections.waterfall import axis_ticks, waterfall
from workbench.trace.facts import (
    InputChecked,
    ModelAsked,
    ModelQueued,
    ToolCalled,
    ToolReturned,
    TurnFailed,
)


def rows_of(events):
    return {row.span_id.rpartition("/")[2]: row for row in waterfall(events).rows}


def test_rows_stand_in_the_order_of_the_turn_with_plain_names():
    names = [(row.name, row.kind, row.depth) for row in waterfall(a_trace()).rows]
    assert names == [
        ("guard in", "guard", 0),
        ("retrieve", "retrieve", 0),
        ("prompt", "prompt", 0),
        ("queue", "queue", 0),
        ("model", "model", 0),
        ("get_invoice", "tool", 0),
        ("prompt", "prompt", 0),
        ("model", "model", 0),
    ]


def test_a_step_that_only_tells_its_result_began_when_the_step_before_ended():
    row = rows_of(a_trace())["prompt-1"]
    assert (row.start_s, row.end_s) == (2.7, 2.8)


def test_the_notch_is_at_the_first_token_live_and_replayed():
    assert rows_of(a_trace())["model-1"].first_token_s == pytest.approx(3.5)
    assert rows_of(as_stored(a_trace()))["model-1"].first_token_s == pytest.approx(3.5)
    assert rows_of(a_trace())["model-0"].first_token_s is None


def test_waiting_for_a_busy_model_is_a_row_of_its_own():
    queue, model = [row for row in waterfall(a_trace()).rows if "model-0" in row.span_id]
    assert (queue.name, queue.start_s, queue.end_s) == ("queue", 0.5, 1.5)
    assert (model.name, model.start_s, model.end_s) == ("model", 1.5, 2.5)


def test_a_call_that_still_waits_has_only_its_queue():
    steps = [(0.0, "turn/model-0", ModelQueued(2)), (1.0, "turn/model-0", ModelQueued(1))]
    (row,) = waterfall(stamped(steps)).rows
    assert (row.name, row.end_s) == ("queue", 1.0)


def test_a_fault_is_told_to_those_who_cannot_see_it():
    steps = [(0.0, "turn/tool-0.0", ToolCalled(CALL)),
             (0.6, "turn/tool-0.0", ToolReturned(CALL, "Timed out.", True, "timeout"))]  # fmt: skip
    (row,) = waterfall(stamped(steps)).rows
    assert row.value_text == "get_invoice, injected fault timeout, failed, 600 ms"
    assert row.detail == "Timed out."


def test_the_step_in_which_the_turn_failed_is_marked():
    steps = [(0.0, "turn/model-0", ModelAsked("m")), (1.0, "turn", TurnFailed("It died.", ""))]
    (row,) = waterfall(stamped(steps)).rows
    assert (row.failed, row.detail) == (True, "It died.")


def test_a_step_that_failed_before_it_told_anything_has_a_row():
    steps = [(0.2, "turn/guard-in", InputChecked("words")),
             (0.9, "turn", TurnFailed("No such model.", "", step="model-0"))]  # fmt: skip
    guard, model = waterfall(stamped(steps)).rows
    assert not guard.failed
    assert (model.name, model.kind, model.failed, model.detail) == (
        "model", "model", True, "No such model.",
    )  # fmt: skip
    assert (model.start_s, model.end_s) == (0.2, 0.9)


def test_a_child_is_indented_and_its_parent_spans_it():
    steps = [(0.0, "turn/retrieve", ModelAsked("m")), (0.5, "turn/retrieve/bm25", ModelAsked("m"))]
    parent, child = waterfall(stamped(steps)).rows
    assert (parent.depth, child.depth, parent.end_s) == (0, 1, 0.5)


@settings(deadline=None)
@given(st.floats(1e-4, 1e5))
def test_ticks_are_three_to_six_and_reach_no_further_than_the_total(total_s):
    ticks = axis_ticks(total_s)
    assert 3 <= len(ticks) <= 6
    assert ticks[0] == 0
    assert ticks[-1] <= total_s * (1 + 1e-6)


def test_ticks_are_round():
    assert axis_ticks(11.2) == (0, 2.5, 5, 7.5, 10)
    assert axis_ticks(0) == (0,)
