"""Many configurations by quality and time, with the front of those that no other beats."""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.theme.theme import Theme
from ui.widgets.plots.door import pyqtgraph
from ui.widgets.plots.panel import Axes, PlotPanel
from ui.widgets.plots.ticks import nice_ticks, with_unit_at_end

_DOT, _CHOSEN = 9, 13
_WORDS_FROM_RIGHT = 0.55
_LEAST_SPAN = 0.1
_UNIT_PX = 12


@dataclass(frozen=True, slots=True)
class FrontPoint:
    """`x_ms`: less is better; `value`, 0 to 1: more is."""

    name: str
    x_ms: float
    value: float
    is_on_front: bool


class FrontPlot(PlotPanel):
    """`set_points(points)`, `choose(name)`; `key_pressed` carries the name of a clicked point.

    The mouse over a point names it.
    """

    def __init__(self, theme: Theme, title: str, note: str) -> None:
        super().__init__(theme, title, note)
        self._points: tuple[FrontPoint, ...] = ()
        self._chosen = ""

    def set_points(self, points: Sequence[FrontPoint]) -> None:
        self._points = tuple(points)
        best = ", ".join(_said(each) for each in self._points if each.is_on_front)
        self.describe(f"On the front: {best}")
        self.redraw()

    def choose(self, name: str) -> None:
        if name != self._chosen:
            self._chosen = name
            self.redraw()

    def has_data(self) -> bool:
        return bool(self._points)

    def draw(self, axes: Axes) -> None:
        right = max(each.x_ms for each in self._points) * 1.08 or 1.0
        x = with_unit_at_end(nice_ticks(right, lambda value: f"{value:g}"), "ms")
        values = [each.value for each in self._points]
        low, high = min(values), max(values)
        # Values that are all but alike leave ticks that differ in two places.
        room = max((high - low) * 0.1, (_LEAST_SPAN - (high - low)) / 2)
        y = nice_ticks(min(high + room, 1.0), _two_places, max(low - room, 0.0))
        # The unit at the last tick needs room, too.
        axes.set_range((0, x[-1][0] * (1 + axes.share_of(_UNIT_PX))), (y[0][0], y[-1][0]))
        axes.set_ticks(x, y)
        self._draw_front(axes, x[-1][0], y[0][0])
        self._draw_dots(axes)
        self._draw_name(axes, x[-1][0])

    def _draw_front(self, axes: Axes, right: float, bottom: float) -> None:
        best = sorted((each for each in self._points if each.is_on_front), key=lambda p: p.x_ms)
        if not best:
            return
        xs, ys = [best[0].x_ms, best[0].x_ms], [bottom, best[0].value]
        for point in best[1:]:
            xs += [point.x_ms, point.x_ms]
            ys += [ys[-1], point.value]
        axes.line([*xs, right], [*ys, ys[-1]], axes.pen("accent", 1.2, (4, 3)))

    def _draw_dots(self, axes: Axes) -> None:
        """Those of the front above the others, the chosen one above all."""
        ordered = sorted(self._points, key=lambda p: (p.name == self._chosen, p.is_on_front))
        dots = pyqtgraph().ScatterPlotItem(
            [each.x_ms for each in ordered],
            [each.value for each in ordered],
            size=[_CHOSEN if each.name == self._chosen else _DOT for each in ordered],
            pen=[
                axes.pen("text" if each.name == self._chosen else "surface", 1.5)
                for each in ordered
            ],
            brush=[axes.brush("accent" if each.is_on_front else "text3") for each in ordered],
            data=[each.name for each in ordered],
            hoverable=True,
            hoverSize=_CHOSEN,
            tip=_tip,
        )
        dots.sigClicked.connect(self._on_clicked)
        axes.item.addItem(dots)

    def _draw_name(self, axes: Axes, right: float) -> None:
        point = next((each for each in self._points if each.name == self._chosen), None)
        if point:
            is_right = point.x_ms > right * _WORDS_FROM_RIGHT
            anchor = (1.0, 1.3) if is_right else (0.0, 1.3)
            axes.words(f"{point.value:.2f}, {point.x_ms:.0f} ms", (point.x_ms, point.value),
                       "text", anchor)  # fmt: skip

    def _on_clicked(self, _item: object, spots: Sequence[object], *_: object) -> None:
        """The last drawn lies above the others."""
        for spot in list(spots)[-1:]:
            self.key_pressed.emit(str(getattr(spot, "data", str)()))


def _tip(x: float, y: float, data: object) -> str:
    return f"{data}\n{y:.3f} at {x:.1f} ms"


def _said(point: FrontPoint) -> str:
    return f"{point.name} {point.value:.2f} at {point.x_ms:.0f} ms"


def _two_places(value: float) -> str:
    return f"{value:.2f}"
