"""Speed tests of local models, kept to compare models, quantisations and settings."""

from pathlib import Path

from pydantic import TypeAdapter

from workbench.domain.speed import SpeedTest
from workbench.store.database import open_database, storage_errors

_tests = TypeAdapter(SpeedTest)


class SpeedStore:
    """One connection, for the thread that opened it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db = open_database(path)

    def close(self) -> None:
        self._db.close()

    def add(self, test: SpeedTest) -> None:
        """A test of the same id is replaced: it has got further."""
        with storage_errors(self._path), self._db:
            self._db.execute(
                "INSERT OR REPLACE INTO speed_tests VALUES (?, ?, ?, ?)",
                (test.test_id, test.model, test.started_at, _tests.dump_json(test)),
            )

    def tests(self, limit: int = 200) -> list[SpeedTest]:
        """Newest first."""
        rows = self._db.execute(
            "SELECT row FROM speed_tests ORDER BY started_at DESC, rowid DESC LIMIT ?", (limit,)
        )
        return [_tests.validate_json(row) for (row,) in rows]
