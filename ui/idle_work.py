"""What the window does while nobody waits for it: make pages ahead, collect garbage."""

import gc
import time

from PySide6.QtCore import QObject, QTimer

from ui.main_window import MainWindow
from ui.session import Session

LOOK_EVERY_MS = 200
QUIET_S = 0.5
COLLECT_EVERY_S = 20.0


class IdleWork(QObject):
    """Python's own collector is off meanwhile: it would stop the window in the middle of a load.

    Young garbage is collected at each look, old garbage when nothing runs and nothing has been
    told for a while.
    """

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._told_s = self._collected_s = time.monotonic()
        session.bridge.events_arrived.connect(self._on_told)
        session.bridge.messages_arrived.connect(self._on_told)
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self._on_look)
        self._timer.start()
        gc.freeze()
        gc.disable()

    def close(self) -> None:
        self._timer.stop()
        gc.enable()

    def _on_told(self, news: list[object]) -> None:
        del news
        self._told_s = time.monotonic()

    def _on_look(self) -> None:
        gc.collect(0)
        now = time.monotonic()
        if self._window.is_running() or now - self._told_s < QUIET_S:
            return
        if self._session.state.listing and self._window.make_next_page():
            return
        if now - self._collected_s > COLLECT_EVERY_S:
            gc.collect()
            self._collected_s = now
