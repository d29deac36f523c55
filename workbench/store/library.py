"""Reading lists of turns, runs and cells, and the few small writes that people cause."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from workbench.domain.egress import EgressRow, EgressTotal
from workbench.domain.run import RunRow, RunState
from workbench.domain.suite import CellKey, Suite
from workbench.projections.grid import CellRow
from workbench.projections.turns import TurnRow
from workbench.store.database import open_database, storage_errors
from workbench.store.rows import cell_rows, turn_rows

_runs = TypeAdapter(RunRow)
_suites = TypeAdapter(Suite)
_CACHE = "json_extract(CAST(row AS TEXT), '$.cache')"


@dataclass(frozen=True, slots=True)
class TurnFilter:
    """Empty fields match all. `since` and `until` are ISO, UTC."""

    text: str = ""
    bot: str = ""
    model: str = ""
    outcome: str = ""
    run_id: str = ""
    since: str = ""
    only_single: bool = False


@dataclass(frozen=True, slots=True)
class StoreSize:
    size_bytes: int
    turns: int
    runs: int


class Library:
    """One connection, for the thread that opened it."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path = path
        self._db = open_database(path, read_only=read_only)

    def close(self) -> None:
        self._db.close()

    # Turns

    def turns(self, wanted: TurnFilter, limit: int = -1) -> list[TurnRow]:
        """Newest first, each with the rating that a person gave."""
        where, values = _where(wanted)
        rows = self._db.execute(
            f"SELECT row, rating FROM turns{where} ORDER BY started_at DESC, rowid DESC LIMIT ?",
            (*values, limit),
        )
        return [replace(turn_rows.validate_json(row), rating=rating) for row, rating in rows]

    def count_turns(self, wanted: TurnFilter) -> int:
        where, values = _where(wanted)
        (count,) = self._db.execute(f"SELECT count(*) FROM turns{where}", values).fetchone()
        return int(count)

    def reused_turns(self, limit: int) -> list[str]:
        """The newest whose answer came from a cache."""
        rows = self._db.execute(
            f"""SELECT turn_id FROM turns WHERE {_CACHE} IN ('exact', 'semantic')
                ORDER BY started_at DESC, rowid DESC LIMIT ?""",
            (limit,),
        )
        return [turn_id for (turn_id,) in rows]

    def cache_counts(self) -> tuple[int, int]:
        """Turns whose answer came from a cache, and turns that looked into one in vain."""
        rows = self._db.execute(f"SELECT {_CACHE}, count(*) FROM turns GROUP BY 1")
        counts = dict(rows.fetchall())
        return counts.get("exact", 0) + counts.get("semantic", 0), counts.get("miss", 0)

    def rate(self, turn_id: str, rating: int) -> None:
        with storage_errors(self._path), self._db:
            self._db.execute("UPDATE turns SET rating = ? WHERE turn_id = ?", (rating, turn_id))

    # Runs

    def add_run(self, run: RunRow, suite: Suite) -> None:
        with storage_errors(self._path), self._db:
            self._db.execute(
                "INSERT INTO runs (run_id, started_at, state, suite, row) VALUES (?, ?, ?, ?, ?)",
                (
                    run.run_id,
                    run.started_at,
                    run.state,
                    _suites.dump_json(suite),
                    _runs.dump_json(run),
                ),
            )

    def update_run(self, run: RunRow) -> None:
        with storage_errors(self._path), self._db:
            self._db.execute(
                "UPDATE runs SET state = ?, row = ? WHERE run_id = ?",
                (run.state, _runs.dump_json(run), run.run_id),
            )

    def runs(self, state: RunState | None = None) -> list[RunRow]:
        """Newest first, each with the cells that are stored by now."""
        rows = self._db.execute(
            """SELECT row, (SELECT count(*) FROM cells WHERE cells.run_id = runs.run_id)
               FROM runs WHERE ? IS NULL OR state = ? ORDER BY started_at DESC, rowid DESC""",
            (state, state),
        )
        return [replace(_runs.validate_json(row), cells_done=done) for row, done in rows]

    def run(self, run_id: str) -> tuple[RunRow, Suite] | None:
        found = self._db.execute(
            "SELECT row, suite FROM runs WHERE run_id = ?", (run_id,)
        ).fetchone()
        if found is None:
            return None
        return _runs.validate_json(found[0]), _suites.validate_json(found[1])

    # Cells

    def cells(self, run_id: str) -> Iterator[CellRow]:
        rows = self._db.execute("SELECT row, label, note FROM cells WHERE run_id = ?", (run_id,))
        for row, label, note in rows:
            yield replace(cell_rows.validate_json(row), label=label, label_note=note)

    def finished_cells(self, run_id: str) -> set[CellKey]:
        rows = self._db.execute(
            "SELECT case_id, variant, trial FROM cells WHERE run_id = ?", (run_id,)
        )
        return {CellKey(*row) for row in rows}

    def label(self, run_id: str, key: CellKey, label: str, note: str) -> None:
        with storage_errors(self._path), self._db:
            self._db.execute(
                """UPDATE cells SET label = ?, note = ?
                   WHERE run_id = ? AND case_id = ? AND variant = ? AND trial = ?""",
                (label, note, run_id, key.case_id, key.variant, key.trial),
            )

    # What left this machine

    def add_egress(self, rows: Iterable[EgressRow]) -> None:
        values = [
            (row.at, row.host, row.purpose, row.run_id, row.bytes_out, row.bytes_in) for row in rows
        ]
        with storage_errors(self._path), self._db:
            self._db.executemany(
                """INSERT INTO egress (at, host, purpose, run_id, bytes_out, bytes_in)
                   VALUES (?, ?, ?, ?, ?, ?)""",
                values,
            )

    def egress(self, limit: int = -1) -> list[EgressRow]:
        """Newest first."""
        rows = self._db.execute(
            """SELECT host, purpose, bytes_out, bytes_in, run_id, at
               FROM egress ORDER BY rowid DESC LIMIT ?""",
            (limit,),
        )
        return [EgressRow(*row) for row in rows]

    def egress_total(self, run_id: str = "") -> EgressTotal:
        """Of one run, or of everything that is remembered."""
        where, values = (" WHERE run_id = ?", (run_id,)) if run_id else ("", ())
        count, bytes_out, bytes_in = self._db.execute(
            f"""SELECT count(*), coalesce(sum(bytes_out), 0), coalesce(sum(bytes_in), 0)
                FROM egress{where}""",
            values,
        ).fetchone()
        hosts = self._db.execute(f"SELECT DISTINCT host FROM egress{where} ORDER BY host", values)
        return EgressTotal(count, bytes_out, bytes_in, tuple(host for (host,) in hosts))

    # Housekeeping

    def size(self) -> StoreSize:
        files = [self._path, self._path.with_name(self._path.name + "-wal")]
        size_bytes = sum(file.stat().st_size for file in files if file.exists())
        (turns,) = self._db.execute("SELECT count(*) FROM turns").fetchone()
        (runs,) = self._db.execute("SELECT count(*) FROM runs").fetchone()
        return StoreSize(size_bytes, turns, runs)

    def prune(self, before: str) -> None:
        """Forget what started before that time (ISO, UTC), and give the space back."""
        with storage_errors(self._path):
            with self._db:
                _forget(self._db, before)
            _drop_unused_blobs(self._db)
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def opened_library(path: Path, *, read_only: bool = False) -> Iterator[Library]:
    """Closed at the end; what SQLite complains of meanwhile is raised as `StorageError`."""
    with storage_errors(path), closing(Library(path, read_only=read_only)) as library:
        yield library


def _forget(db: sqlite3.Connection, before: str) -> None:
    old_turns = "SELECT turn_id FROM turns WHERE started_at < ? AND started_at <> ''"
    db.execute(f"DELETE FROM events WHERE turn_id IN ({old_turns})", (before,))
    db.execute("DELETE FROM turns WHERE started_at < ? AND started_at <> ''", (before,))
    old_runs = "SELECT run_id FROM runs WHERE started_at < ? AND state <> 'running'"
    db.execute(f"DELETE FROM cells WHERE run_id IN ({old_runs})", (before,))
    db.execute("DELETE FROM runs WHERE started_at < ? AND state <> 'running'", (before,))
    db.execute("DELETE FROM egress WHERE at < ?", (before,))


def _drop_unused_blobs(db: sqlite3.Connection) -> None:
    used: set[str] = set()
    for (line,) in db.execute("SELECT line FROM events WHERE instr(line, 'blob:') > 0"):
        for piece in bytes(line).split(b"blob:")[1:]:
            used.add(piece[:64].decode(errors="replace"))
    known = [sha256 for (sha256,) in db.execute("SELECT sha256 FROM blobs")]
    with db:
        db.executemany(
            "DELETE FROM blobs WHERE sha256 = ?",
            [(sha256,) for sha256 in known if sha256 not in used],
        )


def _where(wanted: TurnFilter) -> tuple[str, list[str]]:
    clauses, values = [], []
    for column, value in (
        ("bot", wanted.bot),
        ("model", wanted.model),
        ("outcome", wanted.outcome),
        ("run_id", wanted.run_id),
    ):
        if value:
            clauses.append(f"{column} = ?")
            values.append(value)
    if wanted.text:
        clauses.append("instr(lower(question || ' ' || bot), lower(?)) > 0")
        values.append(wanted.text)
    if wanted.since:
        clauses.append("started_at >= ?")
        values.append(wanted.since)
    if wanted.only_single:
        clauses.append("run_id = ''")
    return (" WHERE " + " AND ".join(clauses) if clauses else ""), values
