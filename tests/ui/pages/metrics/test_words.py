from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ui.pages.metrics.tile_words import tile_words
from ui.pages.metrics.time_axis import bar_ticks, pace, time_ticks
from workbench.projections.metrics import Tile

BEGIN = datetime(2026, 11, 16, 9, 40, tzinfo=UTC)
HOUR_S, DAY_S = 3600, 86_400


def tile(value, unit="s", change=None, better=-1):
    return Tile("Figure", value, unit, change, better, (1.0, None, 2.0))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (tile(4812, "turns"), ("4,812", "")),
        (tile(3.42), ("3.42", "s")),
        (tile(11.23), ("11.2", "s")),
        (tile(0.014, "share"), ("1.4", "%")),
        (tile(0.0996, "share"), ("10", "%")),
        (tile(0.714, "share"), ("71", "%")),
        (tile(0.0, "share"), ("0", "%")),
        (tile(0.0021, "usd"), ("$0.0021", "")),
        (tile(0.0, "usd"), ("$0", "")),
        (tile(None), ("–", "")),
    ],
)
def test_a_tile_has_the_precision_of_its_unit(given, said):
    words = tile_words(given, "on last week")
    assert (words.value, words.unit) == said


@pytest.mark.parametrize(
    ("given", "text", "rises", "verdict"),
    [
        (tile(3.42, change=-0.61), "0.61 s on last week", False, "better"),
        (tile(3.42, change=0.61), "0.61 s on last week", True, "worse"),
        (tile(0.71, "share", 0.09, 1), "9.0 pts on last week", True, "better"),
        (tile(112, "turns", 12, 0), "12% on last week", True, "unsure"),
        (tile(12, "turns", 12, 0), "12 on last week", True, "unsure"),
        (tile(12.8, "usd", 1.1, 0), "$1.10 on last week", True, "unsure"),
    ],
)
def test_a_change_says_its_size_and_whether_it_is_better(given, text, rises, verdict):
    change = tile_words(given, "on last week").change
    assert (change.text, change.rises, change.verdict) == (text, rises, verdict)


@pytest.mark.parametrize(
    ("given", "note"),
    [
        (tile(1.0), "nothing to compare with"),
        (tile(1.0, change=0.0), "as on last week"),
        (tile(None), "not measured"),
    ],
)
def test_without_a_difference_a_note_stands_for_the_arrow(given, note):
    words = tile_words(given, "on last week")
    assert (words.change, words.note) == (None, note)


def test_a_spark_leaves_out_what_is_not_known():
    assert tile_words(tile(1.0), "").spark == (1.0, 2.0)


def test_hours_stand_at_full_hours():
    ticks = time_ticks(BEGIN, 0, 6 * HOUR_S)
    assert [words for _, words in ticks] == ["10:00", "11:00", "12:00", "13:00", "14:00", "15:00"]
    assert ticks[0][0] == 20 * 60


def test_days_stand_at_midnight():
    ticks = time_ticks(BEGIN, 0, 4 * DAY_S)
    assert [words for _, words in ticks] == ["Tue 17", "Wed 18", "Thu 19", "Fri 20"]
    assert ticks[0][0] == 14 * HOUR_S + 20 * 60


def test_a_single_moment_still_has_a_tick():
    assert time_ticks(BEGIN, 100, 100) == [(100, "09:41")]


@pytest.mark.parametrize("span_s", [1, 600, HOUR_S, 7 * HOUR_S, DAY_S, 7 * DAY_S, 30 * DAY_S])
def test_there_are_never_many_ticks_nor_any_outside(span_s):
    ticks = time_ticks(BEGIN, 0, span_s)
    assert 1 <= len(ticks) <= 8
    assert all(0 <= at <= span_s for at, _ in ticks)


def test_bars_of_several_days_are_marked_where_a_day_begins():
    starts = tuple(float(n * 6 * HOUR_S) for n in range(12))
    assert bar_ticks(BEGIN, starts) == [
        (0.0, "Mon 16"), (3.0, "Tue 17"), (7.0, "Wed 18"), (11.0, "Thu 19"),
    ]  # fmt: skip


def test_bars_of_one_day_are_marked_by_the_hour_and_thinned():
    starts = tuple(float(n * 1800) for n in range(16))
    assert bar_ticks(BEGIN, starts)[:2] == [(0.0, "09:40"), (2.0, "10:40")]
    assert bar_ticks(BEGIN, ()) == []


@pytest.mark.parametrize(
    ("bucket_s", "said"),
    [(300, "every 5 min"), (HOUR_S, "hourly"), (6 * HOUR_S, "every 6 h"), (DAY_S, "daily")],
)
def test_the_width_of_a_bucket_is_said(bucket_s, said):
    assert pace(bucket_s) == said


def test_what_is_not_in_a_figure_is_said_instead_of_its_change():
    words = tile_words(replace(tile(0.5, "usd", 0.1, 0), note="without 1 turn"), "on last week")
    assert (words.note, words.change) == ("without 1 turn", None)
