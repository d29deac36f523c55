"""The message that all variants answer, and the way to earlier turns."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui.theme.theme import Theme
from ui.widgets.badge import Icon
from ui.widgets.button import IconButton
from ui.widgets.label import Label
from ui.widgets.layouts import row


class QuestionCard(QFrame):
    """Signals: step_requested(-1 or 1)."""

    step_requested = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("inset")
        self.where = Label("", "caption", "text3", 500)
        self.text = Label("", "body").wrapped().selectable()
        self.note = Label("Same message to all variants", "caption", "text3")
        self.earlier = IconButton(theme, "caret-left", "Earlier turn", small=True)
        self.later = IconButton(theme, "caret-right", "Later turn", small=True)
        self.earlier.clicked.connect(self._on_earlier)
        self.later.clicked.connect(self._on_later)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 8, 8)
        layout.setSpacing(2)
        head = row(
            Icon(theme, "user", "text3", 14),
            self.where,
            self.earlier,
            self.later,
            None,
            self.note,
            gap=6,
        )
        layout.addLayout(head)
        layout.addWidget(self.text)

    def show_question(self, text: str, place: int, count: int) -> None:
        """`place` counts from 0."""
        self.where.setText(f"Customer, turn {place + 1} of {count}")
        self.text.setText(text)
        self.earlier.setVisible(count > 1)
        self.later.setVisible(count > 1)
        self.earlier.setEnabled(place > 0)
        self.later.setEnabled(place < count - 1)
        self.setAccessibleName(f"Question, turn {place + 1} of {count}")
        self.setAccessibleDescription(text)

    def _on_earlier(self) -> None:
        self.step_requested.emit(-1)

    def _on_later(self) -> None:
        self.step_requested.emit(1)
