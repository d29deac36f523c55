from dataclasses import replace

import pytest

from tests.ui.pages.grid import stories
from ui.pages.grid.state import GridState
from workbench.domain.suite import CellKey


def state_of(variants=4, count=32, trials=1, done=None, ended="finished"):
    suite = stories.suite(variants, count, trials)
    rows = stories.all_cells(suite, done=done)
    state = GridState()
    state.begin("r1")
    state.set_suite(suite)
    state.add_cells(rows)
    state.set_progress(stories.progress(suite, rows, ended))
    return state


def test_a_finished_cell_shows_verdict_score_change_and_latency():
    view = state_of().view("case-00001", "few-shot")
    assert (view.mark, view.chip, view.change, view.latency) == ("pass", "0.97", "fixed", "1.4 s")
    assert view.words == "passed, score 0.97, fixed, 1.4 s"


def test_an_error_says_why_and_has_no_score():
    view = state_of().view("case-00006", "router")
    assert (view.mark, view.chip, view.change) == ("error", "error", "broke")
    assert view.snippet.startswith("The model's server stopped answering.")
    assert view.words == "error, broke, 2.3 s"


def test_over_several_trials_a_cell_counts_those_that_passed():
    view = state_of(trials=3).view("case-00000", "zero-shot")
    assert (view.mark, view.chip) == ("part", "2 of 3")


def test_a_case_is_fixed_if_it_passes_in_more_of_the_trials_that_both_have():
    state = state_of(variants=2, count=2, trials=3)
    both = [sum(row.outcome == "passed" for row in state.trials("case-00001", name).values())
            for name in state.variants]  # fmt: skip
    assert both[1] > both[0]
    assert state.view("case-00001", "few-shot").change == "fixed"


def test_the_baseline_itself_never_changes():
    state = state_of()
    assert {state.view(case_id, "zero-shot").change for case_id in state.rows} == {""}


def test_what_is_not_answered_waits_while_the_run_runs_and_is_not_run_after():
    assert state_of(done=4, ended="running").view("case-00031", "router").mark == "waiting"
    assert state_of(done=4, ended="stopped").view("case-00031", "router").mark == "stopped"


def test_a_cell_is_running_while_it_is_being_answered():
    state = state_of(done=4, ended="running")
    assert state.note_answering([CellKey("case-00005", "zero-shot", 0)]) == {"case-00005"}
    assert state.view("case-00005", "zero-shot").mark == "running"
    assert state.note_answering([CellKey("case-00005", "zero-shot", 0)]) == set()
    state.add_cells([stories.cell("case-00005", "zero-shot")])
    assert state.view("case-00005", "zero-shot").mark == "fail"
    assert state.note_answering([]) == set()


def test_a_cell_that_was_dropped_waits_again():
    state = state_of(done=4, ended="running")
    state.note_answering([CellKey("case-00005", "router", 0)])
    assert state.note_answering([]) == {"case-00005"}
    assert state.view("case-00005", "router").mark == "waiting"


def test_a_cell_that_comes_twice_counts_once():
    state = state_of()
    before = dict(state.counts)
    state.add_cells([stories.cell("case-00001", "router")] * 2)
    assert dict(state.counts) == before


def test_filters_count_cases_and_show_them():
    state = state_of()
    found = {choice.key: choice.count for choice in state.filters()}
    assert found["all"] == 32
    assert found["tag:billing"] == 4
    state.refilter("broke")
    shown = [any(state.view(case, name).change == "broke" for name in state.variants)
             for case in state.rows]  # fmt: skip
    assert len(shown) == found["broke"] > 0
    assert all(shown)


def test_every_difference_is_fixed_or_broke():
    state = state_of()
    for key in ("fixed", "broke"):
        state.refilter(key)
        cases = set(state.rows)
        state.refilter("differences")
        assert cases <= set(state.rows)


def test_another_baseline_is_worked_off_some_cases_at_a_time():
    state = state_of()
    suite = state.suite
    rows = stories.all_cells(suite)
    before = state.counts["fixed"]
    assert state.set_progress(stories.progress(suite, rows, baseline="router"))
    assert state.view("case-00001", "zero-shot").change == "broke"
    steps = 0
    while state.work_off(10):
        steps += 1
    assert steps == 4
    assert state.counts["fixed"] != before
    assert state.counts["all"] == 32


def test_labels_are_counted_and_can_be_taken_back():
    state = state_of()
    cell = state.trials("case-00001", "router")[0]
    state.add_cells([replace(cell, label="pass", label_note="Right.")])
    assert (state.labelled, state.view("case-00001", "router").label) == (1, "pass")
    assert state.counts["labelled"] == 1
    state.add_cells([cell])
    assert (state.labelled, state.counts["labelled"]) == (0, 0)


def test_more_than_four_variants_are_paged_beside_the_baseline():
    state = state_of(variants=6)
    assert state.pages == 2
    assert state.columns == ("zero-shot", "few-shot", "few-shot-retrieval", "router")
    state.page = 1
    assert state.columns == ("zero-shot", "router-large", "tools")
    assert [head.letter for head in state.heads()] == ["A", "B", "C"]


def test_four_variants_or_fewer_are_one_page():
    assert (state_of().pages, state_of(variants=1).columns) == (1, ("zero-shot",))


def test_next_difference_goes_in_reading_order_and_stops_at_the_ends():
    state = state_of()
    columns = state.columns
    places = []
    at = state.next_difference(0, -1, 1)
    while at:
        places.append(at)
        at = state.next_difference(*at, 1)
    expected = [
        (row, column)
        for row, case in enumerate(state.rows)
        for column, name in enumerate(columns)
        if state.view(case, name).change
    ]
    assert places == expected
    assert state.next_difference(*places[0], -1) is None
    assert state.next_difference(*places[1], -1) == places[0]


def test_a_run_whose_suite_is_unknown_shows_the_cells_that_came():
    state = GridState()
    state.begin("r1")
    suite = stories.suite(2, 3)
    rows = stories.all_cells(suite)
    state.set_progress(stories.progress(suite, rows))
    state.add_cells(rows)
    state.refilter()
    assert state.rows == ["case-00000", "case-00001", "case-00002"]
    assert state.line("case-00000").title == "case-00000"
    assert state.view("case-00001", "few-shot").change == "fixed"


@pytest.mark.parametrize("count", [0, 1])
def test_small_suites_have_heads_without_an_interval(count):
    head = state_of(variants=2, count=count).heads()[1]
    assert head.low is None
    assert head.rate_text == ("–" if count == 0 else "100%")
