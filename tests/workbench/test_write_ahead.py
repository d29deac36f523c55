import sqlite3
import threading
from contextlib import closing

import pytest

from workbench.write_ahead import write_ahead


def test_whoever_holds_the_new_file_is_waited_for(tmp_path):
    path, modes = tmp_path / "file", []

    def turn():
        with closing(sqlite3.connect(path, timeout=0)) as mine:
            write_ahead(mine)
            modes.append(mine.execute("PRAGMA journal_mode").fetchone())

    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        waiting = threading.Thread(target=turn)
        waiting.start()
        waiting.join(0.2)
        assert waiting.is_alive()
        other.execute("COMMIT")
        waiting.join(30)
    assert modes == [("wal",)]


def test_what_waiting_does_not_help_is_raised_at_once(tmp_path):
    path = tmp_path / "file"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE one (a)")
    with (
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as reader,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        write_ahead(reader)
