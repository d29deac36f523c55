"""Quality against latency: p95 on x, pass rate with its interval on y, the front as steps."""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.theme.theme import Theme
from ui.widgets.plots.door import pyqtgraph
from ui.widgets.plots.panel import Axes, PlotPanel
from ui.widgets.plots.ticks import nice_ticks, with_unit_at_end

MARKERS = {"A": "o", "B": "s", "C": "t1", "D": "d"}
_MARKER = 11
_FROM_HALF = 0.5
_LETTER = (11.0, 16.0)
# Anchors: right and left above the point, right and left below it.
_SIDES = ((-0.5, 1.0), (1.5, 1.0), (-0.5, 0.0), (1.5, 0.0))
_SIDES_AT_RIGHT = (_SIDES[1], _SIDES[3], _SIDES[0], _SIDES[2])
_NEAR_RIGHT = 0.9
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ScatterPoint:
    """Rates from 0 to 1; x in the unit of the axis, seconds unless said otherwise."""

    letter: str
    name: str
    x: float
    rate: float
    low: float
    high: float


def front(points: Sequence[ScatterPoint]) -> list[ScatterPoint]:
    """The points that no other beats: none is both faster and better."""
    best: list[ScatterPoint] = []
    for point in sorted(points, key=lambda each: (each.x, -each.rate)):
        if not best or point.rate > best[-1].rate:
            best.append(point)
    return best


def letter_sides(spots: Sequence[tuple[float, float]], width: float) -> list[tuple[float, float]]:
    """Where the letter of each spot stands, as an anchor of its text; all in pixels, y down.

    Above and to the right, unless another letter or mark is there: then wherever it covers least.
    """
    marks = [_box(spot, (0.5, 0.5), (_MARKER, _MARKER)) for spot in spots]
    taken: list[_Box] = []
    sides = []
    for place, spot in enumerate(spots):
        others = [*taken, *(mark for n, mark in enumerate(marks) if n != place)]
        ordered = _SIDES if spot[0] < width * _NEAR_RIGHT else _SIDES_AT_RIGHT
        side = min(ordered, key=lambda each: _covered(_box(spot, each, _LETTER), others))
        taken.append(_box(spot, side, _LETTER))
        sides.append(side)
    return sides


def _box(spot: tuple[float, float], anchor: tuple[float, float], size: tuple[float, float]) -> _Box:
    left, top = spot[0] - anchor[0] * size[0], spot[1] - anchor[1] * size[1]
    return left, top, left + size[0], top + size[1]


def _covered(box: _Box, others: Sequence[_Box]) -> float:
    """The area of the box that lies under others."""
    return sum(
        max(0.0, min(box[2], other[2]) - max(box[0], other[0]))
        * max(0.0, min(box[3], other[3]) - max(box[1], other[1]))
        for other in others
    )


class QualityPlot(PlotPanel):
    """`set_points(points)`; `key_pressed` carries the letter of a clicked point."""

    def __init__(
        self, theme: Theme, title: str = "Quality against p95 latency", unit: str = "s"
    ) -> None:
        super().__init__(theme, title, "pass rate")
        self._unit = unit
        self._points: tuple[ScatterPoint, ...] = ()

    def set_points(self, points: Sequence[ScatterPoint]) -> None:
        self._points = tuple(points)
        said = (f"{p.name} {p.rate:.0%} at {p.x:.1f} {self._unit}" for p in self._points)
        self.describe(", ".join(said))
        self.redraw()

    def has_data(self) -> bool:
        return bool(self._points)

    def draw(self, axes: Axes) -> None:
        right = max(point.x for point in self._points) * 1.12 or 1.0
        x = with_unit_at_end(nice_ticks(right, lambda value: f"{value:g}"), self._unit)
        bottom = _FROM_HALF if min(point.low for point in self._points) >= _FROM_HALF else 0.0
        y = nice_ticks(1.0, lambda value: f"{value:.0%}", bottom)
        axes.set_range((0, x[-1][0]), (bottom, 1.0))
        axes.set_ticks(x, y)
        self._draw_front(axes, x[-1][0])
        for point in self._points:
            self._draw_point(axes, point)
        self._draw_letters(axes, x[-1][0], 1.0 - bottom)

    def _draw_front(self, axes: Axes, right: float) -> None:
        best = front(self._points)
        if len(best) < 2:
            return
        xs, ys = [best[0].x], [best[0].rate]
        for point in best[1:]:
            xs += [point.x, point.x]
            ys += [ys[-1], point.rate]
        axes.line([*xs, right], [*ys, ys[-1]], axes.pen("accent", 1.2, (4, 3)))

    def _draw_letters(self, axes: Axes, right: float, height: float) -> None:
        """Beside their points, and not over each other where points are near."""
        spots = [
            (point.x / (right * axes.share_of(1)), -point.rate / (height * axes.share_of_height(1)))
            for point in self._points
        ]
        sides = letter_sides(spots, 1 / axes.share_of(1))
        for point, side in zip(self._points, sides, strict=True):
            axes.words(point.letter, (point.x, point.rate), "text", side)

    def _draw_point(self, axes: Axes, point: ScatterPoint) -> None:
        axes.line([point.x] * 2, [point.low, point.high], axes.pen(point.letter, 2, alpha=100))
        dot = pyqtgraph().ScatterPlotItem(
            [point.x],
            [point.rate],
            symbol=MARKERS[point.letter],
            size=_MARKER,
            pen=axes.pen("surface", 1.5),
            brush=axes.brush(point.letter),
            data=[point.letter],
        )
        dot.sigClicked.connect(self._on_clicked)
        axes.item.addItem(dot)

    def _on_clicked(self, _item: object, spots: Sequence[object]) -> None:
        for spot in spots[:1]:
            letter = getattr(spot, "data", str)()
            self.key_pressed.emit(str(letter))
