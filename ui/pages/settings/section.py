"""A section of the settings: its name and a note at the left, its controls at the right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.widgets.label import Label
from ui.widgets.layouts import Item, column, row

SIDE = 208
WIDTH = 620


class Section(QWidget):
    """Subclasses add lines to `body`."""

    def __init__(self, theme: Theme, title: str, note: str = "") -> None:
        super().__init__()
        self.theme = theme
        self.setAccessibleName(title)
        name = Label(title, "heading")
        about = Label(note, "small", "text3").wrapped()
        side = QWidget()
        side.setFixedWidth(SIDE)
        side.setLayout(column(name, about, None, gap=4))
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(10)
        content = QWidget()
        content.setMaximumWidth(WIDTH)
        content.setLayout(self.body)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 18)
        layout.setSpacing(24)
        layout.addWidget(side, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(content, 1)
        layout.addStretch(0)

    def add(self, widget: QWidget) -> None:
        self.body.addWidget(widget)

    def add_row(self, *items: Item) -> None:
        """Controls side by side, at the left."""
        self.body.addLayout(row(*items, None, gap=8))
