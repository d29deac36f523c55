"""Vectors of texts that were embedded before, by embedder, in one SQLite file."""

import hashlib
import sqlite3
from array import array
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from workbench.cancellation import CancelToken
from workbench.retrieval.indexing import Embedder

AT_A_TIME = 64
_TABLES = """
CREATE TABLE IF NOT EXISTS vectors (
    embedder TEXT NOT NULL, sha256 TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (embedder, sha256)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS questions (
    embedder TEXT NOT NULL, text TEXT NOT NULL, vector BLOB NOT NULL, seconds REAL NOT NULL,
    PRIMARY KEY (embedder, text)
) WITHOUT ROWID
"""

Vector = tuple[float, ...]


class VectorCache:
    """For one thread. `embedded` counts the texts that no earlier sweep had embedded."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path)
        self._connection.executescript(_TABLES)
        self.embedded = 0

    def close(self) -> None:
        self._connection.close()

    def vectors(
        self, name: str, embedder: Embedder, texts: Sequence[str], cancel: CancelToken
    ) -> list[Vector]:
        """In the order of the texts. What was embedded before a stop is kept."""
        keys = {text: hashlib.sha256(text.encode()).hexdigest() for text in texts}
        missing = [text for text, key in keys.items() if self._known(name, key) is None]
        for start in range(0, len(missing), AT_A_TIME):
            some = missing[start : start + AT_A_TIME]
            made = embedder.embed(some, cancel)
            rows = [
                (name, keys[text], array("f", vector).tobytes())
                for text, vector in zip(some, made, strict=True)
            ]
            with self._connection:
                self._connection.executemany(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows
                )
            self.embedded += len(some)
        return [self._known(name, keys[text]) or () for text in texts]

    def question(self, name: str, text: str) -> tuple[Vector, float] | None:
        """Its vector, and how many seconds it took to embed it alone."""
        row = self._connection.execute(
            "SELECT vector, seconds FROM questions WHERE embedder = ? AND text = ?", (name, text)
        ).fetchone()
        return (tuple(array("f", row[0])), float(row[1])) if row else None

    def ask(self, name: str, embedder: Embedder, text: str, cancel: CancelToken) -> Vector:
        began = perf_counter()
        (vector,) = embedder.embed([text], cancel)
        row = (name, text, array("f", vector).tobytes(), perf_counter() - began)
        with self._connection:
            self._connection.execute("INSERT OR REPLACE INTO questions VALUES (?, ?, ?, ?)", row)
        self.embedded += 1
        return vector

    def _known(self, name: str, key: str) -> Vector | None:
        row = self._connection.execute(
            "SELECT vector FROM vectors WHERE embedder = ? AND sha256 = ?", (name, key)
        ).fetchone()
        return tuple(array("f", row[0])) if row else None
