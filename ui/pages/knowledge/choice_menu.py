"""A drop-down of which several options may be chosen; its menu stays open while they are."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu

from ui.theme.theme import Theme
from ui.widgets.drop_down import DropDown, Option

Words = Callable[[Sequence[Option], Sequence[Option]], str]


class _StayingMenu(QMenu):
    """A click or Space ticks; Enter, Esc or a click elsewhere closes."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.actionAt(event.position().toPoint())
        if action and action.isEnabled():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action and action.isEnabled():
            action.trigger()
        else:
            super().keyPressEvent(event)


class ChoiceMenu(DropDown):
    """`words(chosen, all)` is its value in words; `value_chosen` carries the key that changed."""

    def __init__(self, theme: Theme, label: str, words: Words) -> None:
        self._words = words
        self._chosen: set[str] = set()
        super().__init__(theme, label)

    @property
    def chosen(self) -> tuple[str, ...]:
        """In the order of the options."""
        return tuple(option.key for option in self._picked())

    @property
    def is_all(self) -> bool:
        return len(self._picked()) == len(self._options)

    def set_choices(self, options: Sequence[Option], new: Callable[[Option], bool]) -> None:
        """Options that were there stay as they are; `new` says whether another is chosen."""
        known = {option.key for option in self._options}
        kept = {each.key for each in options if each.key in known & self._chosen}
        fresh = {each.key for each in options if each.key not in known and new(each)}
        self._chosen = kept | fresh
        self.set_options(options)

    def choose(self, *keys: str) -> None:
        """These alone, without a signal."""
        self._chosen = set(keys)
        self._tell()

    def value_text(self) -> str:
        return self._words(self._picked(), self._options)

    def open_menu(self) -> None:
        self.setDown(False)
        menu = _StayingMenu(self)
        menu.setMinimumWidth(self.width())
        for option in self._options:
            action = self._action(option, menu)
            action.setChecked(option.key in self._chosen)
            menu.addAction(action)
        menu.triggered.connect(self._on_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        self._menu = menu
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _on_triggered(self, action: QAction) -> None:
        self._chosen ^= {str(action.data())}
        self._tell()
        self.value_chosen.emit(str(action.data()))

    def _picked(self) -> list[Option]:
        return [option for option in self._options if option.key in self._chosen]
