"""Opening the store: its schema, in numbered steps, and one sentence for a disk that refuses."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import StorageError
from workbench.migrations import migrate, schema_version
from workbench.write_ahead import write_ahead

# Step n brings the schema from user_version n to n + 1. Never change one that was released.
MIGRATIONS = (
    """
    CREATE TABLE events (
        position INTEGER PRIMARY KEY, turn_id TEXT NOT NULL, seq INTEGER NOT NULL,
        is_shown INTEGER NOT NULL, line BLOB NOT NULL, UNIQUE (turn_id, seq)) STRICT;
    CREATE TABLE blobs (sha256 TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;
    CREATE TABLE turns (
        turn_id TEXT PRIMARY KEY, run_id TEXT NOT NULL, bot TEXT NOT NULL, model TEXT NOT NULL,
        outcome TEXT NOT NULL, started_at TEXT NOT NULL, question TEXT NOT NULL,
        rating INTEGER NOT NULL DEFAULT 0, row BLOB NOT NULL) STRICT;
    CREATE INDEX turns_by_time ON turns (started_at);
    CREATE INDEX turns_by_run ON turns (run_id);
    CREATE TABLE runs (
        run_id TEXT PRIMARY KEY, started_at TEXT NOT NULL, state TEXT NOT NULL,
        suite BLOB NOT NULL, row BLOB NOT NULL) STRICT;
    CREATE TABLE cells (
        run_id TEXT NOT NULL, case_id TEXT NOT NULL, variant TEXT NOT NULL,
        trial INTEGER NOT NULL, row BLOB NOT NULL,
        label TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (run_id, case_id, variant, trial)) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE expenses (
        turn_id TEXT NOT NULL, seq INTEGER NOT NULL, day TEXT NOT NULL, run_id TEXT NOT NULL,
        model TEXT NOT NULL, usd REAL, PRIMARY KEY (turn_id, seq)) STRICT, WITHOUT ROWID;
    CREATE INDEX expenses_by_day ON expenses (day);
    CREATE INDEX expenses_by_run ON expenses (run_id);
    """,
    """
    CREATE TABLE speed_tests (
        test_id TEXT PRIMARY KEY, model TEXT NOT NULL, started_at TEXT NOT NULL,
        row BLOB NOT NULL) STRICT;
    """,
    """
    CREATE TABLE egress (
        at TEXT NOT NULL, host TEXT NOT NULL, purpose TEXT NOT NULL, run_id TEXT NOT NULL,
        bytes_out INTEGER NOT NULL, bytes_in INTEGER NOT NULL) STRICT;
    CREATE INDEX egress_by_run ON egress (run_id);
    """,
)
BUSY_TIMEOUT_S = 10.0


def open_database(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection for the thread that opens it; writing brings the schema up to date."""
    mode = "ro" if read_only else "rwc"
    with storage_errors(path):
        db = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=BUSY_TIMEOUT_S
        )
        if not read_only:
            write_ahead(db)
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA wal_autocheckpoint = 10000")
            _bring_up_to_date(db)
    return db


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """SQLite's complaints, as one sentence with the file and a remedy."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StorageError(
            f"{path} cannot be used: {error}.",
            "Free some space or make the folder writable; nothing that was stored is lost.",
        ) from error
    except sqlite3.IntegrityError:
        # The same thing stored twice: a bug, not the disk.
        raise
    except sqlite3.DatabaseError as error:
        raise StorageError(
            f"{path} is not a store that can be read: {error}.",
            "Move the file away; a new store is made at the next start.",
        ) from error


def _bring_up_to_date(db: sqlite3.Connection) -> None:
    version = schema_version(db)
    if version > len(MIGRATIONS):
        raise StorageError(
            f"This workspace was written by a newer version of the app (store {version}).",
            "Update the app, or open another workspace.",
        )
    migrate(db, MIGRATIONS)
