"""A distribution for each variant: one dot per run and a line at the median."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ui.theme.theme import Theme
from ui.widgets.plots.door import pyqtgraph
from ui.widgets.plots.panel import Axes, PlotPanel
from ui.widgets.plots.ticks import nice_ticks, with_unit_at_end

DOTS_AT_MOST = 300
FEW = 5
_BINS, _HALF = 40, 0.3
# Multiples of the golden ratio spread evenly and never look like a pattern.
_GOLDEN = 0.618034


@dataclass(frozen=True, slots=True)
class StripGroup:
    letter: str
    name: str
    values: tuple[float, ...]


class StripPlot(PlotPanel):
    """`set_groups(groups)`; over 300 values a histogram, under 5 the dots and a word."""

    def __init__(self, theme: Theme, title: str = "Time to first token", unit: str = "s") -> None:
        super().__init__(theme, title, "line is the median")
        self._unit = unit
        self._groups: tuple[StripGroup, ...] = ()

    def set_groups(self, groups: Sequence[StripGroup]) -> None:
        self._groups = tuple(group for group in groups if group.values)
        self.describe(
            ", ".join(
                f"{group.name} median {median(group.values):.2f} {self._unit} "
                f"of {len(group.values)} runs"
                for group in self._groups
            )
        )
        self.redraw()

    def has_data(self) -> bool:
        return bool(self._groups)

    def draw(self, axes: Axes) -> None:
        right = max(max(group.values) for group in self._groups) * 1.12 or 1.0
        x = with_unit_at_end(nice_ticks(right, lambda value: f"{value:g}"), self._unit)
        places = [(len(self._groups) - 1 - n, group) for n, group in enumerate(self._groups)]
        axes.set_range((0, x[-1][0]), (-0.6, len(self._groups) - 0.4))
        axes.set_ticks(x, [(float(y), group.letter) for y, group in places], grid=False)
        for y, group in places:
            axes.level(y, axes.pen("grid"), -50)
            if len(group.values) > DOTS_AT_MOST:
                self._draw_histogram(axes, y, group)
            else:
                self._draw_dots(axes, y, group)
            self._draw_median(axes, y, group)

    def _draw_dots(self, axes: Axes, y: int, group: StripGroup) -> None:
        spread = [((n * _GOLDEN) % 1 - 0.5) * 2 * _HALF for n in range(len(group.values))]
        dots = pyqtgraph().ScatterPlotItem(
            list(group.values),
            [y + each for each in spread],
            size=5,
            pen=pyqtgraph().mkPen(None),
            brush=axes.brush(group.letter, 130),
        )
        axes.item.addItem(dots)

    def _draw_histogram(self, axes: Axes, y: int, group: StripGroup) -> None:
        low, high = min(group.values), max(group.values)
        step = (high - low) / _BINS or 1.0
        counts = [0] * _BINS
        for value in group.values:
            counts[min(int((value - low) / step), _BINS - 1)] += 1
        bars = pyqtgraph().BarGraphItem(
            x=[low + (n + 0.5) * step for n in range(_BINS)],
            y0=[y - _HALF] * _BINS,
            height=[2 * _HALF * count / max(counts) for count in counts],
            width=step,
            pen=pyqtgraph().mkPen(None),
            brush=axes.brush(group.letter, 150),
        )
        axes.item.addItem(bars)

    def _draw_median(self, axes: Axes, y: int, group: StripGroup) -> None:
        middle, top = median(group.values), y + _HALF + 0.1
        axes.line([middle] * 2, [y - _HALF - 0.1, top], axes.pen("text", 2))
        count = len(group.values)
        # Beside its line: at the end of the row it would read as the value of the last dot.
        axes.words(f"{middle:.1f}", (middle, top), "text2")
        if count < FEW:
            axes.words(f"{count} runs, no interval", (0, y), "text3", (0, 1.0))
