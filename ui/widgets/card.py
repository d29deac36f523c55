"""A card for things that repeat and move, and an inset for what is quoted inside one."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget


class Card(QFrame):
    """Radius 8, one hairline; `set_selected` gives the accent border. Never put a card in a card.

    `layout()` is a column: gap 8, margins 12.
    """

    def __init__(self, name: str = "", margins: int = 12, gap: int = 8) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(name)
        self.column = _column(self, margins, gap)

    def add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self.column.addWidget(widget)

    def set_selected(self, *, selected: bool) -> None:
        self._set("selected", value=selected)

    def set_error(self, *, error: bool) -> None:
        self._set("error", value=error)

    def _set(self, name: str, *, value: bool) -> None:
        if self.property(name) != value:
            self.setProperty(name, value)
            self.style().unpolish(self)
            self.style().polish(self)


class Inset(QFrame):
    """Quoted text or a tool row: `surface2`, radius 6."""

    def __init__(self, margins: int = 10, gap: int = 4) -> None:
        super().__init__()
        self.setObjectName("inset")
        self.column = _column(self, margins, gap)

    def add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self.column.addWidget(widget)


def _column(owner: QWidget, margins: int, gap: int) -> QVBoxLayout:
    made = QVBoxLayout(owner)
    made.setContentsMargins(margins, margins, margins, margins)
    made.setSpacing(gap)
    return made
