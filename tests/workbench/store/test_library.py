import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from tests.workbench.store.rows import cell_row, end, run_row, turn_row
from workbench.domain.suite import CellKey, Suite
from workbench.store.database import MIGRATIONS
from workbench.store.event_store import EventStore
from workbench.store.expenses import spending_by_model
from workbench.store.library import Library, TurnFilter

SUITE = Suite("s", (), (), ())
DAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.sqlite"


@pytest.fixture
def library(path):
    with closing(Library(path)) as opened:
        yield opened


def put(path, *rows):
    with closing(EventStore(path)) as store:
        start = store.last_position()
        for place, row in enumerate(rows, start + 1):
            store.append([(place, end(row.turn_id), True)], [row])


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (TurnFilter(), ["t3", "t2", "t1"]),
        (TurnFilter(bot="router"), ["t2"]),
        (TurnFilter(text="WHERE"), ["t3"]),
        (TurnFilter(outcome="failed"), ["t1"]),
        (TurnFilter(run_id="r1"), ["t3"]),
        (TurnFilter(only_single=True), ["t2", "t1"]),
        (TurnFilter(since=(DAY + timedelta(hours=1)).isoformat()), ["t3", "t2"]),
    ],
)
def test_turns_are_found_newest_first(path, library, wanted, found):
    times = [(DAY + timedelta(hours=n)).isoformat() for n in range(3)]
    put(
        path,
        turn_row("t1", outcome="failed", started_at=times[0]),
        turn_row("t2", bot="router", started_at=times[1]),
        turn_row("t3", question="Where?", run_id="r1", started_at=times[2]),
    )
    assert [row.turn_id for row in library.turns(wanted)] == found
    assert library.count_turns(wanted) == len(found)


def test_a_thumb_is_kept_when_the_turn_goes_on(path, library):
    put(path, turn_row("t1", outcome="paused"))
    library.rate("t1", -1)
    with closing(EventStore(path)) as store:
        store.append([(9, end("t1", seq=1), True)], [turn_row("t1")])
    (row,) = library.turns(TurnFilter())
    assert (row.rating, row.outcome) == (-1, "finished")


def test_a_run_comes_back_as_it_went_in(library):
    library.add_run(run_row(), SUITE)
    assert library.run("r1") == (run_row(), SUITE)
    assert library.run("r2") is None
    library.update_run(run_row(state="finished"))
    assert library.runs("running") == []
    assert [run.state for run in library.runs()] == ["finished"]


def test_labels_stand_beside_the_cells(path, library):
    put(path, cell_row("c1"), cell_row("c2"))
    library.label("r1", CellKey("c1", "a", 0), "fail", "Wrong date.")
    cells = {cell.case_id: (cell.label, cell.label_note) for cell in library.cells("r1")}
    assert cells == {"c1": ("fail", "Wrong date."), "c2": ("", "")}
    assert library.finished_cells("r1") == {CellKey("c1", "a", 0), CellKey("c2", "a", 0)}


def test_pruning_forgets_what_is_old_gives_space_back_and_keeps_the_rest(path, library):
    old, new = (DAY - timedelta(days=40)).isoformat(), DAY.isoformat()
    rows = [turn_row(f"old{n}", started_at=old, answer="x" * 2_000) for n in range(200)]
    put(path, *rows, turn_row("new", started_at=new), cell_row("c1", run_id="old"))
    library.add_run(run_row("old", started_at=old, state="finished"), SUITE)
    library.add_run(run_row("going", started_at=old), SUITE)
    before = library.size()
    library.prune((DAY - timedelta(days=30)).isoformat())
    after = library.size()
    assert after.size_bytes < before.size_bytes / 2
    assert (after.turns, after.runs) == (1, 1)
    assert [row.turn_id for row in library.turns(TurnFilter())] == ["new"]
    assert list(library.cells("old")) == []
    assert [run.run_id for run in library.runs()] == ["going"]


def test_a_store_of_the_first_version_is_brought_up_to_date_with_all_that_it_has(tmp_path):
    path = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(f"{MIGRATIONS[0]} PRAGMA user_version = 1;")
        db.execute(
            "INSERT INTO turns (turn_id, run_id, bot, model, outcome, started_at, question, row)"
            " VALUES ('t1', '', 'b', 'm', 'finished', '', 'Hi', ?)",
            (b'{"turn_id": "t1"}',),
        )
        db.commit()
    with closing(Library(path)) as library:
        assert [row.turn_id for row in library.turns(TurnFilter())] == ["t1"]
        assert library.cache_counts() == (0, 0)
    assert spending_by_model(path, "2026-11-16") == ()
