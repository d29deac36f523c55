"""A heavy library that is loaded when it is first needed, without keeping Stop waiting."""

import threading
from collections.abc import Callable
from types import ModuleType

from workbench.cancellation import CancelToken

LOOK_EVERY_S = 0.01


class LateModule:
    """`load` imports; it runs once, in a thread of its own. `_lock` guards that thread."""

    def __init__(self, load: Callable[[], ModuleType]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._module: ModuleType | None = None

    def begin(self) -> None:
        """Load it in the background, if nobody did."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="late module", daemon=True)
                self._thread.start()

    def get(self, cancel: CancelToken) -> ModuleType:
        """The module; loading takes most of a second the first time."""
        self.begin()
        while self._module is None:
            cancel.wait(LOOK_EVERY_S)
        return self._module

    def _run(self) -> None:
        self._module = self._load()
