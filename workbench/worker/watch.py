"""Looks around now and then, on a thread of its own."""

import threading
from collections.abc import Callable

EVERY_S = 0.5


class Watch:
    def __init__(self, look: Callable[[], object]) -> None:
        self._look = look
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(EVERY_S):
            self._look()
