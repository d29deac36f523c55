"""What stands where nothing is yet: icon, one line, why, one button and perhaps another way."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.fonts import text_width
from ui.theme.theme import Theme
from ui.widgets.badge import Icon
from ui.widgets.button import Button
from ui.widgets.label import Label

_TEXT_WIDTH = 240


class EmptyState(QWidget):
    """Signals: action_pressed(), second_pressed()."""

    action_pressed = Signal()
    second_pressed = Signal()

    def __init__(self, theme: Theme, icon: str, title: str, text: str = "") -> None:
        super().__init__()
        self._icon = Icon(theme, icon, "text3", 24)
        self._title = Label(title, "heading")
        self._text = Label(text, "small", "text2").wrapped()
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.action = Button(theme, "", small=True)
        self.second = Button(theme, "", "ghost", small=True)
        self.action.clicked.connect(self.action_pressed)
        self.second.clicked.connect(self.second_pressed)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.action)
        buttons.addWidget(self.second)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(7)
        layout.addStretch(1)
        for widget in (self._icon, self._title, self._text):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(buttons)
        layout.addStretch(1)
        self.set_state(icon, title, text)
        self.set_actions("")

    def set_state(self, icon: str, title: str, text: str = "") -> None:
        """Another emptiness: nothing yet, nothing found, offline."""
        self._icon.set_icon(icon, "text3")
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        width = min(_TEXT_WIDTH, int(text_width(text, "small")) + 4)
        self._text.setFixedWidth(width)
        # A centred widget is given one line by the layout, however many its words need.
        self._text.setMinimumHeight(max(0, self._text.heightForWidth(width)))
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def set_actions(self, action: str, second: str = "") -> None:
        """The texts of its buttons; without a text there is no button."""
        for button, text in ((self.action, action), (self.second, second)):
            button.set_text(text)
            button.setVisible(bool(text))
