"""Lists, metrics and the size of the store, asked of a real worker process."""

from contextlib import closing

import pytest

from tests.workbench.worker.scripted_workspace import Desk, scripted_workspace
from workbench.commands import ComputeMetrics, ListRuns, ListTurns, MeasureStore, PruneStore
from workbench.messages import MetricsComputed, RunsListed, StoreMeasured, TurnsListed

TURNS = 40


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Forty turns, and a run of four cells."""
    folder = scripted_workspace(tmp_path_factory.mktemp("archive"))
    with closing(Desk(folder)) as desk:
        for number in range(TURNS):
            desk.ask("quick", f"Question {number}?")
        desk.run_end(desk.start_run())
        yield desk


def listed(desk, **fields):
    desk.send(ListTurns("l", **fields))
    told = desk.until(lambda item: isinstance(item, TurnsListed) and item.is_last)
    pieces = [item for item in told if isinstance(item, TurnsListed)]
    assert [piece.is_first for piece in pieces] == [True] + [False] * (len(pieces) - 1)
    return [row for piece in pieces for row in piece.turns], pieces[-1].total


def test_turns_are_listed_newest_first_in_pieces(archive):
    rows, total = listed(archive, only_single=True)
    assert total == len(rows) == TURNS
    assert [row.question for row in rows] == [f"Question {n}?" for n in reversed(range(TURNS))]


def test_a_limit_cuts_the_list_and_not_the_count(archive):
    rows, total = listed(archive, only_single=True, limit=3)
    assert (len(rows), total) == (3, TURNS)


def test_turns_are_found_by_what_was_asked(archive):
    rows, _ = listed(archive, text="question 17")
    assert [row.question for row in rows] == ["Question 17?"]
    assert listed(archive, text="nothing like it") == ([], 0)


def test_metrics_count_what_is_stored(archive):
    told = archive.answer(ComputeMetrics("m", 24), MetricsComputed, request_id="m")
    assert (told.metrics.turns, told.metrics.failed) == (TURNS + 4, 0)
    assert told.metrics.bots == ("quick",)


def test_what_is_old_is_pruned_and_the_rest_stays(archive):
    before = archive.answer(MeasureStore(), StoreMeasured)
    assert (before.turns, before.runs) == (TURNS + 4, 1)
    kept = archive.answer(PruneStore(1), StoreMeasured)
    assert (kept.turns, kept.runs) == (TURNS + 4, 1)
    gone = archive.answer(PruneStore(0), StoreMeasured)
    assert (gone.turns, gone.runs) == (0, 0)
    assert gone.size_bytes < before.size_bytes
    assert archive.answer(ListRuns(), RunsListed).runs == ()
    assert archive.ask("quick")[-1].fact.kind == "turn_finished"
