"""Stacked bars from zero in the accent ramp, with one row of keys and the sum above each bar."""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.theme.theme import Theme
from ui.widgets.plots.door import pyqtgraph
from ui.widgets.plots.panel import Axes, PlotPanel
from ui.widgets.plots.ticks import nice_ticks, short_number

_WIDTH, _STEPS, _LABELS_AT_MOST = 0.62, 5, 12


@dataclass(frozen=True, slots=True)
class StackBar:
    """One value for each part, in the order of the parts."""

    label: str
    values: tuple[float, ...]


class StackedBars(PlotPanel):
    """`set_bars(parts, bars)`; the parts always in the same order. The last may be the answer."""

    def __init__(self, theme: Theme, title: str, note: str = "mean") -> None:
        super().__init__(theme, title, note)
        self._parts: tuple[str, ...] = ()
        self._bars: tuple[StackBar, ...] = ()

    def set_bars(self, parts: Sequence[str], bars: Sequence[StackBar]) -> None:
        self._parts, self._bars = tuple(parts), tuple(bars)
        self.set_keys([(_role(place, part), part) for place, part in enumerate(self._parts)])
        said = (f"{bar.label} {short_number(sum(bar.values))}" for bar in self._bars)
        self.describe(", ".join(said))
        self.redraw()

    def has_data(self) -> bool:
        return bool(self._bars)

    def draw(self, axes: Axes) -> None:
        top = max(sum(bar.values) for bar in self._bars)
        y = nice_ticks(top * 1.05 or 1.0, short_number)
        axes.set_range((-0.6, len(self._bars) - 0.4), (0, y[-1][0]))
        every = -(-len(self._bars) // _LABELS_AT_MOST)
        labels = [(float(n), bar.label) for n, bar in enumerate(self._bars) if n % every == 0]
        axes.set_ticks(labels, y)
        base = [0.0] * len(self._bars)
        for place, part in enumerate(self._parts):
            heights = [bar.values[place] for bar in self._bars]
            self._draw_part(axes, _role(place, part), base, heights)
            base = [low + height for low, height in zip(base, heights, strict=True)]
        if len(self._bars) <= _LABELS_AT_MOST:
            for n, total in enumerate(base):
                axes.words(short_number(total), (n, total), "text2", (0.5, 1.0))

    def _draw_part(
        self, axes: Axes, role: str, base: Sequence[float], heights: Sequence[float]
    ) -> None:
        bars = pyqtgraph().BarGraphItem(
            x=list(range(len(heights))),
            y0=list(base),
            height=list(heights),
            width=_WIDTH,
            pen=axes.pen("surface", 1),
            brush=axes.brush(role),
        )
        axes.item.addItem(bars)


def _role(place: int, part: str) -> str:
    return "text2" if part == "Answer" else f"ramp{min(place, _STEPS - 1)}"
