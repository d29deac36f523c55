"""How long a window's event loop is not there for anybody."""

import time

from PySide6.QtCore import QTimer

TICK_MS = 16


class Ticker:
    """Gaps between ticks of a 16 ms timer, from now on."""

    def __init__(self) -> None:
        self._gaps: list[float] = []
        self._last = time.monotonic()
        self._timer = QTimer(interval=TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._timer.start()

    def told(self, what: str) -> str:
        gaps, self._gaps = sorted(self._gaps), []
        late = sum(gap > 50 for gap in gaps)
        if not gaps:
            return f"{what}: no tick"
        p99 = gaps[int(0.99 * (len(gaps) - 1))]
        longest = f"longest gap {gaps[-1]:.0f} ms, p99 {p99:.0f} ms"
        return f"{what}: {longest}, {late} over 50 ms of {len(gaps)}"

    def _on_tick(self) -> None:
        now = time.monotonic()
        self._gaps.append((now - self._last) * 1000)
        self._last = now
