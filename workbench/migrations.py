"""Brings the schema of an SQLite file up to date, in numbered steps."""

import sqlite3
from collections.abc import Sequence


def schema_version(db: sqlite3.Connection) -> int:
    """How many steps were carried out: PRAGMA user_version."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return int(version)


def migrate(db: sqlite3.Connection, steps: Sequence[str]) -> None:
    """Carry out the steps that are missing, as one transaction.

    The version is read again inside it: of several who open a new file at once, the first one
    makes the tables, and the others find them made.
    """
    if schema_version(db) >= len(steps):
        return
    db.execute("BEGIN IMMEDIATE")
    with db:
        for number, step in enumerate(steps):
            if number >= schema_version(db):
                _carry_out(db, step)
                db.execute(f"PRAGMA user_version = {number + 1}")


def _carry_out(db: sqlite3.Connection, step: str) -> None:
    """Not by `executescript`: it would commit first, and let go of the lock."""
    for statement in step.split(";"):
        db.execute(statement)
