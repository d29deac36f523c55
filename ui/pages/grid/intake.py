"""Takes in what the worker tells in slices, so that a large run never holds up the window."""

from collections import deque
from collections.abc import Iterable
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from ui.pages.grid.state import GridState
from workbench.projections.grid import CellRow

SLICE_S = 0.008
_AT_ONCE = 20
_TICK_MS = 16


class Intake(QObject):
    """Fills the state with cells, for at most 8 ms a tick.

    Signals:
        cells_taken: the set of cases that look different now.
        drained: nothing waits any more.
    """

    cells_taken = Signal(object)
    drained = Signal()

    def __init__(self, state: GridState, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._waiting: deque[CellRow] = deque()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def is_busy(self) -> bool:
        return self._timer.isActive()

    def add(self, cells: Iterable[CellRow]) -> None:
        self._waiting.extend(cells)
        self.go_on()

    def go_on(self) -> None:
        """There may be work: cells, or cases that a new baseline changed."""
        if not self._timer.isActive():
            self._timer.start()

    def clear(self) -> None:
        self._waiting.clear()

    def _on_tick(self) -> None:
        end_s = perf_counter() + SLICE_S
        changed: set[str] = set()
        while perf_counter() < end_s:
            if self._waiting:
                some = min(_AT_ONCE, len(self._waiting))
                changed |= self._state.add_cells([self._waiting.popleft() for _ in range(some)])
            elif not self._state.work_off(_AT_ONCE):
                self._timer.stop()
                break
        if changed:
            self.cells_taken.emit(changed)
        if not self._timer.isActive():
            self.drained.emit()
