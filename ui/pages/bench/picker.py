"""A searchable list that opens over the page: customers, bots, models."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
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
from ui.widgets.label import Label, horizontal_line

_Index = QModelIndex | QPersistentModelIndex
_ROW, _WIDTH, _SHOWN = 44, 420, 9
_ITEM = Qt.ItemDataRole.UserRole
_MOVES = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)


@dataclass(frozen=True, slots=True)
class Pick:
    """A row: `text` over `detail`, `side` at the right in the colour of `tone`."""

    key: str
    text: str
    detail: str = ""
    side: str = ""
    tone: str = "text3"

    @property
    def words(self) -> str:
        return f"{self.text} {self.detail} {self.side} {self.key}".casefold()


class _Picks(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._all: Sequence[Pick] = ()
        self._found: list[Pick] = []

    def set_picks(self, picks: Sequence[Pick]) -> None:
        self._all = picks
        self.find("")

    def find(self, text: str) -> None:
        """Rows that hold every word."""
        words = text.casefold().split()
        self.beginResetModel()
        self._found = [pick for pick in self._all if all(word in pick.words for word in words)]
        self.endResetModel()

    def pick(self, row: int) -> Pick | None:
        return self._found[row] if 0 <= row < len(self._found) else None

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._found)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        pick = self.pick(index.row())
        if pick is None:
            return None
        said = f"{pick.text}, {pick.detail}, {pick.side}".strip(", ")
        values: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: pick.text,
            Qt.ItemDataRole.ToolTipRole: said,
            Qt.ItemDataRole.AccessibleTextRole: said,
            _ITEM: pick,
        }
        return values.get(role)


class _PickDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        del option, index
        return QSize(120, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        pick = index.data(_ITEM)
        painter.save()
        canvas = Canvas(painter, self._theme)
        area = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, self._theme.color("selected"))
            painter.fillRect(QRectF(area.left(), area.top(), 2, _ROW), self._theme.color("accent"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, self._theme.color("hover"))
        left, width = area.left() + 14, area.width() - 28
        text = QRectF(left, area.top() + 5, width - 100, 18)
        canvas.text(text, pick.text, Ink("body", "text", 500))
        canvas.text(QRectF(left, area.top() + 23, width, 16), pick.detail, Ink("caption", "text3"))
        side = QRectF(left + width - 120, area.top() + 5, 120, 18)
        canvas.text(side, pick.side, Ink("caption", pick.tone, 500), RIGHT)
        corner = QPointF(left, area.bottom() - 0.5)
        canvas.line(corner, QPointF(left + width, area.bottom() - 0.5))
        painter.restore()


class Picker(QFrame):
    """Type to find, arrows to move, Enter to choose, Esc to leave.

    Signals:
        picked: the purpose it was opened for, and the key of the row.
        closed: it went away.
    """

    picked = Signal(str, str)
    closed = Signal()

    def __init__(self, theme: Theme, page: QWidget) -> None:
        super().__init__(page)
        self.purpose = ""
        self._page = page
        self.setObjectName("card")
        self.setFixedWidth(_WIDTH)
        self.field = QLineEdit()
        self.field.setFont(fonts.font("body"))
        self.field.setAccessibleName("Find")
        self.view = QListView()
        self.model = _Picks(self)
        self._empty = Label("Nothing matches", "small", "text3")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setFixedHeight(_ROW)
        self._prepare_view(theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(horizontal_line())
        layout.addWidget(self.view, 1)
        layout.addWidget(self._empty)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.installEventFilter(self)
        self.view.clicked.connect(self._on_clicked)
        self.hide()

    def open_for(self, purpose: str, title: str, picks: Sequence[Pick], at: QPoint) -> None:
        """Show it with its corner at `at` (in the page's coordinates), as far as there is room."""
        self.purpose = purpose
        self.setAccessibleName(title)
        self.field.setPlaceholderText(title)
        self.field.setAccessibleName(title)
        self.model.set_picks(picks)
        self.field.clear()
        self._select(0)
        self._place(at, len(picks))
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def leave(self) -> None:
        if self.isVisible():
            self.hide()
            self.closed.emit()

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                return self._on_key(event)
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        if watched is self.field and event.type() == QEvent.Type.FocusOut:
            self.leave()
        return False

    # Own

    def _prepare_view(self, theme: Theme) -> None:
        self.view.setModel(self.model)
        self.view.setItemDelegate(_PickDelegate(theme, self.view))
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAccessibleName("Choices")
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    def _place(self, at: QPoint, count: int) -> None:
        page = self._page
        height = 66 + _ROW * max(1, min(count, _SHOWN))
        height = min(height, page.height() - 16)
        left = max(8, min(at.x(), page.width() - _WIDTH - 8))
        top = max(8, min(at.y(), page.height() - height - 8))
        self.setGeometry(left, top, _WIDTH, height)
        self._show_empty()

    def _show_empty(self) -> None:
        is_empty = self.model.rowCount() == 0
        self.view.setVisible(not is_empty)
        self._empty.setVisible(is_empty)

    def _select(self, row: int) -> None:
        if self.model.rowCount():
            row = max(0, min(row, self.model.rowCount() - 1))
            self.view.setCurrentIndex(self.model.index(row, 0))

    def _on_text_changed(self, text: str) -> None:
        self.model.find(text)
        self._select(0)
        self._show_empty()

    def _on_key(self, event: QKeyEvent) -> bool:
        row = self.view.currentIndex().row()
        if event.key() in _MOVES:
            step = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: _SHOWN,
                Qt.Key.Key_PageUp: -_SHOWN,
            }[Qt.Key(event.key())]
            self._select(row + step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.view.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            return False
        return True

    def _on_clicked(self, index: QModelIndex) -> None:
        self._choose(index)

    def _choose(self, index: QModelIndex) -> None:
        pick = self.model.pick(index.row())
        if pick:
            self.leave()
            self.picked.emit(self.purpose, pick.key)
