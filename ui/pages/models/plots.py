"""Speed in pictures: lines over prompt length or parallel answers, bars side by side."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ui.theme.theme import Theme
from ui.widgets.plots.door import pyqtgraph
from ui.widgets.plots.lines import words_apart
from ui.widgets.plots.panel import Axes, PlotPanel
from ui.widgets.plots.scatter import MARKERS
from ui.widgets.plots.ticks import Tick, nice_ticks, short_number, with_unit_at_end

LETTERS = "ABCD"
_WORDS_PX, _WORDS_HEIGHT_PX, _MARKER = 92, 15, 7


@dataclass(frozen=True, slots=True)
class SpeedLine:
    """Tokens a second by a count: prompt tokens, or answers at once."""

    name: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SpeedBar:
    name: str
    value: float
    is_own: bool


class SpeedLines(PlotPanel):
    """`set_lines(lines)`; x doubles from step to step. The first line is the chosen model's.

    `write` writes what stands on the x axis.
    """

    def __init__(self, theme: Theme, title: str, note: str, write: Callable[[float], str]) -> None:
        super().__init__(theme, title, note)
        self._write = write
        self._lines: tuple[SpeedLine, ...] = ()

    def set_lines(self, lines: Sequence[SpeedLine]) -> None:
        self._lines = tuple(line for line in lines if line.ys)
        said = (
            f"{each.name} {each.ys[-1]:.1f} tok/s at {each.xs[-1]:,.0f}" for each in self._lines
        )
        self.describe(", ".join(said))
        self.redraw()
        # Words at the ends are measured once more when the panel has its width.
        self._settled.start()

    def has_data(self) -> bool:
        return bool(self._lines)

    def draw(self, axes: Axes) -> None:
        values = sorted({x for line in self._lines for x in line.xs})
        left, right = math.log2(values[0]), math.log2(values[-1])
        span = (right - left) or 1.0
        y = nice_ticks(max(max(line.ys) for line in self._lines) * 1.05 or 1.0, short_number)
        end = right + span * axes.share_of(_WORDS_PX) * 1.4
        axes.set_range((left - span * axes.share_of(14), end), (0, y[-1][0]))
        axes.set_ticks(self._x_ticks(values), y)
        lines = sorted(enumerate(self._lines), key=lambda each: each[1].ys[-1])
        top = y[-1][0]
        gap = top * axes.share_of_height(_WORDS_HEIGHT_PX)
        places = words_apart([line.ys[-1] for _, line in lines], top, gap)
        for (place, line), at in zip(lines, places, strict=True):
            self._draw_line(axes, LETTERS[place % len(LETTERS)], line, at)

    def _x_ticks(self, values: Sequence[float]) -> list[Tick]:
        return [(math.log2(value), self._write(value)) for value in values]

    def _draw_line(self, axes: Axes, letter: str, line: SpeedLine, at: float) -> None:
        xs = [math.log2(x) for x in line.xs]
        axes.line(xs, line.ys, axes.pen(letter, 1.75, self.theme.tokens.dashes[letter]))
        axes.item.plot(
            xs,
            list(line.ys),
            pen=None,
            symbol=MARKERS[letter],
            symbolSize=_MARKER,
            symbolBrush=axes.brush(letter),
            symbolPen=None,
        )
        # A little away from the marker.
        away = (axes.x_span() or 1.0) * axes.share_of(_MARKER)
        axes.words(line.name, (xs[-1] + away, at), letter)


class SpeedBars(PlotPanel):
    """`set_bars(bars)`; the chosen model's own in the accent."""

    def __init__(self, theme: Theme, title: str, note: str) -> None:
        super().__init__(theme, title, note)
        self._bars: tuple[SpeedBar, ...] = ()

    def set_bars(self, bars: Sequence[SpeedBar]) -> None:
        self._bars = tuple(bars)
        self.describe(", ".join(f"{bar.name} {bar.value:,.0f} tok/s" for bar in self._bars))
        self.redraw()

    def has_data(self) -> bool:
        return bool(self._bars)

    def draw(self, axes: Axes) -> None:
        right = max(bar.value for bar in self._bars) * 1.18 or 1.0
        x = with_unit_at_end(nice_ticks(right, short_number), "tok/s")
        count = len(self._bars)
        axes.set_range((0, x[-1][0]), (-0.6, count - 0.4))
        names = [(float(count - 1 - place), bar.name) for place, bar in enumerate(self._bars)]
        axes.set_ticks(x, names, grid=False)
        for (y, _), bar in zip(names, self._bars, strict=True):
            role = "accent" if bar.is_own else "border_strong"
            axes.item.addItem(
                pyqtgraph().BarGraphItem(
                    x0=0, width=bar.value, y=y, height=0.56, pen=None, brush=axes.brush(role)
                )
            )
            axes.words(f"{bar.value:,.0f}", (bar.value, y), "text")
