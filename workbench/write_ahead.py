"""SQLite's write-ahead log: readers do not wait for who writes."""

import sqlite3
import time

LONGEST_WAIT_S = 10.0
PAUSE_S = 0.005


def write_ahead(db: sqlite3.Connection) -> None:
    """Keep the file's journal as a write-ahead log.

    The change of a new file's mode is the one thing that SQLite's own busy timeout does not wait
    for, so this does. Raises `sqlite3.OperationalError` if others hold the file for 10 s.
    """
    give_up_at = time.monotonic() + LONGEST_WAIT_S
    while not _is_turned(db, is_last=time.monotonic() >= give_up_at):
        time.sleep(PAUSE_S)


def _is_turned(db: sqlite3.Connection, *, is_last: bool) -> bool:
    try:
        db.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if is_last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
