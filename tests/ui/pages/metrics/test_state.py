import csv
from io import StringIO

import pytest

from tests.ui.pages.turn_rows import NOW, turn
from ui.pages.metrics.export import as_csv
from ui.pages.metrics.state import MetricsState
from ui.widgets.prompt_parts import PARTS
from workbench.projections.metrics import compute_metrics

TURNS = [
    turn(1, 1.2, total_s=1.0),
    turn(2, 1.3, total_s=3.0),
    turn(3, 5.0, bot="plain", total_s=7.0),
    turn(4, 23.9, outcome="failed", total_s=99.0),
]


@pytest.fixture
def state():
    made = MetricsState()
    made.take(compute_metrics(TURNS, NOW, 24))
    return made


def test_percentiles_are_lines_of_all_finished_turns(state):
    lines = {line.name: line for line in state.time_lines()}
    assert set(lines) == {"p50", "p95", "p99"}
    assert lines["p50"].ys == (7.0, 2.0)
    assert lines["p95"].ys == (7.0, 2.9)


def test_bots_are_lines_with_letters_that_their_rows_carry(state):
    state.lines = "bot"
    assert [line.name for line in state.time_lines()] == ["A", "B"]
    assert (state.letter("bot", "router"), state.letter("bot", "plain")) == ("A", "B")
    assert state.letter("bot", "unknown") == ""


def test_the_cursor_begins_at_the_newest_and_stops_at_the_ends(state):
    state.move(-1)
    assert state.cursor == len(state.starts_s) - 1
    state.move(1)
    assert state.cursor == len(state.starts_s) - 1
    for _ in range(9):
        state.move(-1)
    assert state.cursor == 0


def test_the_cursor_does_nothing_without_turns():
    state = MetricsState()
    state.take(compute_metrics([], NOW, 24))
    state.move(1)
    assert (state.cursor, state.bars(), state.time_lines()[0].ys) == (None, (), ())


def test_the_note_tells_what_stands_at_the_cursor(state):
    assert "n 3" in state.latency_note()
    state.move(1)
    assert state.latency_note().endswith("p50 2.00 s, p95 2.90 s, p99 2.98 s, n 2")
    assert state.tokens_note().endswith("500 a turn, n 2")


def test_a_bucket_where_all_failed_says_so(state):
    state.cursor = 0
    assert state.latency_note().endswith("no turn finished")


def test_of_bots_the_note_tells_each_p95(state):
    state.lines = "bot"
    state.move(1)
    assert state.latency_note().endswith("p95 A 2.90 s")


def test_parts_of_a_prompt_are_put_together_in_one_order(state):
    assert PARTS == ("System", "Evidence", "History", "Tools", "Answer")
    assert state.bars()[-1].values == (150, 300, 20, 0, 30)
    assert state.part_means()["System"] == 150


def test_the_cursor_goes_where_the_period_moves_on(state):
    state.move(-1)
    state.take(compute_metrics(TURNS, NOW.replace(hour=13), 24))
    assert state.cursor is None


def test_csv_has_a_line_for_each_point_of_each_line(state):
    rows = list(csv.DictReader(StringIO(as_csv(state))))
    kinds = [row["of"] for row in rows]
    assert (kinds.count("all"), kinds.count("bot"), kinds.count("model")) == (2, 2, 2)
    assert rows[-1]["p95_s"] == "2.9"
    assert (rows[1]["evidence_tokens"], rows[-1]["evidence_tokens"]) == ("300", "")
