"""A drop-down in which several things are chosen; its menu stays open while they are."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu

from ui.theme.theme import Theme
from ui.widgets.drop_down import DropDown, Option

_SHOWN = 2


class StayingMenu(QMenu):
    """A click or Space on what can be ticked ticks it, and the menu stays."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._tick(self.actionAt(event.position().toPoint())):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space or not self._tick(self.activeAction()):
            super().keyPressEvent(event)

    def _tick(self, action: QAction | None) -> bool:
        if not action or not action.isCheckable():
            return False
        if action.isEnabled():
            action.trigger()
        return True


class ManyDropDown(DropDown):
    """`ManyDropDown(theme, "Size", options)`; at least one is always chosen.

    Signals:
        values_changed: the person chose one more, or one less.
    """

    values_changed = Signal()

    def __init__(self, theme: Theme, label: str, options: Sequence[Option] = ()) -> None:
        self._chosen: set[str] = {options[0].key} if options else set()
        super().__init__(theme, label, options)

    @property
    def values(self) -> tuple[str, ...]:
        """In the order of the options."""
        return tuple(each.key for each in self._options if each.key in self._chosen)

    def set_values(self, keys: Collection[str]) -> None:
        """Choose without a signal; unknown keys are left out, and nothing chosen is the first."""
        known = [each.key for each in self._options]
        self._chosen = {key for key in known if key in keys} or set(known[:1])
        self._tell()

    def set_options(self, options: Sequence[Option]) -> None:
        self._options = tuple(options)
        self.set_values(self._chosen)

    def value_text(self) -> str:
        """`50, 200`, or `4 of 10`."""
        texts = [each.text for each in self._options if each.key in self._chosen]
        many = f"{len(texts)} of {len(self._options)}"
        return ", ".join(texts) if len(texts) <= _SHOWN else many

    def open_menu(self) -> None:
        self.setDown(False)
        menu = StayingMenu(self)
        menu.setMinimumWidth(self.width())
        for option in self._options:
            action = self._action(option, menu)
            action.setChecked(option.key in self._chosen)
            menu.addAction(action)
        menu.triggered.connect(self._on_ticked)
        menu.aboutToHide.connect(menu.deleteLater)
        self._menu = menu
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _on_ticked(self, action: QAction) -> None:
        key = str(action.data())
        if not action.isChecked() and self._chosen == {key}:
            action.setChecked(True)
            return
        self._chosen ^= {key}
        self._tell()
        self.values_changed.emit()
