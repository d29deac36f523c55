"""The tables of knowledge.sqlite, and how the file is opened and brought up to date."""

import sqlite3
from pathlib import Path

from workbench.errors import RetrievalError
from workbench.migrations import migrate, schema_version
from workbench.write_ahead import write_ahead

# One entry a version, in order; the file's version is PRAGMA user_version. All but vectors can be
# made again from the documents without a model, so an old file keeps only those.
MIGRATIONS = (
    """
    CREATE TABLE embedders (id INTEGER PRIMARY KEY, probe BLOB NOT NULL);
    CREATE TABLE vectors (
        embedder INTEGER NOT NULL REFERENCES embedders, text_key TEXT NOT NULL,
        vector BLOB NOT NULL, PRIMARY KEY (embedder, text_key)
    ) WITHOUT ROWID;
    """,
    """
    DROP TABLE IF EXISTS chunks;
    DROP TABLE IF EXISTS documents;
    DROP TABLE IF EXISTS problems;
    DROP TABLE IF EXISTS files;
    DROP TABLE IF EXISTS settings;
    ALTER TABLE vectors RENAME TO old_vectors;
    CREATE TABLE vectors (
        embedder INTEGER NOT NULL REFERENCES embedders, text_key TEXT NOT NULL,
        vector BLOB NOT NULL, UNIQUE (embedder, text_key)
    );
    INSERT INTO vectors SELECT embedder, text_key, vector FROM old_vectors;
    DROP TABLE old_vectors;
    CREATE TABLE indexes (
        name TEXT PRIMARY KEY, recipe TEXT NOT NULL, model TEXT NOT NULL,
        embedder INTEGER NOT NULL REFERENCES embedders, dimension INTEGER NOT NULL,
        libraries TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE files (
        index_name TEXT NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL, made_by TEXT NOT NULL,
        PRIMARY KEY (index_name, path)
    ) WITHOUT ROWID;
    CREATE TABLE problems (
        index_name TEXT NOT NULL, path TEXT NOT NULL, line INTEGER NOT NULL,
        message TEXT NOT NULL, hint TEXT NOT NULL,
        PRIMARY KEY (index_name, path),
        FOREIGN KEY (index_name, path) REFERENCES files ON DELETE CASCADE
    ) WITHOUT ROWID;
    CREATE TABLE documents (
        index_name TEXT NOT NULL, path TEXT NOT NULL, title TEXT NOT NULL, own TEXT NOT NULL,
        audience TEXT NOT NULL, effective TEXT NOT NULL, supersedes TEXT NOT NULL,
        region TEXT NOT NULL, language TEXT NOT NULL,
        PRIMARY KEY (index_name, path),
        FOREIGN KEY (index_name, path) REFERENCES files ON DELETE CASCADE
    ) WITHOUT ROWID;
    CREATE TABLE chunks (
        index_name TEXT NOT NULL, id TEXT NOT NULL, path TEXT NOT NULL, position INTEGER NOT NULL,
        heading TEXT NOT NULL, text TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
        page INTEGER NOT NULL, parent_id TEXT NOT NULL, is_parent INTEGER NOT NULL,
        text_key TEXT NOT NULL,
        PRIMARY KEY (index_name, id),
        FOREIGN KEY (index_name, path) REFERENCES documents ON DELETE CASCADE
    );
    CREATE INDEX chunks_path ON chunks (index_name, path, is_parent, position);
    CREATE INDEX chunks_text_key ON chunks (text_key);
    """,
)
LONGEST_WAIT_S = 10.0


class NotIndexedError(RetrievalError):
    """There is nothing to search yet."""

    def __init__(self) -> None:
        super().__init__("The documents are not indexed yet.", "Update the index.")


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Raises `RetrievalError` if the file is no knowledge store, or from a newer version."""
    if not read_only:
        path.parent.mkdir(parents=True, exist_ok=True)
    elif not path.exists():
        raise NotIndexedError
    connection = sqlite3.connect(path, timeout=LONGEST_WAIT_S, check_same_thread=False)
    try:
        write_ahead(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        _bring_up_to_date(connection, read_only=read_only)
        connection.execute(f"PRAGMA query_only = {int(read_only)}")
    except sqlite3.DatabaseError as error:
        connection.close()
        # What is wrong with the disk is no reason to delete anything.
        is_damaged = not isinstance(error, sqlite3.OperationalError)
        hint = "Delete the file" if is_damaged else "Free some space or make the folder writable"
        raise RetrievalError(
            f"{path} cannot be read: {error}.", f"{hint}; then update the index."
        ) from error
    except RetrievalError:
        connection.close()
        raise
    return connection


def _bring_up_to_date(connection: sqlite3.Connection, *, read_only: bool) -> None:
    version = schema_version(connection)
    if version > len(MIGRATIONS):
        raise RetrievalError(
            "The index was written by a newer version of the workbench.", "Update the workbench."
        )
    if read_only and version < len(MIGRATIONS):
        raise NotIndexedError
    migrate(connection, MIGRATIONS)
