"""A drop-down: its label in text3 and its value in text, in one control, with a native menu."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QSizePolicy

from ui.theme.canvas import Canvas
from ui.theme.fonts import Ink, text_width
from ui.theme.theme import Theme
from ui.widgets.painted import PaintedButton

_CARET_ROOM = 24
_OPENING_KEYS = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Option:
    """A choice; `detail` stands behind the text in the menu only."""

    key: str
    text: str
    detail: str = ""
    icon: str = ""
    enabled: bool = True


class DropDown(PaintedButton):
    """`DropDown(theme, "Against", options)`; `value` is the key of the chosen option.

    Signals:
        value_chosen: the person chose an option; carries its key.
    """

    value_chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        label: str,
        options: Sequence[Option] = (),
        icon: str = "",
        *,
        small: bool = False,
    ) -> None:
        super().__init__(theme, label)
        self._options = tuple(options)
        self._icon = icon
        self._value = self._options[0].key if self._options else ""
        self._menu: QMenu | None = None
        self.max_width = 260
        self.setFixedHeight(24 if small else 28)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.pressed.connect(self.open_menu)
        self._tell()

    @property
    def value(self) -> str:
        return self._value

    def set_options(self, options: Sequence[Option]) -> None:
        """New options; the value stays if it is among them, else the first is chosen."""
        self._options = tuple(options)
        if self._value not in {option.key for option in options}:
            self._value = options[0].key if options else ""
        self._tell()

    def set_value(self, key: str) -> None:
        """Choose without a signal."""
        self._value = key
        self._tell()

    def value_text(self) -> str:
        return next((each.text for each in self._options if each.key == self._value), "–")

    def open_menu(self) -> None:
        """Show the options below the control."""
        self.setDown(False)
        menu = QMenu(self)
        menu.setMinimumWidth(self.width())
        for option in self._options:
            menu.addAction(self._action(option, menu))
        menu.triggered.connect(self._on_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        self._menu = menu
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def paint(self, canvas: Canvas) -> None:
        area = self.area()
        enabled, hot = self.isEnabled(), self.underMouse() and self.isEnabled()
        canvas.box(area, "hover" if hot else "surface", 6, "border_strong" if enabled else "border")
        if self.hasFocus():
            canvas.ring(area, 6)
        x = 10.0
        if self._icon:
            canvas.icon(QPointF(9, (area.height() - 14) / 2), self._icon, "text2", 14)
            x = 29.0
        if self.text():
            label = QRectF(x, 0, area.width() - x - _CARET_ROOM, area.height())
            x += canvas.text(label, self.text(), Ink("small", "text3")) + 7
        value = QRectF(x, 0, area.width() - x - _CARET_ROOM, area.height())
        canvas.text(value, self.value_text(), Ink("label", "text" if enabled else "disabled"))
        caret = QPointF(area.width() - 20, (area.height() - 12) / 2)
        canvas.icon(caret, "caret-down", "text3", 12)

    def sizeHint(self) -> QSize:
        label = text_width(self.text(), "small") + 7 if self.text() else 0
        icon = 19 if self._icon else 0
        wanted = int(label + text_width(self.value_text(), "label")) + 12 + icon + _CARET_ROOM
        return QSize(min(wanted, self.max_width), self.height())

    def minimumSizeHint(self) -> QSize:
        label = text_width(self.text(), "small") if self.text() else 0
        return QSize(min(self.sizeHint().width(), int(label) + 76), self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENING_KEYS:
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def _action(self, option: Option, menu: QMenu) -> QAction:
        text = f"{option.text}\t{option.detail}" if option.detail else option.text
        action = QAction(text.replace("&", "&&"), menu)
        action.setData(option.key)
        action.setCheckable(True)
        action.setChecked(option.key == self._value)
        action.setEnabled(option.enabled)
        if option.icon:
            action.setIcon(self.theme.icon(option.icon))
        return action

    def _on_triggered(self, action: QAction) -> None:
        self.set_value(str(action.data()))
        self.value_chosen.emit(self._value)

    def _tell(self) -> None:
        self.setAccessibleName(self.text() or "Choice")
        self.setAccessibleDescription(self.value_text())
        self.setToolTip(self.value_text())
        self.updateGeometry()
        self.update()
