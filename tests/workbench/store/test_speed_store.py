"""Speed tests are kept, newest first, and a test that gets further replaces itself."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from workbench.domain.speed import SpeedPoint, SpeedTest
from workbench.store.database import MIGRATIONS
from workbench.store.speed_store import SpeedStore

POINT = SpeedPoint(512, 1, 500, 32, 1.5, 333.0, 40.0, 12.0)
TEST = SpeedTest("t1", "mine", "Q8_0", "2026-11-20T10:00:00", 4096, -1, "f16", 0, (POINT,))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.sqlite"


def test_a_test_that_gets_further_replaces_itself(path):
    further = replace(TEST, points=(POINT, replace(POINT, length=2048, read_tps=300.0)))
    with closing(SpeedStore(path)) as store:
        store.add(TEST)
        store.add(replace(TEST, test_id="t2", started_at="2026-11-21T10:00:00"))
        store.add(further)
    with closing(SpeedStore(path)) as store:
        assert [test.test_id for test in store.tests()] == ["t2", "t1"]
        assert store.tests()[1] == further
        assert len(store.tests(limit=1)) == 1
    assert further.read_tps == 300.0
    assert further.write_tps == 40.0


def test_a_store_of_the_first_version_is_brought_up_to_date(path):
    with closing(sqlite3.connect(path)) as db:
        db.executescript(f"{MIGRATIONS[0]} PRAGMA user_version = 1;")
    with closing(SpeedStore(path)) as store:
        store.add(TEST)
        assert store.tests() == [TEST]
