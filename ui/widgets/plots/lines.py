"""Lines over time: percentiles of a latency, with target, events and incidents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QPen

from ui.theme.theme import Theme
from ui.widgets.plots.door import pyqtgraph
from ui.widgets.plots.panel import Axes, PlotPanel
from ui.widgets.plots.ticks import Tick, nice_ticks, short_number, with_unit_at_end

# p95 solid in the accent, p50 dashed, p99 dotted.
_STYLES: dict[str, tuple[str, float, tuple[int, ...]]] = {
    "p95": ("accent", 2, ()),
    "p50": ("text2", 1.75, (6, 3)),
    "p99": ("text3", 1.5, (2, 2)),
}
_WORDS_PX, _BAND_WORDS_PX = 80, 150
_BAND_ALPHA = 23
_WORDS_HEIGHT_PX = 15
# A little to the right of the end of a line.
_BESIDE = (-0.08, 0.5)


@dataclass(frozen=True, slots=True)
class TimeLine:
    """name: `p50`, `p95`, `p99`, or a variant's letter, or any word (drawn in the accent)."""

    name: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """An event at x, or with `until` an incident from x to there."""

    name: str
    x: float
    until: float | None = None


class TimeLines(PlotPanel):
    """`set_lines(lines, x_ticks)`; names stand at the ends of their lines.

    `write` writes ticks and target, `precision` is the format of the last values, e.g. `,.0f`.
    """

    def __init__(self, theme: Theme, title: str, note: str = "", unit: str = "s") -> None:
        super().__init__(theme, title, note)
        self._unit = unit
        self._lines: tuple[TimeLine, ...] = ()
        self._x_ticks: list[Tick] = []
        self._moments: tuple[Moment, ...] = ()
        self._target: float | None = None
        self.write: Callable[[float], str] = short_number
        self.precision = ".1f"

    def set_lines(self, lines: Sequence[TimeLine], x_ticks: Sequence[Tick]) -> None:
        self._lines = tuple(line for line in lines if line.ys)
        self._x_ticks = list(x_ticks)
        said = (f"{each.name} {each.ys[-1]:{self.precision}} {self._unit}" for each in self._lines)
        self.describe(", ".join(said))
        self.redraw()

    def set_moments(self, moments: Sequence[Moment], target: float | None = None) -> None:
        """Events, incidents and the target; drawn with the next `set_lines`."""
        self._moments, self._target = tuple(moments), target

    def has_data(self) -> bool:
        return bool(self._lines)

    def draw(self, axes: Axes) -> None:
        xs = [x for line in self._lines for x in line.xs]
        left, right = min(xs), max(xs)
        top = max([*(max(line.ys) for line in self._lines), self._target or 0.0])
        y = nice_ticks(top * 1.05 or 1.0, self.write)
        span = (right - left) or 1.0
        end = right + span * axes.share_of(_WORDS_PX)
        axes.set_range((left - span * axes.share_of(18), end), (0, y[-1][0]))
        axes.set_ticks(self._x_ticks, with_unit_at_end(y, self._unit))
        for moment in self._moments:
            self._draw_moment(axes, moment, (left, y[-1][0]))
        if self._target is not None:
            axes.level(self._target, axes.pen("warn", 1, (5, 3)))
            words = f"target {self.write(self._target)} {self._unit}"
            axes.words(words, (end, self._target), "warn", (1, 1))
        self._draw_lines(axes, y[-1][0])

    def _draw_lines(self, axes: Axes, top: float) -> None:
        lines = sorted(self._lines, key=lambda each: each.ys[-1])
        gap = top * axes.share_of_height(_WORDS_HEIGHT_PX)
        places = words_apart([line.ys[-1] for line in lines], top, gap)
        for line, at in zip(lines, places, strict=True):
            role, pen = self._style(axes, line.name)
            axes.line(line.xs, line.ys, pen)
            if len(line.xs) == 1:
                axes.item.plot(
                    line.xs,
                    line.ys,
                    pen=None,
                    symbol="o",
                    symbolSize=6,
                    symbolBrush=axes.brush(role),
                    symbolPen=None,
                )
            words = f"{line.name} {line.ys[-1]:{self.precision}}"
            axes.words(words, (line.xs[-1], at), role, _BESIDE)

    def _style(self, axes: Axes, name: str) -> tuple[str, QPen]:
        if name in self.theme.tokens.dashes:
            return name, axes.pen(name, 1.75, self.theme.tokens.dashes[name])
        role, width, dash = _STYLES.get(name, ("accent", 2, ()))
        return role, axes.pen(role, width, dash)

    def _draw_moment(self, axes: Axes, moment: Moment, corner: tuple[float, float]) -> None:
        left, top = corner
        if moment.until is None:
            axes.moment(moment.x, axes.pen("text2", 1, (1, 2)))
            axes.words(moment.name, (moment.x, top), "text2", (0, 0))
            return
        band = pyqtgraph().LinearRegionItem(
            (moment.x, moment.until),
            movable=False,
            brush=axes.brush("fail", _BAND_ALPHA),
            pen=pyqtgraph().mkPen(None),
        )
        band.setZValue(-60)
        axes.item.addItem(band)
        has_room = (moment.x - left) / (axes.x_span() or 1.0) > axes.share_of(_BAND_WORDS_PX)
        place, side = (moment.x, 1) if has_room else (moment.until, 0)
        axes.words(moment.name, (place, top), "fail", (side, 0))


def words_apart(ends: Sequence[float], top: float, gap: float) -> list[float]:
    """Where words stand that would overlap at the ends of their lines; ends rise."""
    places: list[float] = []
    for end in ends:
        places.append(max([end, *(other + gap for other in places[-1:])]))
    highest = top
    for n in reversed(range(len(places))):
        places[n] = min(places[n], highest)
        highest = places[n] - gap
    return places
