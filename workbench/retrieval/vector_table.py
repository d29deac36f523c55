"""What texts were embedded as, by which model: kept, so that none is embedded twice."""

import sqlite3
from array import array
from collections.abc import Iterable, Mapping, Sequence

from workbench.domain.document import Chunk
from workbench.retrieval.embedded_text import embedded_text, text_key

SAME_EMBEDDER_WITHIN = 1e-3


class VectorTable:
    """Vectors belong to texts; those of `index` are found by its chunks."""

    def __init__(self, connection: sqlite3.Connection, index: str) -> None:
        self._connection = connection
        self._index = index

    def embedder_id(self, probe: Sequence[float]) -> int:
        """The number of the model that embeds a fixed text as `probe`; a new one if unknown.

        Models are told apart by what they do: a name may stay while the weights change.
        """
        for number, blob in self._connection.execute("SELECT id, probe FROM embedders"):
            if are_close(array("f", blob), probe):
                return int(number)
        with self._connection:
            cursor = self._connection.execute(
                "INSERT INTO embedders (probe) VALUES (?)", (_blob(probe),)
            )
        return int(cursor.lastrowid or 0)

    def probe(self, embedder: int) -> Sequence[float]:
        """How `embedder` embedded the fixed text."""
        find = "SELECT probe FROM embedders WHERE id = ?"
        row = self._connection.execute(find, (embedder,)).fetchone()
        return array("f", row[0]) if row else ()

    def missing_texts(self, chunks: Iterable[Chunk], embedder: int) -> dict[str, str]:
        """The texts of `chunks`, by key, that `embedder` has not embedded yet."""
        texts = {text_key(piece): embedded_text(piece) for piece in chunks}
        find = "SELECT 1 FROM vectors WHERE embedder = ? AND text_key = ?"
        return {
            key: text
            for key, text in texts.items()
            if not self._connection.execute(find, (embedder, key)).fetchone()
        }

    def embedded_ids(self, embedder: int) -> frozenset[str]:
        rows = self._rows(
            "SELECT id FROM chunks JOIN vectors USING (text_key)"
            " WHERE index_name = ? AND NOT is_parent AND embedder = ?",
            embedder,
        )
        return frozenset(row[0] for row in rows)

    def of_chunks(self, embedder: int, ids: Iterable[str] | None = None) -> dict[str, bytes]:
        """By chunk id, of all or of `ids`: float32. A chunk not embedded yet is left out."""
        find = (
            "SELECT chunks.id, vector FROM chunks JOIN vectors USING (text_key)"
            " WHERE index_name = ? AND NOT is_parent AND embedder = ?"
        )
        if ids is None:
            return dict(self._rows(find, embedder))
        found: dict[str, bytes] = {}
        for key in ids:
            found.update(self._rows(f"{find} AND chunks.id = ?", embedder, key))
        return found

    def keep(self, embedder: int, vectors: Mapping[str, Sequence[float]]) -> None:
        """By text key: what is embedded once is not embedded again, even if the run ends here."""
        with self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                [(embedder, key, _blob(vector)) for key, vector in vectors.items()],
            )

    def _rows(self, query: str, *more: object) -> sqlite3.Cursor:
        return self._connection.execute(query, (self._index, *more))


def are_close(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(
        abs(a - b) < SAME_EMBEDDER_WITHIN for a, b in zip(one, other, strict=True)
    )


def _blob(vector: Sequence[float]) -> bytes:
    return array("f", vector).tobytes()
