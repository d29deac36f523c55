"""The truth of the index: chunks, their documents and vectors, in one SQLite file."""

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.document import Chunk, Document
from workbench.errors import RetrievalError
from workbench.migrations import migrate, schema_version
from workbench.retrieval.access import Source
from workbench.retrieval.embedded_text import embedded_text, text_key
from workbench.retrieval.problem import Problem

# One entry a version, in order; the file's version is PRAGMA user_version.
MIGRATIONS = (
    """
    CREATE TABLE files (
        path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
        sha256 TEXT NOT NULL
    );
    CREATE TABLE problems (
        path TEXT NOT NULL, line INTEGER NOT NULL, message TEXT NOT NULL, hint TEXT NOT NULL
    );
    CREATE TABLE documents (
        path TEXT PRIMARY KEY REFERENCES files ON DELETE CASCADE, title TEXT NOT NULL,
        audience TEXT NOT NULL, effective TEXT NOT NULL, supersedes TEXT NOT NULL,
        region TEXT NOT NULL
    );
    CREATE TABLE chunks (
        id TEXT PRIMARY KEY, path TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
        heading TEXT NOT NULL, text TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
        text_key TEXT NOT NULL
    );
    CREATE INDEX chunks_path ON chunks (path, start);
    CREATE TABLE embedders (id INTEGER PRIMARY KEY, probe BLOB NOT NULL);
    CREATE TABLE vectors (
        embedder INTEGER NOT NULL REFERENCES embedders, text_key TEXT NOT NULL,
        vector BLOB NOT NULL, PRIMARY KEY (embedder, text_key)
    ) WITHOUT ROWID;
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    """,
)
SAME_EMBEDDER_WITHIN = 1e-3
LONGEST_WAIT_S = 10.0


class NotIndexedError(RetrievalError):
    """There is nothing to search yet."""

    def __init__(self) -> None:
        super().__init__("The documents are not indexed yet.", "Update the index.")


@dataclass(frozen=True, slots=True)
class FileState:
    """What a file looked like when it was indexed. `sha256` is of its content and our recipe."""

    path: str
    size_bytes: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """A file and what became of it: a document with its chunks, or None if it is wrong."""

    file: FileState
    document: Document | None
    chunks: tuple[Chunk, ...] = ()


class KnowledgeStore:
    """For one thread at a time, one writer a file. What a method writes is one transaction.

    Raises `RetrievalError` if the file is no knowledge store, or from a newer version.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._connection = _open(path, read_only=read_only)

    def close(self) -> None:
        self._connection.close()

    # -- what was indexed

    def files(self) -> dict[str, FileState]:
        rows = self._connection.execute("SELECT path, size, mtime_ns, sha256 FROM files")
        return {row[0]: FileState(*row) for row in rows}

    def problems(self) -> tuple[Problem, ...]:
        """What the last run that finished found wrong."""
        rows = self._connection.execute(
            "SELECT path, line, message, hint FROM problems ORDER BY path, line"
        )
        return tuple(Problem(*row) for row in rows)

    def sources(self) -> tuple[Source, ...]:
        rows = self._connection.execute(
            "SELECT path, audience, effective, supersedes FROM documents ORDER BY path"
        )
        return tuple(
            Source(path, audience, effective, tuple(json.loads(supersedes)))
            for path, audience, effective, supersedes in rows
        )

    def chunks(self) -> tuple[Chunk, ...]:
        rows = self._connection.execute(
            'SELECT id, path, title, heading, text, start, "end", audience, effective'
            " FROM chunks JOIN documents USING (path) ORDER BY path, start"
        )
        return tuple(Chunk(*row) for row in rows)

    def chunk_count(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM chunks").fetchone()[0])

    # -- vectors

    def embedder_id(self, probe: Sequence[float]) -> int:
        """The number of the model that embeds a fixed text as `probe`; a new one if unknown.

        Models are told apart by what they do: a name may stay while the weights change.
        """
        for number, blob in self._connection.execute("SELECT id, probe FROM embedders"):
            if _are_close(_floats(blob), probe):
                return int(number)
        with self._connection:
            cursor = self._connection.execute(
                "INSERT INTO embedders (probe) VALUES (?)", (_blob(probe),)
            )
        return int(cursor.lastrowid or 0)

    def current_embedder(self) -> int | None:
        """The embedder of the last indexing run that finished."""
        row = self._connection.execute(
            "SELECT value FROM settings WHERE name = 'embedder'"
        ).fetchone()
        return int(row[0]) if row else None

    def missing_texts(self, chunks: Iterable[Chunk], embedder: int) -> dict[str, str]:
        """The texts of `chunks`, by key, that `embedder` has not embedded yet."""
        texts = {text_key(piece): embedded_text(piece) for piece in chunks}
        find = "SELECT 1 FROM vectors WHERE embedder = ? AND text_key = ?"
        return {
            key: text
            for key, text in texts.items()
            if not self._connection.execute(find, (embedder, key)).fetchone()
        }

    def vectors(self, embedder: int) -> dict[str, bytes]:
        """By chunk id: little-endian float32. A chunk that is not embedded yet is left out."""
        rows = self._connection.execute(
            "SELECT chunks.id, vector FROM chunks JOIN vectors USING (text_key) WHERE embedder = ?",
            (embedder,),
        )
        return dict(rows)

    # -- writing

    def save(
        self,
        batch: Sequence[Indexed],
        embedder: int,
        vectors: Mapping[str, Sequence[float]],
    ) -> None:
        """Replace what is known of the batch's files. `vectors`: by text key."""
        with self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                [(embedder, key, _blob(vector)) for key, vector in vectors.items()],
            )
            for indexed in batch:
                self._save_one(indexed)

    def forget_all_but(self, paths: Iterable[str]) -> int:
        """Remove the files that are gone; their number."""
        gone = self.files().keys() - set(paths)
        with self._connection:
            self._connection.executemany(
                "DELETE FROM files WHERE path = ?", [(path,) for path in gone]
            )
        return len(gone)

    def finish(self, embedder: int, problems: Sequence[Problem]) -> None:
        """The run is complete: name its embedder, and drop vectors that no chunk needs."""
        with self._connection:
            self._connection.execute("DELETE FROM problems")
            self._connection.executemany(
                "INSERT INTO problems VALUES (?, ?, ?, ?)",
                [(one.path, one.line, one.message, one.hint) for one in problems],
            )
            self._connection.execute(
                "INSERT OR REPLACE INTO settings VALUES ('embedder', ?)", (str(embedder),)
            )
            self._connection.execute(
                "DELETE FROM vectors WHERE embedder != ?"
                " OR text_key NOT IN (SELECT text_key FROM chunks)",
                (embedder,),
            )

    def _save_one(self, indexed: Indexed) -> None:
        file, document = indexed.file, indexed.document
        run = self._connection.execute
        run("DELETE FROM files WHERE path = ?", (file.path,))
        run(
            "INSERT INTO files VALUES (?, ?, ?, ?)",
            (file.path, file.size_bytes, file.mtime_ns, file.sha256),
        )
        if document is None:
            return
        run(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)",
            (
                document.path,
                document.title,
                document.audience,
                document.effective,
                json.dumps(document.supersedes),
                document.region,
            ),
        )
        self._connection.executemany(
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (one.id, one.path, one.heading, one.text, one.start, one.end, text_key(one))
                for one in indexed.chunks
            ],
        )


@contextmanager
def opened(path: Path, *, read_only: bool = False) -> Iterator[KnowledgeStore]:
    """Closed at the end; what SQLite complains of meanwhile is raised as `RetrievalError`."""
    store = KnowledgeStore(path, read_only=read_only)
    try:
        yield store
    except sqlite3.OperationalError as error:
        raise RetrievalError(
            f"{path} cannot be used: {error}.",
            "Free some space or make the folder writable; then update the index.",
        ) from error
    finally:
        store.close()


def _open(path: Path, *, read_only: bool) -> sqlite3.Connection:
    if not read_only:
        path.parent.mkdir(parents=True, exist_ok=True)
    elif not path.exists():
        raise NotIndexedError
    connection = sqlite3.connect(path, timeout=LONGEST_WAIT_S, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
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


def _blob(vector: Sequence[float]) -> bytes:
    return array("f", vector).tobytes()


def _floats(blob: bytes) -> "array[float]":
    return array("f", blob)


def _are_close(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(
        abs(a - b) < SAME_EMBEDDER_WITHIN for a, b in zip(one, other, strict=True)
    )
