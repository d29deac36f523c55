from dataclasses import replace
from datetime import timedelta

import pytest

from tests.ui.pages.turn_rows import NOW, turn
from ui.pages.runs.archive import eta_words
from ui.pages.runs.columns import run_columns, turn_columns
from ui.pages.runs.filters import RunFilter, TurnFilter, cleared, shown_words
from ui.widgets.moments import moment, span
from workbench.domain.run import RunRow

RUN = RunRow(
    "run-1", "first-look", "First look", NOW.isoformat(), "finished", 128, 128, 1, "zero-shot",
    ("zero-shot", "router"), 32, (("zero-shot", 0.41), ("router", 0.82)), 200.0,
)  # fmt: skip


def said(columns, row):
    return {column.title: column.text(row) for column in columns}


def test_a_turn_is_found_by_all_words_in_any_of_its_texts():
    found = turn(1, question="Why was I charged twice?")
    assert TurnFilter("CHARGED past").accepts(found)
    assert TurnFilter("LT-1042").accepts(found)
    assert not TurnFilter("charged tomorrow").accepts(found)


def test_bot_outcome_and_origin_each_narrow():
    single, cell = turn(1), turn(2, run_id="r1", outcome="failed")
    assert TurnFilter(bot="router", outcome="finished").accepts(single)
    assert not TurnFilter(bot="plain").accepts(single)
    assert not TurnFilter().accepts(cell)
    assert TurnFilter(origin="grid").accepts(cell)
    assert TurnFilter(origin="", outcome="failed").accepts(cell)
    assert not TurnFilter(origin="grid").accepts(single)


def test_clearing_keeps_where_turns_come_from():
    assert cleared(TurnFilter("x", "router", "failed", "grid")) == TurnFilter(origin="grid")


def test_a_run_is_found_by_title_variant_and_state():
    assert RunFilter("first router").accepts(RUN)
    assert RunFilter(bot="router", state="finished").accepts(RUN)
    assert not RunFilter(bot="plain").accepts(RUN)
    assert not RunFilter(state="running").accepts(RUN)


@pytest.mark.parametrize(
    ("shown", "total", "words"),
    [(12, 64, "12 of 64 shown"), (64, 64, "64 turns"), (1, 1, "1 turn"), (0, 0, "0 turns")],
)
def test_the_count_says_how_many_of_how_many(shown, total, words):
    assert shown_words(shown, total, "turn") == words


def test_a_run_says_its_state_progress_and_best_bot():
    etas = {"run-1": "about 40 s left"}
    done = said(run_columns(lambda: NOW, etas), RUN)
    assert (done["State"], done["Progress"]) == ("Finished", "128 cells")
    assert (done["Best pass rate"], done["Took"]) == ("82%  router", "3 min 20 s")
    running = replace(RUN, state="running", cells_done=47, pass_rates=(), duration_s=None)
    live = said(run_columns(lambda: NOW, etas), running)
    assert live["Progress"] == "47 of 128, about 40 s left"
    assert (live["Best pass rate"], live["Took"]) == ("–", "–")
    stopped = said(run_columns(lambda: NOW, {}), replace(running, state="stopped"))
    assert (stopped["State"], stopped["Progress"]) == ("Stopped, can be resumed", "47 of 128 cells")


def test_a_run_without_cells_has_no_share_to_divide_by():
    empty = replace(RUN, cells_total=0, cells_done=0, state="running")
    looks = {each.title: each.look(empty) for each in run_columns(lambda: NOW, {}) if each.look}
    assert looks["Progress"].bar == 0.0


def test_a_turn_says_outcome_figures_and_rating():
    row = said(turn_columns(lambda: NOW), turn(1, rating=1))
    assert (row["Outcome"], row["Total s"], row["Tokens in + out"]) == ("Done", "2.00", "470 + 30")
    assert row["Rating"] == "good"
    broken = said(turn_columns(lambda: NOW), turn(2, outcome="failed", total_s=None, rating=-1))
    assert (broken["Outcome"], broken["Total s"], broken["Rating"]) == ("Failed", "–", "bad")


@pytest.mark.parametrize(
    ("eta_s", "words"),
    [(None, ""), (0.2, "about 1 s left"), (40, "about 40 s left"), (150, "about 2 min left")],
)
def test_what_is_left_is_said_in_round_words(eta_s, words):
    assert eta_words(eta_s) == words


def test_moments_are_near_then_by_weekday_then_by_date():
    here = NOW.astimezone()
    assert moment(here.isoformat(), NOW) == f"today {here:%H:%M}"
    before = here - timedelta(days=2)
    assert moment(before.isoformat(), NOW) == f"{before:%a %H:%M}"
    old = here - timedelta(days=14)
    assert moment(old.isoformat(), NOW) == f"{old.day} {old:%b %Y}"
    assert moment("", NOW) == "–"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "–"), (0.6, "600 ms"), (11.2, "11.2 s"), (120, "2 min"), (7500, "2 h 5 min"),
     (7200, "2 h")],
)  # fmt: skip
def test_spans_have_two_units_at_most(seconds, words):
    assert span(seconds) == words
