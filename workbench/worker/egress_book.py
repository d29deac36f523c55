"""The book of what left this machine: a row for each request, on disk at once."""

import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from workbench.domain.egress import EgressRow, EgressTotal
from workbench.errors import StorageError
from workbench.store.library import Library

KEPT_FOR_A_FULL_DISK = 10_000
PATIENCE_S, TRY_AGAIN_S = 2.0, 1.0


class EgressBook:
    """Rows may be added from any thread; one thread writes them. `_news` guards the rest.

    A disk that is full keeps them in memory until it takes them.
    """

    def __init__(self, store_path: Path) -> None:
        self._store_path = store_path
        self._news = threading.Condition()
        self._waiting: list[EgressRow] = []
        self._session = EgressTotal()
        self._is_closing = False
        self._thread = threading.Thread(target=self._write, name="egress", daemon=True)
        self._thread.start()

    @property
    def session(self) -> EgressTotal:
        """Since the worker started."""
        with self._news:
            return self._session

    def add(self, row: EgressRow) -> None:
        dated = replace(row, at=datetime.now(UTC).isoformat())
        with self._news:
            self._session = self._session.plus(row)
            self._waiting = [*self._waiting, dated][-KEPT_FOR_A_FULL_DISK:]
            self._news.notify_all()

    def total(self, run_id: str = "") -> EgressTotal:
        """Of one run, or of all that is stored; what was just added is waited for."""
        with self._news:
            self._news.wait_for(lambda: not self._waiting, PATIENCE_S)
        with closing(Library(self._store_path)) as library:
            return library.egress_total(run_id)

    def close(self) -> None:
        with self._news:
            self._is_closing = True
            self._news.notify_all()
        self._thread.join()

    def _write(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._waiting or self._is_closing)
                rows = list(self._waiting)
            if not rows:
                return
            try:
                with closing(Library(self._store_path)) as library:
                    library.add_egress(rows)
            except StorageError:
                # The recorder tells the person that the disk refuses.
                with self._news:
                    if self._news.wait_for(lambda: self._is_closing, TRY_AGAIN_S):
                        return
            else:
                with self._news:
                    self._waiting = self._waiting[len(rows) :]
                    self._news.notify_all()
