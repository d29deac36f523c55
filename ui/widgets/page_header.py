"""The header of a page, 48 px: title, subtitle or choices beside it, actions at the right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.widgets.label import ElidedLabel, Label

HEIGHT = 48


class PageHeader(QWidget):
    """`add_left` puts widgets beside the title, `add_action` at the right in reading order."""

    def __init__(self, theme: Theme, title: str, subtitle: str = "") -> None:
        super().__init__()
        self.theme = theme
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(title)
        self._title = Label(title, "title")
        self._subtitle = ElidedLabel(subtitle, "body", "text2")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(20, 0, 16, 0)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addSpacing(4)
        self._left = QHBoxLayout()
        self._left.setSpacing(8)
        layout.addLayout(self._left)
        layout.addWidget(self._subtitle)
        self._subtitle.setVisible(bool(subtitle))
        layout.addStretch(1)
        self._right = QHBoxLayout()
        self._right.setSpacing(8)
        layout.addLayout(self._right)

    @property
    def title(self) -> str:
        return self._title.text()

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_subtitle(self, text: str) -> None:
        self._subtitle.setText(text)
        self._subtitle.setVisible(bool(text))

    def add_left(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self._left.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def add_action(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self._right.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
