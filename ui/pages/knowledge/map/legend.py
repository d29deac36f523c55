"""The names of the groups beside the map; one that is chosen stands out alone."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.knowledge.leaks.words import counted
from ui.pages.knowledge.map.groups import MapGroup
from ui.pages.knowledge.map.marks import is_hollow, mark, role_of, star
from ui.theme.canvas import LEFT, RIGHT, Canvas
from ui.theme.fonts import Ink
from ui.theme.theme import Theme
from ui.widgets.label import Label
from ui.widgets.painted import Painted, PaintedButton

WIDTH, _LINE, _MARK = 200, 26, 11


class _Key(PaintedButton):
    def __init__(self, theme: Theme, group: MapGroup) -> None:
        super().__init__(theme, group.name)
        self.shown = group
        self.setCheckable(True)
        self.setFixedHeight(_LINE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(f"{group.name}, {counted(len(group.places), 'chunk')}")
        self.setToolTip(f"{group.name}\nShow it alone")

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, _LINE)

    def paint(self, canvas: Canvas) -> None:
        area = self.area()
        if self.isChecked():
            canvas.box(area, "selected", 4)
        elif self.underMouse():
            canvas.box(area, "hover", 4)
        _paint_mark(canvas, mark(self.shown.key), self.shown.key, QPointF(14, area.center().y()))
        count = f"{len(self.shown.places):,}"
        wide = canvas.text(area.adjusted(0, 0, -8, 0), count, Ink("caption", "text2"), RIGHT)
        name = area.adjusted(28, 0, -wide - 16, 0)
        canvas.text(name, self.shown.name, Ink("small", "text"), LEFT)
        if self.hasFocus():
            canvas.ring(area, 4)


class _QueryKey(Painted):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setFixedHeight(_LINE)
        self.describe("Your query")

    def paint(self, canvas: Canvas) -> None:
        _paint_mark(canvas, star(), "text", QPointF(14, self.area().center().y()), 15)
        canvas.text(QRectF(28, 0, self.width() - 28, _LINE), "Your query", Ink("small"), LEFT)


class MapLegend(QWidget):
    """Signals: group_chosen(key): it alone is to stand out; empty for all."""

    group_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._keys: list[_Key] = []
        self.setFixedWidth(WIDTH)
        self.title = Label("", "label", "text", 600)
        self.query = _QueryKey(theme)
        self.hint = Label("Near points mean alike texts, as far as two axes can say.",
                          "caption", "text3").wrapped()  # fmt: skip
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 12, 8, 12)
        self._layout.setSpacing(2)
        self._layout.addWidget(self.title)
        self._layout.addWidget(self.query)
        self._layout.addStretch(1)
        self._layout.addWidget(self.hint)
        self.title.setContentsMargins(8, 0, 0, 4)
        self.hint.setContentsMargins(8, 0, 8, 0)
        self.query.hide()

    @property
    def chosen(self) -> str:
        return next((key.shown.key for key in self._keys if key.isChecked()), "")

    def show_groups(self, title: str, groups: Sequence[MapGroup]) -> None:
        self.title.setText(title)
        if [key.shown for key in self._keys] == list(groups):
            return
        for key in self._keys:
            key.hide()
            key.deleteLater()
        self._keys = [_Key(self._theme, group) for group in groups]
        for place, key in enumerate(self._keys, start=1):
            key.clicked.connect(self._on_clicked)
            self._layout.insertWidget(place, key)

    def choose(self, key: str) -> None:
        """As if the person pressed it; the one that is chosen lets go."""
        for each in self._keys:
            each.setChecked(each.shown.key == key and not each.isChecked())
        self.group_chosen.emit(self.chosen)

    def _on_clicked(self) -> None:
        sender = self.sender()
        for each in self._keys:
            if each is not sender:
                each.setChecked(False)
        self.group_chosen.emit(self.chosen)


def _paint_mark(
    canvas: Canvas, path: QPainterPath, key: str, at: QPointF, size: float = _MARK
) -> None:
    color = canvas.theme.color(role_of(key))
    placed = QTransform.fromTranslate(at.x(), at.y()).scale(size, size).map(path)
    hollow = is_hollow(key)
    canvas.painter.setPen(QPen(color, 1.2) if hollow else Qt.PenStyle.NoPen)
    canvas.painter.setBrush(Qt.BrushStyle.NoBrush if hollow else QBrush(color))
    canvas.painter.drawPath(placed)
