import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.pages.grid import stories
from tests.ui.pages.grid.test_state import state_of
from ui.pages.grid.controls import started_words, status_words
from ui.pages.grid.export import export
from ui.pages.grid.heads import head
from ui.pages.grid.plot_data import plot_data, token_parts
from ui.pages.grid.why import reasons
from ui.pages.grid.word_diff import MOST_WORDS, word_diff
from ui.widgets import amounts
from ui.widgets.prompt_parts import PARTS
from workbench.projections.grid import VariantSummary

BOT = stories.bots(1)[0]
COMPARED = VariantSummary(
    "few-shot", cells_done=64, cases=64, passed=48, failed=16, pass_rate=0.75, low=0.63,
    high=0.84, interval="Wilson over cases", difference=0.08, p_value=0.11, p_adjusted=0.33,
    test="exact McNemar", fixed=9, broke=4, p50_s=1.6, p95_s=2.84, prompt_tokens_mean=7900.0,
    reply_tokens_mean=200.0, cost_usd=0.0,
)  # fmt: skip


def changed(**changes):
    values = {name: getattr(COMPARED, name) for name in COMPARED.__slots__}
    return head("B", "few-shot", BOT, VariantSummary(**values | changes))


def test_a_difference_that_may_be_chance_has_a_sign_but_no_arrow():
    shown = changed()
    assert (shown.difference, shown.p_text, shown.direction) == ("+8 pts", "p 0.33, not sig.", 0)
    # Where there is no room for all of it, the figure stays whole.
    assert shown.p_short == "p 0.33"


def test_a_sure_difference_has_a_direction():
    assert changed(p_adjusted=0.004).direction == 1
    worse = changed(p_adjusted=0.004, difference=-0.24)
    assert (worse.direction, worse.difference, worse.p_text) == (-1, "\u221224 pts", "p 0.004")


def test_the_adjusted_p_decides_not_the_raw_one():
    assert changed(p_value=0.02, p_adjusted=0.06).direction == 0


def test_the_head_says_rate_latency_tokens_and_cost():
    shown = changed()
    assert (shown.rate_text, shown.latency, shown.spent) == ("75%", "1.6, 2.8 s", "8.1k  ·  $0")
    assert shown.recipe == "smollm2-135m, direct"


def test_the_tip_names_sample_methods_and_both_p_values():
    tip = changed(errors=2).tip
    for words in ("48 of 64 cells passed, 64 cases", "2 ended in an error", "63% to 84%, Wilson",
                  "9 fixed, 4 broke", "exact McNemar: p 0.11 alone, p 0.33 Holm"):  # fmt: skip
        assert words in tip


def test_too_few_cases_say_so_instead_of_an_interval():
    shown = changed(low=None, high=None, interval="3 cases, no interval")
    assert shown.no_interval == "3 cases, no interval"


def test_a_variant_without_cells_is_unknown():
    assert head("B", "few-shot", BOT, None).rate_text == "–"


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0004, "p < 0.001"), (0.004, "p 0.004"), (0.0496, "p 0.050"), (0.33, "p 0.33")],
)
def test_p_values_keep_what_tells_them_from_the_limit(value, words):
    assert amounts.p_words(value) == words


@pytest.mark.parametrize(
    ("value_s", "words"),
    [(0.2, "1 s"), (40, "40 s"), (130, "2 min 10 s"), (120, "2 min"), (3900, "1 h 5 min")],
)
def test_durations_have_two_units_at_most(value_s, words):
    assert amounts.duration(value_s) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "–"), (0, "$0"), (0.0021, "$0.0021"), (0.19, "$0.19")],
)
def test_costs(value, words):
    assert amounts.cost(value) == words


def test_tokens_are_whole_below_a_thousand():
    assert [amounts.short_tokens(value) for value in (None, 0, 999.4, 9400)] == [
        "–",
        "0",
        "999",
        "9.4k",
    ]


@given(st.floats(-1, 1))
def test_a_score_difference_never_shows_a_hyphen(value):
    assert "-" not in amounts.signed_score(value)


def test_the_chip_tells_how_far_the_run_is():
    suite = stories.suite(2, 32)
    rows = stories.all_cells(suite)[:12]
    told = stories.progress(suite, rows, "running", eta_s=40)
    assert status_words(told) == ("running", "12 of 64 cells, about 40 s left")
    assert status_words(stories.progress(suite, rows, "running")) == ("running", "12 of 64 cells")
    assert status_words(stories.progress(suite, rows, "stopped"))[0] == "warn"
    done = stories.progress(suite, stories.all_cells(suite))
    assert status_words(done) == ("pass", "64 of 64 cells")
    assert status_words(None, "64 cells, about 2 min") == ("idle", "64 cells, about 2 min")


def test_a_time_that_is_none_is_shown_as_it_is():
    assert started_words("yesterday") == "yesterday"


# Differences


@given(st.text(max_size=80), st.text(max_size=80))
def test_what_stayed_and_what_is_new_make_the_new_text(before, after):
    pieces = word_diff(before, after)
    kept = "".join(piece.text for piece in pieces if piece.kind != "removed")
    assert kept == after


def test_a_changed_word_is_struck_before_the_new_one():
    kinds = [(piece.kind, piece.text.strip()) for piece in word_diff("It is paid.", "It is open.")]
    assert kinds == [("same", "It is"), ("removed", "paid."), ("added", "open.")]


def test_very_long_answers_are_not_matched_word_by_word():
    kinds = [piece.kind for piece in word_diff("a " * (MOST_WORDS + 1), "b")]
    assert kinds == ["removed", "added"]


def test_why_names_routing_tools_and_ranks():
    now = stories.turn(
        "a", "x", ("invoices", "late-fees", "dates"), "invoice_list", tool="list_invoices"
    )
    before = stories.turn("b", "y", ("late-fees", "refunds", "invoices"), tool="get_account")
    told = [(reason.direction, reason.text, reason.detail) for reason in reasons(now, before)]
    assert told == [
        ("other", "Routed to invoice_list", "not routed there"),
        ("up", "list_invoices", "called"),
        ("down", "get_account", "not called"),
        ("up", "How invoices works", "rank 3 to 1"),
        ("down", "How late fees works", "rank 1 to 2"),
        ("up", "How dates works", "new at rank 3"),
        ("down", "How refunds works", "left rank 2"),
    ]


def test_a_tool_that_failed_is_a_reason():
    now = stories.turn("a", "x", tool="get_account", failed=True)
    before = stories.turn("b", "y", tool="get_account")
    assert [reason.detail for reason in reasons(now, before)] == ["failed"]
    assert reasons(before, before) == ()


# Export and plots


def test_csv_has_a_line_a_cell_and_quotes_what_must_be():
    state = state_of(variants=2, count=8, trials=2)
    lines = list(csv.DictReader(io.StringIO(export(state, "csv"))))
    assert len(lines) == 32
    assert lines[0]["question"] == "What is my account status?"
    assert {line["trial"] for line in lines} == {"1", "2"}


def test_json_carries_the_statistics_and_only_the_cases_shown():
    state = state_of()
    state.refilter("tag:billing")
    document = json.loads(export(state, "json"))
    assert [case["case"] for case in document["cases"]] == state.rows
    assert document["variants"][3]["p_adjusted"] == pytest.approx(0.0197, abs=1e-3)
    assert document["baseline"] == "zero-shot"


def test_markdown_escapes_bars_and_names_the_differences():
    text = export(state_of(variants=2, count=2), "md")
    assert "| Few-shot | 100% |" in text
    assert "passed, 0.97, fixed" in text


def test_plots_show_what_has_been_answered():
    data = plot_data(state_of(variants=2, count=8))
    assert [each.letter for each in data] == ["A", "B"]
    assert len(data[0].ttfts_s) == 8
    assert token_parts(data) == tuple(part for part in PARTS if part != "Tools")
    assert data[1].tokens["System"] == 140
    assert plot_data(state_of(variants=2, count=0)) == ()
