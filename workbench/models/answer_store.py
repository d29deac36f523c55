"""Answers that may be given again: one SQLite file, bounded in size, which may be deleted."""

import sqlite3
import threading
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from workbench.domain.conversation import Completion
from workbench.errors import StorageError
from workbench.write_ahead import write_ahead

SCHEMA = """
    CREATE TABLE IF NOT EXISTS answers (
        key TEXT PRIMARY KEY, scope TEXT NOT NULL, question TEXT NOT NULL, vector BLOB,
        completion BLOB NOT NULL, made_s REAL NOT NULL, used_s REAL NOT NULL,
        uses INTEGER NOT NULL DEFAULT 0, size INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS answers_by_scope ON answers (scope);
    CREATE INDEX IF NOT EXISTS answers_by_use ON answers (used_s);
"""
# What a row takes beside its texts.
ROW_BYTES = 250
BUSY_TIMEOUT_S = 10.0

_completions = TypeAdapter(Completion)


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer, the question that it was given to, and how long ago that was."""

    question: str
    completion: Completion
    age_s: float


@dataclass(frozen=True, slots=True)
class Kept:
    """What is put away. `scope`: who may be given it, all but the wording of the question.

    `vector`: the question's, None if only the same request may have the answer.
    """

    key: str
    scope: str
    question: str
    vector: Sequence[float] | None
    completion: Completion


@dataclass(frozen=True, slots=True)
class StoreSize:
    answers: int
    size_bytes: int
    uses: int


class AnswerStore:
    """Opened when it is first used. `_lock` guards the one connection.

    A file that is damaged is made anew: nothing in it is needed. `most_bytes` is asked at each
    write; the answers that were not used for longest go first.
    """

    def __init__(
        self, path: Path, most_bytes: Callable[[], int], now_s: Callable[[], float] = time.time
    ) -> None:
        self._path = path
        self._most_bytes = most_bytes
        self._now_s = now_s
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None

    @property
    def most_bytes(self) -> int:
        return self._most_bytes()

    def find(self, key: str, keep_s: float) -> Stored | None:
        """The answer to the very same request, if it is not older than that."""
        with self._used() as db:
            row = db.execute(
                "SELECT key, question, completion, made_s FROM answers WHERE key = ?", (key,)
            ).fetchone()
            return self._taken(db, row, keep_s) if row else None

    def near(
        self, scope: str, vector: Sequence[float], least: float, keep_s: float
    ) -> tuple[Stored, float] | None:
        """The answer to the nearest question of the scope, and its cosine, at least `least`."""
        with self._used() as db:
            rows = db.execute(
                """SELECT key, question, completion, made_s, vector FROM answers
                   WHERE scope = ? AND vector IS NOT NULL AND made_s > ?""",
                (scope, self._now_s() - keep_s),
            ).fetchall()
            near = [(_cosine(vector, row[4]), row) for row in rows]
            cosine, row = max(near, key=lambda each: each[0], default=(-1.0, None))
            if row is None or cosine < least:
                return None
            stored = self._taken(db, row[:4], keep_s)
            return (stored, cosine) if stored else None

    def keep(self, answer: Kept) -> None:
        body = _completions.dump_json(answer.completion)
        vector = None if answer.vector is None else array("f", answer.vector).tobytes()
        texts = (answer.key, answer.scope, answer.question)
        size = ROW_BYTES + len(body) + len(vector or b"") + sum(len(each) for each in texts)
        now_s = self._now_s()
        with self._used() as db:
            db.execute(
                """INSERT OR REPLACE INTO answers
                   (key, scope, question, vector, completion, made_s, used_s, size)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                (*texts, vector, body, now_s, now_s, size),
            )
            self._make_room(db)

    def size(self) -> StoreSize:
        with self._used() as db:
            query = "SELECT count(*), coalesce(sum(size), 0), coalesce(sum(uses), 0) FROM answers"
            return StoreSize(*db.execute(query).fetchone())

    def clear(self) -> None:
        """Forget all answers, and give the space back."""
        with self._used() as db:
            db.execute("DELETE FROM answers")
            db.execute("VACUUM")

    def close(self) -> None:
        with self._lock:
            if self._db:
                self._db.close()
            self._db = None

    def _taken(
        self, db: sqlite3.Connection, row: tuple[str, str, bytes, float], keep_s: float
    ) -> Stored | None:
        key, question, body, made_s = row
        age_s = max(0.0, self._now_s() - made_s)
        if age_s > keep_s:
            return None
        db.execute(
            "UPDATE answers SET used_s = ?, uses = uses + 1 WHERE key = ?", (self._now_s(), key)
        )
        return Stored(question, _completions.validate_json(body), age_s)

    def _make_room(self, db: sqlite3.Connection) -> None:
        (total,) = db.execute("SELECT sum(size) FROM answers").fetchone()
        over = total - self._most_bytes()
        rows = db.execute("SELECT key, size FROM answers ORDER BY used_s, key") if over > 0 else ()
        gone = []
        for key, size in rows:
            if over <= 0:
                break
            gone.append((key,))
            over -= size
        db.executemany("DELETE FROM answers WHERE key = ?", gone)

    @contextmanager
    def _used(self) -> Iterator[sqlite3.Connection]:
        """Raises `StorageError` if the disk refuses."""
        with self._lock:
            try:
                yield self._opened()
            except sqlite3.OperationalError as error:
                raise StorageError(
                    f"{self._path} cannot be used: {error}.",
                    "Free some space, make the folder writable, or turn the bots' caches off.",
                ) from error
            except sqlite3.DatabaseError:
                self._start_anew()
                raise StorageError(
                    f"{self._path} was damaged and is begun anew.", "Ask once more."
                ) from None

    def _opened(self) -> sqlite3.Connection:
        if self._db is None:
            try:
                self._db = self._open()
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self._start_anew()
                self._db = self._open()
        return self._db

    def _open(self) -> sqlite3.Connection:
        # Autocommit: each statement is whole by itself, and the lock lets one thread in at a time.
        db = sqlite3.connect(
            self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            write_ahead(db)
            db.execute("PRAGMA synchronous = NORMAL")
            db.executescript(SCHEMA)
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def _start_anew(self) -> None:
        if self._db:
            self._db.close()
        self._db = None
        for suffix in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                self._path.with_name(self._path.name + suffix).unlink()


def _cosine(one: Sequence[float], packed: bytes) -> float:
    """Of unit vectors."""
    other = array("f", packed)
    return sum(a * b for a, b in zip(one, other, strict=False))
