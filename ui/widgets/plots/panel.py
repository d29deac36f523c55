"""What all plots share: title and note above, axes as the theme wants them, the empty state."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from ui.theme import fonts
from ui.theme.canvas import CENTER, Canvas
from ui.theme.fonts import Ink, text_width
from ui.theme.theme import Theme
from ui.widgets.label import Label
from ui.widgets.layouts import row
from ui.widgets.painted import Painted
from ui.widgets.plots.door import pyqtgraph
from ui.widgets.plots.ticks import Tick

LEAST = (220, 140)
_HEAD_ROOM = 0.09
_BOTTOM_AXIS, _FRAME = 20, 12
_SETTLED_MS = 80
_SKELETON = (0.5, 0.74, 0.44, 0.97, 0.84, 0.64)


class _Blank(Painted):
    """Axes without data: one line and one link, or grey bars while loading."""

    pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.text, self.link, self.is_loading = "No runs yet", "", False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paint(self, canvas: Canvas) -> None:
        area = self.area().adjusted(0, 8, 0, -18)
        for n in range(3):
            y = round(area.top() + area.height() * n / 3) + 0.5
            canvas.line(QPointF(area.left(), y), QPointF(area.right(), y), "grid")
        canvas.line(area.bottomLeft(), area.bottomRight(), "border_strong")
        if self.is_loading:
            self._paint_bars(canvas, area)
            return
        middle = area.center().y()
        wide = max(text_width(self.text, "label", 600), text_width(self.link, "caption")) + 24
        clear = QRectF(area.center().x() - wide / 2, middle - 22, wide, 44)
        canvas.box(clear, "surface", 0)
        canvas.text(
            QRectF(0, middle - 20, self.width(), 20), self.text, Ink("label", "text", 600), CENTER
        )
        link = QRectF(0, middle, self.width(), 18)
        canvas.text(link, self.link, Ink("caption", "accent", 500), CENTER)
        if self.hasFocus():
            canvas.ring(clear, 4)

    def _paint_bars(self, canvas: Canvas, area: QRectF) -> None:
        step = area.width() / len(_SKELETON)
        for place, share in enumerate(_SKELETON):
            height = area.height() * share * 0.9
            left = area.left() + place * step + 4
            canvas.box(QRectF(left, area.bottom() - height, step - 8, height), "hover", 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        del event
        if self.link and not self.is_loading:
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space) and self.link:
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class PlotPanel(QWidget):
    """The base of the plots: subclasses keep their data and draw it in `draw(axes)`.

    Signals:
        link_pressed: the link of the empty state.
        key_pressed: what was clicked: a variant's letter, a bar's name.
    """

    link_pressed = Signal()
    key_pressed = Signal(str)

    def __init__(self, theme: Theme, title: str, note: str = "") -> None:
        super().__init__()
        self.theme = theme
        self._plot: Any = None
        self._title = Label(title, "label", "text", 600)
        self._note = Label(note, "caption", "text3")
        self._blank = _Blank(theme)
        self._blank.pressed.connect(self.link_pressed)
        self._keys = row(gap=10)
        self._stack = QStackedLayout()
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self.redraw)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 12, 6)
        layout.setSpacing(4)
        layout.addLayout(row(self._title, None, self._note))
        layout.addLayout(self._keys)
        layout.addLayout(self._stack, 1)
        # A stack shows its first widget at once: not before it has a place.
        self._stack.addWidget(self._blank)
        self.setMinimumSize(*LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(title)
        theme.theme_changed.connect(self.redraw)

    def set_note(self, text: str) -> None:
        self._note.setText(text)

    def set_empty(self, text: str, link: str = "") -> None:
        """What stands in the middle without data; `No runs yet` unless said otherwise."""
        self._blank.text, self._blank.link = text, link
        self._blank.describe(text, link)
        self._blank.update()

    def set_loading(self, *, loading: bool) -> None:
        self._blank.is_loading = loading
        self._blank.update()

    def has_data(self) -> bool:
        return False

    def draw(self, axes: "Axes") -> None:
        """Subclasses put their data on fresh axes; the base has none."""
        del axes

    def describe(self, value: str) -> None:
        """What a screen reader says of the data."""
        self.setAccessibleDescription(value)

    def redraw(self) -> None:
        """Draw the data again, or the empty state."""
        if not self.has_data():
            self._stack.setCurrentWidget(self._blank)
            self.describe(self._blank.text)
            return
        if self._plot is None:
            self._plot = self._make_plot()
            self._stack.addWidget(self._plot)
        # Words take room in pixels, so the plot has its size before anything is drawn.
        self._stack.setCurrentWidget(self._plot)
        self._lay_out_now()
        self._plot.clear()
        self._plot.setBackground(self.theme.color("surface"))
        self.draw(Axes(self._plot, self.theme))

    def _lay_out_now(self) -> None:
        if layout := self.layout():
            layout.activate()

    def set_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """One row of (colour role, words) above the plot, for stacks."""
        while self._keys.count():
            item = self._keys.takeAt(0)
            widget = item.widget() if item else None
            if widget:
                widget.deleteLater()
        for role, words in keys:
            self._keys.addWidget(_Key(self.theme, role, words))
        self._keys.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words take room in pixels: after resizing, the axes are measured again."""
        super().resizeEvent(event)
        if self.has_data():
            self._settled.start()

    def _make_plot(self) -> Any:
        made = pyqtgraph().PlotWidget()
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        item = made.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=False, y=False)
        item.setContentsMargins(0, 2, 2, 0)
        return made


class _Key(Painted):
    def __init__(self, theme: Theme, role: str, words: str) -> None:
        super().__init__(theme)
        self._role, self._words = role, words
        self.setFixedSize(int(text_width(words, "caption")) + 16, 14)
        super().describe(words)

    def paint(self, canvas: Canvas) -> None:
        canvas.box(QRectF(0, 3, 8, 8), self._role, 2)
        canvas.text(QRectF(13, 0, self.width(), 14), self._words, Ink("caption", "text2"))


class Axes:
    """Fresh axes to draw on; colours are roles."""

    def __init__(self, plot: Any, theme: Theme) -> None:
        self.plot, self.theme = plot, theme
        self.item = plot.getPlotItem()
        for side in ("left", "bottom"):
            self._dress(side)

    def set_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """The range of the data; a little room keeps the outermost words whole."""
        self.item.setXRange(x[0], x[1] + (x[1] - x[0]) * self.share_of(14), padding=0)
        self.item.setYRange(y[0], y[1] + (y[1] - y[0]) * _HEAD_ROOM, padding=0)

    def x_span(self) -> float:
        """From the left edge to the right one."""
        left, right = self.item.getViewBox().viewRange()[0]
        return float(right - left)

    def share_of(self, pixels: float) -> float:
        """How much of the width some pixels take."""
        return pixels / max(float(self.plot.width()), LEAST[0])

    def share_of_height(self, pixels: float) -> float:
        """How much of the range of y some pixels take, as `set_range` was given it."""
        height = max(float(self.plot.height()), LEAST[1]) - _BOTTOM_AXIS - _FRAME
        return pixels * (1 + _HEAD_ROOM) / height

    def set_ticks(self, x: list[Tick], y: list[Tick], *, grid: bool = True) -> None:
        """Ticks with their words; grid lines go with the y ticks only."""
        self.item.getAxis("bottom").setTicks([x])
        left = self.item.getAxis("left")
        left.setTicks([y])
        widest = max((text_width(text, "caption") for _, text in y), default=0)
        left.setWidth(int(widest) + 10)
        self.item.getAxis("bottom").setHeight(_BOTTOM_AXIS)
        for value, _ in y[1:] if grid else ():
            self.level(value, self.pen("grid"), -50)

    def pen(
        self, role: str, width: float = 1, dash: Sequence[float] = (), alpha: int | None = None
    ) -> QPen:
        made = QPen(self.theme.color(role, alpha), width)
        made.setCosmetic(True)
        if dash:
            made.setDashPattern([each / max(width, 1) for each in dash])
        return made

    def level(self, value: float, pen: QPen, z: int = -10) -> None:
        line = pyqtgraph().InfiniteLine(value, 0, pen=pen)
        line.setZValue(z)
        self.item.addItem(line)

    def moment(self, value: float, pen: QPen) -> None:
        line = pyqtgraph().InfiniteLine(value, 90, pen=pen)
        line.setZValue(-10)
        self.item.addItem(line)

    def line(self, xs: Sequence[float], ys: Sequence[float], pen: QPen) -> None:
        self.item.plot(list(xs), list(ys), pen=pen)

    def words(
        self,
        text: str,
        at: tuple[float, float],
        role: str = "text2",
        anchor: tuple[float, float] = (0, 0.5),
    ) -> None:
        """Write beside a point; anchor (0, 0.5) is at its right, in the middle."""
        item = pyqtgraph().TextItem(text, color=self.theme.color(role), anchor=anchor)
        item.setFont(fonts.font("caption", 500))
        item.setZValue(30)
        item.textItem.document().setDocumentMargin(2)
        self.item.addItem(item, ignoreBounds=True)
        item.setPos(*at)

    def brush(self, role: str, alpha: int | None = None) -> QColor:
        return self.theme.color(role, alpha)

    def _dress(self, side: str) -> None:
        axis = self.item.getAxis(side)
        axis.setTickFont(fonts.font("caption"))
        axis.setTextPen(self.theme.color("text3"))
        axis.setTickPen(pyqtgraph().mkPen(None))
        axis.setStyle(tickLength=0, tickTextOffset=5, hideOverlappingLabels=False, tickAlpha=0)
        role_pen = self.pen("border_strong") if side == "bottom" else pyqtgraph().mkPen(None)
        axis.setPen(role_pen)
