"""What is wrong in the files of a workspace: place, what happened, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.widgets.badge import Icon
from ui.widgets.button import Button
from ui.widgets.card import Inset
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.layouts import column, row
from workbench.errors import in_one_line

MOST = 50


@dataclass(frozen=True, slots=True)
class ProblemItem:
    """`place`: file and line."""

    place: str
    message: str
    hint: str = ""


class ProblemList(QWidget):
    """Hidden while there is none; after the first 50 it says how many more there are.

    Signals:
        reload_pressed: the files are to be read again.
    """

    reload_pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._items: tuple[ProblemItem, ...] = ()
        self.title = Label("", "label", "text", 600)
        self.copy_button = Button(theme, "Copy", "ghost", "copy", small=True)
        self.reload_button = Button(theme, "Reload", icon="arrows-clockwise", small=True)
        self._rows = column(gap=6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        icon = Icon(theme, "warning", "warn", 14)
        layout.addLayout(row(icon, self.title, None, self.copy_button, self.reload_button, gap=6))
        layout.addLayout(self._rows)
        self.copy_button.clicked.connect(self._on_copy)
        self.reload_button.clicked.connect(self.reload_pressed)
        self.setVisible(False)

    @property
    def items(self) -> tuple[ProblemItem, ...]:
        return self._items

    def show_problems(self, title: str, items: Sequence[ProblemItem]) -> None:
        """`title` counts what has problems: `3 files have problems`."""
        self.setVisible(bool(items))
        self.title.setText(title)
        self.setAccessibleName(title)
        if tuple(items) == self._items:
            return
        self._items = tuple(items)
        while taken := self._rows.takeAt(0):
            if widget := taken.widget():
                widget.hide()
                widget.deleteLater()
        for item in self._items[:MOST]:
            self._rows.addWidget(_card(item))
        if len(items) > MOST:
            self._rows.addWidget(Label(f"{len(items) - MOST:,} more. Copy has all.", "small"))

    def _on_copy(self) -> None:
        lines = (f"{item.place}: {in_one_line(item.message, item.hint)}" for item in self._items)
        QGuiApplication.clipboard().setText("\n".join(lines))


def _card(item: ProblemItem) -> Inset:
    made = Inset(margins=8, gap=2)
    made.setAccessibleName(f"{item.place}: {item.message}")
    made.add(
        ElidedLabel(item.place, "mono", "text2"),
        Label(item.message, "small", "text").wrapped().selectable(),
    )
    if item.hint:
        made.add(Label(item.hint, "small", "text2").wrapped().selectable())
    return made
