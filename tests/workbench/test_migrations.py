"""A new file is opened by many at once: who indexes, who searches, who lists runs."""

import sqlite3
import threading
from contextlib import closing

import pytest

from workbench.errors import WorkbenchError
from workbench.migrations import migrate, schema_version
from workbench.retrieval.knowledge_store import KnowledgeStore
from workbench.store.library import Library

OPENERS = 8
ROUNDS = 10
STEPS = ("CREATE TABLE one (a); INSERT INTO one VALUES (1)", "CREATE TABLE two (b)")


@pytest.mark.parametrize("store", [KnowledgeStore, Library])
def test_many_who_open_a_new_store_at_once_all_find_it_made(tmp_path, store):
    refused = []

    def open_it(path, together):
        together.wait()
        try:
            store(path).close()
        except WorkbenchError as error:
            refused.append(error)

    for number in range(ROUNDS):
        together = threading.Barrier(OPENERS)
        path = tmp_path / f"{number}.sqlite"
        threads = [threading.Thread(target=open_it, args=(path, together)) for _ in range(OPENERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not refused


def test_only_the_steps_that_are_missing_are_carried_out(tmp_path):
    with closing(sqlite3.connect(tmp_path / "file")) as db:
        migrate(db, STEPS[:1])
        assert schema_version(db) == 1
        migrate(db, STEPS)
        migrate(db, STEPS)
        assert schema_version(db) == 2
        assert db.execute("SELECT a FROM one").fetchall() == [(1,)]


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path):
    with closing(sqlite3.connect(tmp_path / "file")) as db:
        with pytest.raises(sqlite3.OperationalError):
            migrate(db, (STEPS[0], "CREATE TABLE one (a)"))
        assert schema_version(db) == 0
        assert db.execute("SELECT name FROM sqlite_schema").fetchall() == []
