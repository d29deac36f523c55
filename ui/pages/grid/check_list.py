"""Things that can be ticked, one below the other: bots, scorers, single cases."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from ui.pages.grid.check_delegate import ROW, CheckDelegate
from ui.theme import fonts
from ui.theme.theme import Theme

# Left of it Qt itself ticks the box.
_BOX_RIGHT = 24
_KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class CheckItem:
    key: str
    text: str
    tip: str = ""


class CheckList(QListWidget):
    """Signals: item_checked(key, is_checked), by the person alone."""

    item_checked = Signal(str, bool)

    def __init__(self, theme: Theme, name: str, most_rows: int, *, grows: bool = False) -> None:
        super().__init__()
        self.setItemDelegate(CheckDelegate(theme, self))
        self.setMouseTracking(True)
        theme.theme_changed.connect(self.viewport().update)
        self._grows = grows
        self._most_rows = most_rows
        self._items: tuple[CheckItem, ...] = ()
        self.setAccessibleName(name)
        self.setFont(fonts.font("small"))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.itemChanged.connect(self._on_item_changed)

    def show_items(self, items: Sequence[CheckItem], checked: Sequence[str]) -> None:
        self.blockSignals(True)  # noqa: FBT003 - Qt's own
        if tuple(items) != self._items:
            self._items = tuple(items)
            self.clear()
            for item in items:
                self._add(item)
            self._fit(len(items))
        for row in range(self.count()):
            item_row = self.item(row)
            is_on = item_row.data(_KEY) in checked
            item_row.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
        self.blockSignals(False)  # noqa: FBT003 - Qt's own

    def checked(self) -> tuple[str, ...]:
        rows = [self.item(row) for row in range(self.count())]
        return tuple(
            str(row.data(_KEY)) for row in rows if row.checkState() == Qt.CheckState.Checked
        )

    def check(self, key: str, *, is_on: bool) -> None:
        """As if the person ticked it."""
        for row in range(self.count()):
            if self.item(row).data(_KEY) == key:
                state = Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked
                self.item(row).setCheckState(state)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click anywhere on the row ticks it."""
        super().mouseReleaseEvent(event)
        item = self.itemAt(event.position().toPoint())
        if item and event.position().x() > _BOX_RIGHT:
            is_on = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked)

    def _fit(self, rows: int) -> None:
        height = ROW * min(max(1, rows), self._most_rows) + 2
        if self._grows:
            self.setMinimumHeight(height)
        else:
            self.setFixedHeight(height)

    def _add(self, item: CheckItem) -> None:
        made = QListWidgetItem(item.text, self)
        made.setData(_KEY, item.key)
        made.setToolTip(item.tip or item.text)
        made.setSizeHint(QSize(120, ROW))
        made.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)

    def _on_item_changed(self, item: QListWidgetItem) -> None:
        is_on = item.checkState() == Qt.CheckState.Checked
        self.item_checked.emit(str(item.data(_KEY)), is_on)
