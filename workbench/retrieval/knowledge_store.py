"""The truth of the indexes: chunks, their documents and vectors, in one SQLite file."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from workbench.domain.document import Chunk, Document
from workbench.domain.knowledge_settings import DEFAULT_INDEX, LabelRule, Labels
from workbench.errors import RetrievalError
from workbench.retrieval.access import Source
from workbench.retrieval.knowledge_rows import (
    chunk_row,
    label_columns,
    labels_from,
    labels_text,
    made_chunks,
)
from workbench.retrieval.knowledge_schema import NotIndexedError, connect
from workbench.retrieval.loaders.folder import labelled, merged, rule_labels
from workbench.retrieval.problem import Problem
from workbench.retrieval.records import DocumentState, FileState, Indexed, IndexRecord
from workbench.retrieval.vector_table import VectorTable

__all__ = ["KnowledgeStore", "NotIndexedError", "opened"]

CHUNK = (
    'SELECT id, chunks.path, title, heading, text, start, "end", audience, effective, page,'
    " parent_id, region, position FROM chunks JOIN documents USING (index_name, path)"
)
DOCUMENT = "path, title, audience, effective, supersedes, region, language"


class KnowledgeStore:
    """One index of the file. For one thread at a time, one writer a file.

    What a method writes is one transaction. Raises `RetrievalError` if the file is no knowledge
    store, or from a newer version.
    """

    def __init__(self, path: Path, index: str = DEFAULT_INDEX, *, read_only: bool = False) -> None:
        self._connection = connect(path, read_only=read_only)
        self._index = index
        self.vectors = VectorTable(self._connection, index)

    def close(self) -> None:
        self._connection.close()

    # -- what was indexed

    def record(self) -> IndexRecord | None:
        """What the last indexing run that finished was made with."""
        row = self._row(
            "SELECT recipe, model, embedder, dimension, libraries FROM indexes WHERE name = ?"
        )
        if row is None:
            return None
        recipe, model, embedder, dimension, libraries = row
        return IndexRecord(recipe, model, int(embedder), int(dimension), libraries)

    def files(self) -> dict[str, FileState]:
        rows = self._rows(
            "SELECT path, size, mtime_ns, sha256, made_by FROM files WHERE index_name = ?"
        )
        return {row[0]: FileState(*row) for row in rows}

    def problems(self) -> tuple[Problem, ...]:
        rows = self._rows(
            "SELECT path, line, message, hint FROM problems WHERE index_name = ? ORDER BY path"
        )
        return tuple(Problem(*row) for row in rows)

    def sources(self) -> tuple[Source, ...]:
        rows = self._rows(
            "SELECT path, audience, effective, supersedes, region FROM documents"
            " WHERE index_name = ? ORDER BY path"
        )
        return tuple(
            Source(path, audience, effective, tuple(json.loads(supersedes)), region)
            for path, audience, effective, supersedes, region in rows
        )

    def documents(self) -> tuple[DocumentState, ...]:
        """Every file, by path."""
        counts = dict(
            self._rows(
                "SELECT path, count(*) FROM chunks WHERE index_name = ? AND NOT is_parent"
                " GROUP BY path"
            )
        )
        rows = self._rows(f"SELECT {DOCUMENT} FROM documents WHERE index_name = ?")
        good = [
            DocumentState(
                path=path,
                title=title,
                audience=audience,
                effective=effective,
                supersedes=tuple(json.loads(supersedes)),
                region=region,
                language=language,
                chunks=counts.get(path, 0),
            )
            for path, title, audience, effective, supersedes, region, language in rows
        ]
        bad = [DocumentState(each.path, problem=each) for each in self.problems()]
        return tuple(sorted((*good, *bad), key=lambda each: each.path))

    def chunks(self, path: str | None = None) -> tuple[Chunk, ...]:
        """What is searched, of all documents or one, in reading order."""
        return self._chunks(path, is_parent=False)

    def parents(self, path: str | None = None) -> tuple[Chunk, ...]:
        """What goes into prompts in place of chunks that name it."""
        return self._chunks(path, is_parent=True)

    def chosen(self, ids: Iterable[str]) -> tuple[Chunk, ...]:
        """The chunks of these ids; unknown ones are left out."""
        where = f"{CHUNK} WHERE index_name = ? AND id IN (SELECT value FROM json_each(?))"
        return made_chunks(self._rows(where, json.dumps(list(ids))))

    def chunk_count(self) -> int:
        row = self._row("SELECT count(*) FROM chunks WHERE index_name = ? AND NOT is_parent")
        return int(row[0]) if row else 0

    # -- writing

    def save(self, batch: Iterable[Indexed]) -> None:
        """Replace what is known of these files."""
        with self._connection:
            for indexed in batch:
                self._save_one(indexed)

    def forget_all_but(self, paths: Iterable[str]) -> int:
        """Remove the files that are gone, from every index; how many this one had."""
        kept = set(paths)
        mine = len(self.files().keys() - kept)
        rows = self._connection.execute("SELECT index_name, path FROM files").fetchall()
        with self._connection:
            self._connection.executemany(
                "DELETE FROM files WHERE index_name = ? AND path = ?",
                [row for row in rows if row[1] not in kept],
            )
        return mine

    def relabel(self, rules: Sequence[LabelRule], own: Mapping[str, Labels] | None = None) -> int:
        """Label what is stored, in every index; how many documents changed.

        `own`: by path, what files say of themselves now, where that may have changed.
        """
        changed = tuple(self._relabelled(rules, own or {}))
        with self._connection:
            self._connection.executemany(
                "UPDATE documents SET audience = ?, effective = ?, supersedes = ?, region = ?,"
                " language = ? WHERE index_name = ? AND path = ?",
                changed,
            )
        return len(changed)

    def would_relabel(self, rules: Sequence[LabelRule]) -> bool:
        return next(self._relabelled(rules, {}), None) is not None

    def finish(self, record: IndexRecord) -> None:
        """The run is complete: name what it was made with, drop vectors that no chunk needs."""
        with self._connection:
            self._connection.execute(
                "INSERT OR REPLACE INTO indexes VALUES (?, ?, ?, ?, ?, ?)",
                (self._index, *asdict(record).values()),
            )
            self._connection.execute(
                "DELETE FROM vectors WHERE embedder NOT IN (SELECT embedder FROM indexes)"
                " OR text_key NOT IN (SELECT text_key FROM chunks)"
            )

    def drop_indexes_but(self, names: Iterable[str]) -> None:
        """Indexes that the workspace no longer names."""
        kept = set(names)
        find = "SELECT name FROM indexes UNION SELECT index_name FROM files"
        gone = [row for row in self._connection.execute(find).fetchall() if row[0] not in kept]
        with self._connection:
            self._connection.executemany("DELETE FROM files WHERE index_name = ?", gone)
            self._connection.executemany("DELETE FROM indexes WHERE name = ?", gone)

    def _relabelled(
        self, rules: Sequence[LabelRule], own: Mapping[str, Labels]
    ) -> Iterator[tuple[str, ...]]:
        rows = self._connection.execute(f"SELECT index_name, own, {DOCUMENT} FROM documents")
        for index, known, path, title, *now in rows.fetchall():
            said = own[path] if path in own else labels_from(known)
            labels = merged(rule_labels(path, rules), said)
            wanted = label_columns(labelled(Document(path, title, ""), labels))
            if list(wanted) != now:
                yield (*wanted, index, path)

    def _save_one(self, indexed: Indexed) -> None:
        file, document, problem = indexed.file, indexed.document, indexed.problem
        run, index = self._connection.execute, self._index
        run("DELETE FROM files WHERE index_name = ? AND path = ?", (index, file.path))
        run("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)", (index, *asdict(file).values()))
        if problem:
            run("INSERT INTO problems VALUES (?, ?, ?, ?, ?)", (index, *asdict(problem).values()))
        if document is None:
            return
        run(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (index, file.path, document.title, labels_text(indexed.own), *label_columns(document)),
        )
        rows = [
            *(chunk_row(index, piece, is_parent=False) for piece in indexed.chunked.chunks),
            *(chunk_row(index, piece, is_parent=True) for piece in indexed.chunked.parents),
        ]
        marks = ", ".join("?" * 12)
        self._connection.executemany(f"INSERT INTO chunks VALUES ({marks})", rows)

    def _chunks(self, path: str | None, *, is_parent: bool) -> tuple[Chunk, ...]:
        where = f"{CHUNK} WHERE index_name = ? AND is_parent = ?"
        order = " ORDER BY chunks.path, position, start"
        rows = (
            self._rows(where + order, is_parent)
            if path is None
            else self._rows(f"{where} AND chunks.path = ?{order}", is_parent, path)
        )
        return made_chunks(rows)

    def _rows(self, query: str, *more: object) -> sqlite3.Cursor:
        return self._connection.execute(query, (self._index, *more))

    def _row(self, query: str) -> tuple[str, ...] | None:
        row: tuple[str, ...] | None = self._rows(query).fetchone()
        return row


@contextmanager
def opened(
    path: Path, index: str = DEFAULT_INDEX, *, read_only: bool = False
) -> Iterator[KnowledgeStore]:
    """Closed at the end; what SQLite complains of meanwhile is raised as `RetrievalError`."""
    store = KnowledgeStore(path, index, read_only=read_only)
    try:
        yield store
    except sqlite3.OperationalError as error:
        raise RetrievalError(
            f"{path} cannot be used: {error}.",
            "Free some space or make the folder writable; then update the index.",
        ) from error
    finally:
        store.close()
