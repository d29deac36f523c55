"""The two plots over time, with a cursor that both share."""

from collections.abc import Sequence

from ui.theme.theme import Theme
from ui.widgets.plots.door import pyqtgraph
from ui.widgets.plots.lines import TimeLines
from ui.widgets.plots.panel import Axes
from ui.widgets.plots.stack import StackedBars
from ui.widgets.plots.ticks import Tick

_LEAST_BARS = 12


class CursorLines(TimeLines):
    """Lines over time; the cursor is a moment in seconds from the beginning."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__(theme, title)
        self._cursor_s: float | None = None
        self.precision = ".2f"

    def set_cursor(self, at_s: float | None) -> None:
        """Drawn with the next `set_lines`."""
        self._cursor_s = at_s

    def draw(self, axes: Axes) -> None:
        super().draw(axes)
        if self._cursor_s is not None:
            axes.moment(self._cursor_s, axes.pen("text", 1))


class CursorBars(StackedBars):
    """Stacked bars with ticks of their own; the cursor is the place of a bar."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__(theme, title)
        self._cursor: int | None = None
        self._ticks: list[Tick] = []

    def set_cursor(self, place: int | None, ticks: Sequence[Tick]) -> None:
        """Drawn with the next `set_bars`."""
        self._cursor, self._ticks = place, list(ticks)

    def draw(self, axes: Axes) -> None:
        super().draw(axes)
        axes.item.getAxis("bottom").setTicks([self._ticks])
        # A few bars stay narrow, at the left.
        axes.item.setXRange(-0.6, max(len(self._bars), _LEAST_BARS) - 0.4, padding=0)
        if self._cursor is not None:
            line = pyqtgraph().InfiniteLine(self._cursor, 90, pen=axes.pen("text", 1))
            line.setZValue(40)
            axes.item.addItem(line)
