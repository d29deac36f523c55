"""Long work on the window's thread, a step each time the window is free."""

from collections import deque
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

Step = Callable[[], object]


class Steps(QObject):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._due: deque[Step] = deque()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_tick)

    @property
    def is_going(self) -> bool:
        return bool(self._due)

    def start(self, steps: Iterable[Step], *, at_once: bool = False) -> None:
        """In place of what is still due."""
        self._due = deque(steps)
        if at_once:
            while self._due:
                self._due.popleft()()
        self._timer.start()

    def stop(self) -> None:
        self._due.clear()

    def _on_tick(self) -> None:
        if self._due:
            self._due.popleft()()
        if not self._due:
            self._timer.stop()
