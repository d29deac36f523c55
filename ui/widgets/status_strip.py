"""The strip at the bottom: short facts about what runs, and the key of the command palette."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.theme.canvas import Canvas
from ui.theme.fonts import Ink, text_width
from ui.theme.theme import Theme
from ui.widgets.painted import PaintedButton

HEIGHT = 26
_DETAIL_LIMIT = 220


@dataclass(frozen=True, slots=True)
class StatusItem:
    """`icon` in the colour of `tone`, `word` in bold, then `detail`; `tip` says more.

    `action`: what pressing it does, for a screen reader; without one it cannot be pressed.
    """

    icon: str
    tone: str
    word: str
    detail: str = ""
    tip: str = ""
    action: str = ""


class _Item(PaintedButton):
    def __init__(self, theme: Theme, name: str, item: StatusItem) -> None:
        super().__init__(theme)
        self.name = name
        self.setFixedHeight(HEIGHT - 1)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_item(item)

    def set_item(self, item: StatusItem) -> None:
        self.shown = item
        self.setAccessibleName(item.word)
        self.setAccessibleDescription(
            ", ".join(each for each in (item.detail, item.action) if each)
        )
        can_press = bool(item.action)
        policy = Qt.FocusPolicy.TabFocus if can_press else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
        shape = Qt.CursorShape.PointingHandCursor if can_press else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self.setToolTip(item.tip or item.detail)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        detail = min(text_width(self.shown.detail, "caption") + 6, _DETAIL_LIMIT)
        detail = detail if self.shown.detail else 0
        width = 19 + text_width(self.shown.word, "caption", 500) + detail
        return QSize(int(width) + 2, HEIGHT - 1)

    def minimumSizeHint(self) -> QSize:
        word = text_width(self.shown.word, "caption", 500)
        return QSize(int(word) + 21, HEIGHT - 1)

    def paint(self, canvas: Canvas) -> None:
        area, item = self.area(), self.shown
        canvas.icon(QPointF(0, (area.height() - 14) / 2), item.icon, item.tone, 14)
        text = area.adjusted(19, 0, 0, 0)
        is_hot = bool(item.action) and self.underMouse()
        used = canvas.text(text, item.word, Ink("caption", "text" if is_hot else "text2", 500))
        rest = text.adjusted(used + 6, 0, 0, 0)
        if item.detail and rest.width() > HEIGHT:
            canvas.text(rest, item.detail, Ink("caption", "text3"))
        if self.hasFocus():
            canvas.ring(area, 4)


class _Commands(PaintedButton):
    def sizeHint(self) -> QSize:
        return QSize(int(text_width(self.text(), "caption")) + 8, HEIGHT - 1)

    def paint(self, canvas: Canvas) -> None:
        tone = "text" if self.underMouse() else "text3"
        canvas.text(self.area(), self.text(), Ink("caption", tone), elide=False)
        if self.hasFocus():
            canvas.ring(QRectF(self.rect()), 4)


class StatusStrip(QWidget):
    """Items by name, left or right. Signals: commands_pressed(); item_pressed(name)."""

    commands_pressed = Signal()
    item_pressed = Signal(str)

    def __init__(self, theme: Theme, palette_key: str) -> None:
        super().__init__()
        self._theme = theme
        self._items: dict[str, _Item] = {}
        self._lefts = 0
        self.setObjectName("statusBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Status")
        self.setFixedHeight(HEIGHT)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(16, 1, 16, 0)
        self._layout.setSpacing(20)
        self._layout.addStretch(1)
        commands = _Commands(theme, f"{palette_key}  Commands")
        commands.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        commands.setAccessibleName("Commands")
        commands.clicked.connect(self.commands_pressed)
        self._layout.addWidget(commands)

    def set_item(self, name: str, item: StatusItem | None, *, right: bool = False) -> None:
        """Show, change or (with None) take away one item."""
        known = self._items.get(name)
        if item is None:
            self._remove(name)
        elif known:
            known.set_item(item)
        else:
            self._items[name] = made = _Item(self._theme, name, item)
            made.clicked.connect(self._on_item_clicked)
            end = self._layout.count() - 1

            self._layout.insertWidget(end if right else self._lefts, made)
            self._lefts += not right

    def item(self, name: str) -> StatusItem | None:
        known = self._items.get(name)
        return known.shown if known else None

    def _on_item_clicked(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, _Item) and pressed.shown.action:
            self.item_pressed.emit(pressed.name)

    def _remove(self, name: str) -> None:
        gone = self._items.pop(name, None)
        if gone:
            self._lefts -= self._layout.indexOf(gone) < self._lefts
            self._layout.removeWidget(gone)
            gone.deleteLater()
