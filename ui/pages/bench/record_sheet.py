"""The whole record of a customer, as a tree and as JSON."""

import json
from collections.abc import Iterator
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView, QPlainTextEdit, QStackedWidget, QTreeWidget
from PySide6.QtWidgets import QTreeWidgetItem as Item

from ui.theme import fonts
from ui.theme.theme import Theme
from ui.turn_view.sheet import Sheet
from ui.widgets.button import IconButton
from ui.widgets.segmented import SegmentedControl
from workbench.domain.account import Account

_NAMES = ("name", "title", "id", "subject", "text", "date")


class RecordSheet(Sheet):
    def __init__(self, theme: Theme, account: Account) -> None:
        super().__init__(theme, f"{account.name}, {account.id}")
        self._json = json.dumps(account.record, indent=2, ensure_ascii=False)
        self.tabs = SegmentedControl(
            theme, "Record as", [("tree", "Fields"), ("json", "JSON")], small=True
        )
        copy = IconButton(theme, "copy", "Copy the record as JSON", small=True)
        copy.clicked.connect(self._on_copy)
        self.add_to_head(self.tabs)
        self.add_to_head(copy)
        self.tree = _tree(account.record)
        self.text = QPlainTextEdit(self._json, readOnly=True)
        self.text.setFont(fonts.font("mono"))
        self.text.setAccessibleName("Record as JSON")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.tree)
        self.stack.addWidget(self.text)
        self.body.addWidget(self.stack, 1)
        self.tabs.current_changed.connect(self._on_tab)

    def _on_tab(self, name: str) -> None:
        self.stack.setCurrentWidget(self.tree if name == "tree" else self.text)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._json)


def _tree(record: dict[str, Any]) -> QTreeWidget:
    tree = QTreeWidget()
    tree.setColumnCount(2)
    tree.setHeaderHidden(True)
    tree.setFont(fonts.font("small"))
    tree.setAccessibleName("Fields of the record")
    tree.setUniformRowHeights(True)
    tree.setIndentation(14)
    tree.setStyleSheet("QTreeView::item { height: 22px; }")
    tree.addTopLevelItems(list(_items(record)))
    tree.expandToDepth(0)
    tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
    tree.header().resizeSection(0, 200)
    return tree


def _items(value: Any) -> Iterator[Item]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield _item(name.replace("_", " ").capitalize(), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield _item(_called(inner, number), inner)


def _item(name: str, value: Any) -> Item:
    if not isinstance(value, dict | list):
        item = Item([name, _word(value)])
        item.setToolTip(1, _word(value))
        return item
    item = Item([name, f"{len(value)}" if isinstance(value, list) else ""])
    item.addChildren(list(_items(value)))
    return item


def _word(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _called(value: Any, number: int) -> str:
    if isinstance(value, dict):
        return str(next((value[name] for name in _NAMES if value.get(name)), number))
    return str(number)
