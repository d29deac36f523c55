"""Rows and columns of widgets in one line."""

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

Margins = tuple[int, int, int, int]
Item = QWidget | QBoxLayout | int | None


def row(*items: Item, gap: int = 8, margins: Margins = (0, 0, 0, 0)) -> QHBoxLayout:
    """Left to right. An int is empty space, None is the space that stretches."""
    made = QHBoxLayout()
    _fill(made, items, gap, margins)
    return made


def column(*items: Item, gap: int = 8, margins: Margins = (0, 0, 0, 0)) -> QVBoxLayout:
    """Top to bottom. An int is empty space, None is the space that stretches."""
    made = QVBoxLayout()
    _fill(made, items, gap, margins)
    return made


def holder(layout: QBoxLayout, name: str = "") -> QWidget:
    """A widget around a layout."""
    made = QWidget()
    made.setObjectName(name)
    made.setLayout(layout)
    return made


def _fill(layout: QBoxLayout, items: tuple[Item, ...], gap: int, margins: Margins) -> None:
    layout.setContentsMargins(*margins)
    layout.setSpacing(gap)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QWidget):
            layout.addWidget(item)
        else:
            layout.addLayout(item)
