"""The command palette: one field that finds every command, page and thing by a few letters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.theme import fonts
from ui.theme.canvas import RIGHT, Canvas
from ui.theme.fonts import Ink
from ui.theme.theme import Theme
from ui.widgets.fuzzy import score
from ui.widgets.label import Label, horizontal_line

_Index = QModelIndex | QPersistentModelIndex
_WIDTH, _ROW, _HEAD, _SHADOW = 560, 30, 24, 16
_SHOWN_AT_MOST = 60
_HIGHEST, _ABOVE_LIST = 420, 92
_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class PaletteItem:
    """key: portable text of its key, e.g. `Ctrl+R`."""

    text: str
    group: str
    icon: str
    key: str
    run: Callable[[], object]


def native_key(key: str) -> str:
    """A key as the system writes it, with spaces: `Ctrl K`, `⌘K`."""
    text = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    return text.replace("+", " ").strip() if len(text) > 1 else text


def matching(items: Sequence[PaletteItem], query: str) -> list[PaletteItem]:
    """The items that fit, best first; groups stay together, the group of the best leads."""
    scored = [(score(query, item.text), item) for item in items]
    fitting = [(value, item) for value, item in scored if value is not None]
    if query.strip():
        fitting.sort(key=lambda pair: -pair[0])
    groups = dict.fromkeys(item.group for _, item in fitting)
    order = {group: place for place, group in enumerate(groups)}
    found = [item for _, item in fitting[:_SHOWN_AT_MOST]]
    return sorted(found, key=lambda item: order[item.group])


class _Model(QAbstractListModel):
    """Rows are items, and the name of a group before its first item."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[PaletteItem | str] = []

    def show_items(self, items: Sequence[PaletteItem]) -> None:
        self.beginResetModel()
        self._rows = []
        group = ""
        for item in items:
            if item.group != group:
                group = item.group
                self._rows.append(group)
            self._rows.append(item)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == _ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row if isinstance(row, str) else row.text
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and not isinstance(row, str):
            return native_key(row.key)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        is_group = isinstance(self._rows[index.row()], str)
        return Qt.ItemFlag.NoItemFlags if is_group else super().flags(index)


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        del option
        return QSize(_WIDTH, _HEAD if isinstance(index.data(_ROLE), str) else _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        canvas, area, row = Canvas(painter, self._theme), QRectF(option.rect), index.data(_ROLE)
        if isinstance(row, str):
            canvas.text(area.adjusted(14, 4, 0, 0), row, Ink("caption", "text3", 500))
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            canvas.box(area.adjusted(6, 0, -6, 0), "selected", 6)
        corner = QPointF(16, area.top() + 8)
        canvas.icon(corner, row.icon, "accent" if chosen else "text2", 14)
        canvas.text(area.adjusted(40, 0, -110, 0), row.text, Ink("body", "text", 500))
        key = area.adjusted(0, 0, -16, 0)
        canvas.text(key, native_key(row.key), Ink("caption", "text3", 500), RIGHT, elide=False)


class CommandPalette(QFrame):
    """A child of the window; `open_with(items)` shows it, Esc or a click elsewhere hides it."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._items: Sequence[PaletteItem] = ()
        self._before: QWidget | None = None
        self._box = QRect()
        self.setAccessibleName("Commands")
        self.field = QLineEdit(placeholderText="Find a command, page or item")
        self.field.setObjectName("paletteField")
        self.field.setAccessibleName("Find a command")
        self.field.setFont(fonts.font("body"))
        self.view = QListView()
        self.view.setAccessibleName("Commands found")
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setItemDelegate(_Delegate(theme, self))
        self.none = Label("No command fits. Try fewer letters.", "small", "text2")
        self.none.setContentsMargins(16, 8, 16, 12)
        self._model = _Model(self)
        self.view.setModel(self._model)
        self._lay_out()
        self.field.textChanged.connect(self._on_text_changed)
        self.view.clicked.connect(self._on_clicked)
        theme.theme_changed.connect(self.update)
        self.hide()

    def open_with(self, items: Sequence[PaletteItem]) -> None:
        """Show the palette over the window with these items."""
        self._before = self.window().focusWidget()
        self._items = items
        self.field.clear()
        self._on_text_changed("")
        self.place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_palette(self) -> None:
        """Hide it and give the focus back."""
        self.hide()
        if self._before:
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)

    def found(self) -> list[str]:
        """The texts that are listed now."""
        rows = [self._model.index(row).data(_ROLE) for row in range(self._model.rowCount())]
        return [row.text for row in rows if isinstance(row, PaletteItem)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
        if event.key() == Qt.Key.Key_Escape:
            self.close_palette()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.view.currentIndex())
        elif event.key() in steps:
            self._move(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's own signature
        del forward
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        canvas = Canvas(painter, self._theme)
        area = QRectF(self._box)
        shade = QColor(self._theme.color("shadow"))
        shade.setAlphaF(shade.alphaF() / 4)
        for step in range(0, _SHADOW, 2):
            rect = area.adjusted(step, step + 4, -step, min(-step + 4, 0))
            canvas.box(rect, shade, 10 + _SHADOW - step)
        inner = area.adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        canvas.box(inner, "surface", 10, "border_strong")
        corner = QPointF(inner.left() + 14, inner.top() + 14)
        canvas.icon(corner, "magnifying-glass", "text3", 14)
        painter.end()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setSpacing(0)
        self.field.setTextMargins(36, 0, 12, 0)
        layout.addWidget(self.field)
        layout.addWidget(horizontal_line())
        layout.addSpacing(4)
        layout.addWidget(self.view)
        layout.addWidget(self.none)

    def place(self) -> None:
        """Cover the window, so that a click beside the box closes it; the box is in the middle."""
        window = self.window()
        self.setGeometry(window.rect())
        width = min(_WIDTH + 2 * _SHADOW, window.width())
        height = min(self._wanted_height(), window.height() - 80)
        self._box = QRect((window.width() - width) // 2, 64 - _SHADOW, width, height)
        right = window.width() - self._box.right() - 1
        bottom = window.height() - self._box.bottom() - 1
        edge = _SHADOW + 1
        self._margins_of(self._box.left() + edge, self._box.top() + edge, right, bottom)

    def _wanted_height(self) -> int:
        """As high as what it lists, up to a limit."""
        rows = [self._model.index(row) for row in range(self._model.rowCount())]
        listed = sum(_HEAD if isinstance(each.data(_ROLE), str) else _ROW for each in rows)
        return min(_HIGHEST, (listed or _ROW + _HEAD) + _ABOVE_LIST)

    def _margins_of(self, left: int, top: int, right: int, bottom: int) -> None:
        layout = self.layout()
        if layout:
            layout.setContentsMargins(left, top, right + _SHADOW + 1, bottom + _SHADOW + 6)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        del event
        self.close_palette()

    def _on_text_changed(self, text: str) -> None:
        self._model.show_items(matching(self._items, text))
        is_empty = self._model.rowCount() == 0
        self.view.setVisible(not is_empty)
        self.none.setVisible(is_empty)
        self.place()
        self._choose(range(self._model.rowCount()))

    def _move(self, step: int) -> None:
        count, now = self._model.rowCount(), self.view.currentIndex().row()
        self._choose([(now + step * n) % count for n in range(1, count + 1)])

    def _choose(self, places: Sequence[int]) -> None:
        """Choose the first of these rows that can be chosen."""
        indexes = [self._model.index(place) for place in places]
        found = next((each for each in indexes if each.flags() & Qt.ItemFlag.ItemIsEnabled), None)
        if found:
            self.view.setCurrentIndex(found)

    def _on_clicked(self, index: QModelIndex) -> None:
        self._run(index)

    def _run(self, index: QModelIndex) -> None:
        item = index.data(_ROLE)
        if isinstance(item, PaletteItem):
            self.close_palette()
            item.run()
