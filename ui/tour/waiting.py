"""Letting the window live until something has come about."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer

from workbench.errors import WorkbenchError

LOOK_EVERY_MS = 10


def wait_until(is_so: Callable[[], bool], what: str, timeout_s: float) -> float:
    """Seconds until `is_so`. Raises `WorkbenchError` naming `what` if that is not in time."""
    started = time.monotonic()
    while not is_so():
        if time.monotonic() - started > timeout_s:
            raise WorkbenchError(
                f"The tour waited {timeout_s:g} s in vain for {what}.",
                "Look into the log folder; on a busy machine, run it again.",
            )
        let_live(LOOK_EVERY_MS)
    return time.monotonic() - started


def let_live(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
