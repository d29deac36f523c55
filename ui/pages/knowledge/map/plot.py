"""The points of the map: drawn by groups, dragged, zoomed, hovered and chosen."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.pages.knowledge.map.groups import HIDDEN, OTHER, MapGroup
from ui.pages.knowledge.map.index import MapIndex, Place
from ui.pages.knowledge.map.marks import is_hollow, mark, role_of, star
from ui.pages.knowledge.map.steps import Steps
from ui.theme.canvas import Canvas
from ui.theme.theme import Theme
from ui.widgets.plots.door import pyqtgraph
from ui.widgets.plots.panel import Axes, PlotPanel

_REACH_PX = 9
_STEP = 0.8
_DIM = 0.14
_SIDE = 1.08
AT_ONCE = 2_000
# Many points are drawn smaller, and let others shine through.
_SIZES = ((1_000, 9, 225), (5_000, 7, 205), (1_000_000, 5, 180))
_STEPS: dict[int, Place] = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip


class MapPlot(PlotPanel):
    """Wheel zooms, dragging pans; arrows go from point to point, + and - zoom, Home shows all.

    Signals: hovered(number or None, QPoint); chosen(number); opened(number). Numbers are of points.
    """

    hovered = Signal(object, object)
    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Embedding map")
        self._places: tuple[Place, ...] = ()
        self._groups: tuple[MapGroup, ...] = ()
        self._items: dict[str, Any] = {}
        self._steps = Steps(self)
        self._rings: Any = None
        self._spot: Any = None
        self._index: MapIndex | None = None
        self._ringed: tuple[int, ...] = ()
        self._current: int | None = None
        self._hover: int | None = None
        self._query: Place | None = None
        self._alone = ""
        self._is_fresh, self._are_drawn = True, False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # What is shown

    def prepare(self) -> None:
        """Make the empty axes before there are points, which takes as long as to draw many."""
        if self._plot is None:
            self._plot = self._make_plot()
            self._stack.addWidget(self._plot)

    def show_points(self, places: tuple[Place, ...], groups: Sequence[MapGroup]) -> None:
        """New points are shown whole; the same in other groups stay where they are.

        Many are drawn a group each time the window is free.
        """
        if places is not self._places:
            self._places, self._index = places, None
            self._is_fresh, self._ringed, self._current, self._hover = True, (), None, None
        self._groups = tuple(groups)
        self.redraw()

    def show_query(self, place: Place | None) -> None:
        if place == self._query:
            return
        self._query = place
        if self._are_drawn:
            self._draw_query(Axes(self._plot, self.theme))

    def ring(self, numbers: Iterable[int], current: int | None) -> None:
        """The points of the document that is chosen; `current` is where the keys go on from."""
        self._ringed, self._current = tuple(numbers), current
        self._draw_rings()

    def show_alone(self, key: str) -> None:
        """Only this group stands out; all do without a key."""
        self._alone = key
        for each, item in self._items.items():
            if each != "query":
                item.setOpacity(1.0 if not key or each == key else _DIM)

    def fit(self) -> None:
        """Show all points, and the query."""
        if self._plot is None:
            return
        xs = [x for x, _ in self._spots()]
        ys = [y for _, y in self._spots()]
        box = self._plot.getPlotItem().getViewBox()
        box.setRange(xRange=(min(xs), max(xs)), yRange=(min(ys), max(ys)), padding=0.04)

    def zoom(self, share: float) -> None:
        """Under 1 comes nearer."""
        if self._plot is not None:
            self._plot.getPlotItem().getViewBox().scaleBy((share, share))

    @property
    def is_drawn(self) -> bool:
        return self._are_drawn

    @property
    def view(self) -> tuple[Place, Place]:
        """The ranges of x and y that are seen."""
        (left, right), (low, high) = self._plot.getPlotItem().getViewBox().viewRange()
        return (left, right), (low, high)

    def number_at(self, at: QPointF) -> int | None:
        """The point under a place of the scene."""
        box = self._plot.getPlotItem().getViewBox()
        here = box.mapSceneToView(at)
        wide, _ = box.viewPixelSize()
        return self._find_ways().nearest(here.x(), here.y(), _REACH_PX * wide)

    def scene_place(self, number: int) -> QPointF:
        """Where a point lies in the scene."""
        box = self._plot.getPlotItem().getViewBox()
        made: QPointF = box.mapViewToScene(QPointF(*self._places[number]))
        return made

    # Drawing

    def has_data(self) -> bool:
        return bool(self._places)

    def draw(self, axes: Axes) -> None:
        self._items, self._rings, self._spot, self._are_drawn = {}, None, None, False
        if self._is_fresh:
            self._is_fresh = False
            self.fit()
        beneath = sorted(self._groups, key=lambda each: each.key not in {OTHER, HIDDEN})
        steps = [partial(self._draw_group, axes, group) for group in beneath]
        last = partial(self._draw_over, axes)
        self._steps.start([*steps, last, self._find_ways], at_once=len(self._places) <= AT_ONCE)

    def _draw_group(self, axes: Axes, group: MapGroup) -> None:
        size, alpha = next((size, alpha) for most, size, alpha in _SIZES
                           if len(self._places) <= most)  # fmt: skip
        self._items[group.key] = self._scatter(axes, group, size, alpha)

    def _find_ways(self) -> MapIndex:
        """Once for the same places."""
        self._index = self._index or MapIndex(self._places)
        return self._index

    def _draw_over(self, axes: Axes) -> None:
        """What lies above the points."""
        self._are_drawn = True
        self._draw_rings()
        self._draw_query(axes)
        self.show_alone(self._alone if self._alone in self._items else "")

    def _scatter(self, axes: Axes, group: MapGroup, size: float, alpha: int) -> Any:
        hollow, role = is_hollow(group.key), role_of(group.key)
        made = pyqtgraph().ScatterPlotItem(
            [self._places[place][0] for place in group.places],
            [self._places[place][1] for place in group.places],
            size=size,
            symbol=mark(group.key),
            pen=axes.pen(role, 1, alpha=alpha) if hollow else None,
            brush=None if hollow else axes.brush(role, alpha),
        )
        axes.item.addItem(made)
        return made

    def _draw_rings(self) -> None:
        if not self._are_drawn:
            return
        axes = Axes(self._plot, self.theme)
        if self._rings is None:
            self._rings = pyqtgraph().ScatterPlotItem(size=13, symbol="o", brush=None)
            self._rings.setZValue(20)
            self._spot = pyqtgraph().ScatterPlotItem(size=17, symbol="o", brush=None)
            self._spot.setZValue(21)
            axes.item.addItem(self._rings)
            axes.item.addItem(self._spot)
        self._put(self._rings, self._ringed, axes.pen("accent", 1.75))
        under = self._current if self._hover is None else self._hover
        spots = () if under is None else (under,)
        self._put(self._spot, spots, axes.pen("text", 1.75))

    def _put(self, item: Any, numbers: Sequence[int], pen: Any) -> None:
        xs = [self._places[number][0] for number in numbers]
        ys = [self._places[number][1] for number in numbers]
        item.setData(xs, ys, pen=pen, brush=None)

    def _draw_query(self, axes: Axes) -> None:
        if old := self._items.pop("query", None):
            axes.item.removeItem(old)
        if self._query is None:
            return
        made = pyqtgraph().ScatterPlotItem(
            [self._query[0]],
            [self._query[1]],
            size=22,
            symbol=star(),
            pen=axes.pen("surface", 1.5),
            brush=axes.brush("text"),
        )
        made.setZValue(30)
        axes.item.addItem(made)
        self._items["query"] = made

    def _spots(self) -> list[Place]:
        return [*self._places, *([self._query] if self._query else [])]

    def _make_plot(self) -> Any:
        made = super()._make_plot()
        item = made.getPlotItem()
        for side in ("left", "bottom"):
            item.hideAxis(side)
        item.setMouseEnabled(x=True, y=True)
        item.setAspectLocked(True)
        box = item.getViewBox()
        box.disableAutoRange()
        box.setLimits(xMin=-4, xMax=4, yMin=-4, yMax=4, minXRange=0.004, maxXRange=8 * _SIDE)
        made.scene().sigMouseMoved.connect(self._on_moved)
        made.scene().sigMouseClicked.connect(self._on_clicked)
        made.viewport().installEventFilter(self)
        return made

    # What a person does

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._set_hover(None)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if not self.has_data():
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._go(_STEPS[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_STEP)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom(1 / _STEP)
        elif key == Qt.Key.Key_Home:
            self.fit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self.opened.emit(self._current)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Nothing is measured in pixels here, so that nothing need be drawn anew."""
        QWidget.resizeEvent(self, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            Canvas(painter, self.theme).ring(self.rect().toRectF().adjusted(4, 4, -4, -4), 6)
            painter.end()

    def _go(self, step: Place) -> None:
        """From point to point; the first one is that nearest to the middle."""
        if self._current is None:
            (left, right), (low, high) = self.view
            middle = ((left + right) / 2, (low + high) / 2)
            found = self._find_ways().nearest(*middle, reach=8.0)
        else:
            found = self._find_ways().towards(self._current, step)
        if found is not None:
            self.chosen.emit(found)

    def _on_moved(self, at: QPointF) -> None:
        self._set_hover(self.number_at(at), at)

    def _set_hover(self, number: int | None, at: QPointF | None = None) -> None:
        if number == self._hover:
            return
        self._hover = number
        shape = Qt.CursorShape.ArrowCursor if number is None else Qt.CursorShape.PointingHandCursor
        self._plot.viewport().setCursor(shape)
        self._draw_rings()
        view = self._plot.viewport()
        there = view.mapTo(self, self._plot.mapFromScene(at)) if at else None
        self.hovered.emit(number, there)

    def _on_clicked(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        number = self.number_at(event.scenePos())
        if number is None:
            return
        if event.double():
            self.opened.emit(number)
        else:
            self.chosen.emit(number)
