"""The waterfall of a turn: time on top, a bar for each span, names left, milliseconds right."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.theme.canvas import CENTER, RIGHT, Canvas
from ui.theme.fonts import Ink
from ui.theme.theme import Theme
from ui.widgets.painted import Painted

WaterfallKind = Literal["queue", "model", "tool", "retrieval", "guard", "other"]
ROW, AXIS = 22, 18
_NAME, _VALUE, _LEAST_BAR = 104, 52, 3.0
_TONES: dict[WaterfallKind, str] = {
    "queue": "warn",
    "model": "accent",
    "tool": "text3",
    "retrieval": "disabled",
    "guard": "disabled",
    "other": "disabled",
}
_STEPS = (1, 2, 2.5, 3, 4, 5, 10)
_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class WaterfallRow:
    """A span; seconds since the start of the turn. `notch_s`: when the first token came."""

    name: str
    icon: str
    depth: int
    start_s: float
    end_s: float
    notch_s: float | None = None
    kind: WaterfallKind = "other"
    failed: bool = False
    value_text: str = ""


def time_ticks(total_s: float, at_most: int = 4) -> list[float]:
    """Round times from 0 to at least `total_s`, in at most so many steps."""
    if total_s <= 0:
        return [0.0, 1.0]
    magnitude = 10.0 ** math.floor(math.log10(total_s / at_most))
    step = (
        next(each for each in _STEPS if each * magnitude * at_most >= total_s * 0.999) * magnitude
    )
    return [round(n * step, 9) for n in range(math.ceil(total_s / step * 0.999) + 1)]


def tick_text(seconds: float, last_s: float) -> str:
    if seconds == 0:
        return "0"
    return f"{seconds:g} s" if last_s >= 1 else f"{seconds * 1000:g} ms"


def value_of(row: WaterfallRow) -> str:
    """Its own text, or whole milliseconds."""
    return row.value_text or f"{(row.end_s - row.start_s) * 1000:,.0f}"


def spoken(row: WaterfallRow) -> str:
    """What a screen reader says: `issue_refund, failed, 600 ms`."""
    unit = "" if row.value_text else " ms"
    return ", ".join([row.name, *(["failed"] if row.failed else []), value_of(row) + unit])


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[WaterfallRow, ...] = ()

    def set_rows(self, rows: Sequence[WaterfallRow]) -> None:
        """Rows that only grow or change keep selection and scroll position."""
        before, self_rows = len(self.rows), tuple(rows)
        if before and len(self_rows) >= before:
            if len(self_rows) > before:
                self.beginInsertRows(QModelIndex(), before, len(self_rows) - 1)
                self.rows = self_rows
                self.endInsertRows()
            self.rows = self_rows
            self.dataChanged.emit(self.index(0), self.index(before - 1))
        else:
            self.beginResetModel()
            self.rows = self_rows
            self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == _ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(row)
        return spoken(row) if role == Qt.ItemDataRole.ToolTipRole else None


class _Scale:
    """Seconds to pixels, between the names and the values."""

    def __init__(self, width: float, last_s: float) -> None:
        self.left, self.right = float(_NAME), max(width - _VALUE, _NAME + 20.0)
        self._last_s = last_s

    def x(self, seconds: float) -> float:
        return self.left + (self.right - self.left) * min(seconds / self._last_s, 1.0)


class _Axis(Painted):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.ticks = [0.0, 1.0]
        self.setFixedHeight(AXIS)

    def paint(self, canvas: Canvas) -> None:
        scale = _Scale(self.width(), self.ticks[-1])
        for tick in self.ticks:
            area = QRectF(scale.x(tick) - 24, 0, 48, 14)
            text = tick_text(tick, self.ticks[-1])
            canvas.text(area, text, Ink("caption", "text3"), CENTER, elide=False)


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.ticks = [0.0, 1.0]

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        del option, index
        return QSize(_NAME + _VALUE, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        canvas, area = Canvas(painter, self._theme), QRectF(option.rect)
        row: WaterfallRow = index.data(_ROLE)
        scale = _Scale(area.width(), self.ticks[-1])
        for tick in self.ticks:
            x = round(scale.x(tick)) + 0.5
            canvas.line(QPointF(x, area.top()), QPointF(x, area.bottom()), "grid")
        self._paint_ground(canvas, option)
        self._paint_words(canvas, area, row)
        left = scale.x(row.start_s)
        width = max(_LEAST_BAR, scale.x(row.end_s) - left)
        inset = 7 if row.depth else 5
        bar = QRectF(left, area.top() + inset, width, ROW - 2 * inset)
        _paint_bar(canvas, bar, row)
        if row.notch_s is not None:
            canvas.painter.setPen(QPen(self._theme.color("surface"), 1.5))
            x = scale.x(row.notch_s)
            canvas.painter.drawLine(QPointF(x, bar.top()), QPointF(x, bar.bottom()))
        painter.restore()

    def _paint_ground(self, canvas: Canvas, option: QStyleOptionViewItem) -> None:
        area, state = QRectF(option.rect), option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            canvas.box(area, "selected" if chosen else "hover", 4)
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            canvas.ring(area, 4)

    def _paint_words(self, canvas: Canvas, area: QRectF, row: WaterfallRow) -> None:
        quiet = row.depth > 0
        if row.icon and not quiet:
            corner = QPointF(area.left() + 2, area.top() + 4)
            canvas.icon(corner, row.icon, "fail" if row.failed else "text3", 14)
        left = 20.0 + 4 * row.depth
        name = QRectF(area.left() + left, area.top(), _NAME - left - 4, ROW)
        canvas.text(
            name, row.name, Ink("caption", "text3" if quiet else "text", 400 if quiet else 500)
        )
        value = QRectF(area.right() - _VALUE, area.top(), _VALUE - 2, ROW)
        tone = "fail" if row.failed else ("text3" if quiet else "text2")
        canvas.text(value, value_of(row), Ink("caption", tone, 500), RIGHT, elide=False)


def _paint_bar(canvas: Canvas, bar: QRectF, row: WaterfallRow) -> None:
    canvas.box(bar, "fail" if row.failed else _TONES[row.kind], 2)
    if row.failed:
        canvas.hatch(bar, "surface", 5, 1.2)


class WaterfallView(QWidget):
    """All rows of a turn; arrow keys move the selection.

    Signals:
        row_selected: place of the chosen row in the list given to `set_rows`.
    """

    row_selected = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._model = _Model(self)
        self._axis = _Axis(theme)
        self._delegate = _Delegate(theme, self)
        self.view = QListView()
        self.view.setAccessibleName("Where the time went")
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setModel(self._model)
        self.view.setItemDelegate(self._delegate)
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        for policy in (
            self.view.setVerticalScrollBarPolicy,
            self.view.setHorizontalScrollBarPolicy,
        ):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.theme_changed.connect(self.view.viewport().update)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._axis)
        layout.addWidget(self.view)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.view)
        selection = self.view.selectionModel()
        if selection:
            selection.currentChanged.connect(self._on_current_changed)
        self.set_rows(())

    def set_rows(self, rows: Sequence[WaterfallRow]) -> None:
        """Show these; a running turn may call it again and again."""
        last_s = max((row.end_s for row in rows), default=0.0)
        ticks = time_ticks(last_s, 4 if last_s > 1 else 2)
        self._axis.ticks = self._delegate.ticks = ticks
        self._model.set_rows(rows)
        self.setFixedHeight(AXIS + ROW * max(len(rows), 1))
        self.setAccessibleDescription(f"{len(rows)} steps")
        self._axis.update()
        self.view.viewport().update()

    def select(self, place: int) -> None:
        self.view.setCurrentIndex(self._model.index(place))

    def _on_current_changed(self, index: QModelIndex) -> None:
        self.row_selected.emit(index.row())
