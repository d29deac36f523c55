"""Questions to start from, while nothing has been asked."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.label import Label

_IN_A_ROW = 3


class ExampleQuestions(QFrame):
    """Signals: question_chosen(text)."""

    question_chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.buttons: list[Button] = []
        self.setObjectName("inset")
        self.setAccessibleName("Questions to start from")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(4)
        layout.addWidget(Label("Questions to start from", "caption", "text3", 500))
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        layout.addLayout(self._grid)

    def show_questions(self, questions: Sequence[str]) -> None:
        if list(questions) == [button.text() for button in self.buttons]:
            return
        for old in self.buttons:
            self._grid.removeWidget(old)
            old.deleteLater()
        self.buttons = [Button(self._theme, text, "ghost", small=True) for text in questions]
        for place, button in enumerate(self.buttons):
            button.clicked.connect(self._on_clicked)
            left = Qt.AlignmentFlag.AlignLeft
            self._grid.addWidget(button, place // _IN_A_ROW, place % _IN_A_ROW, left)

    def _on_clicked(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, Button):
            self.question_chosen.emit(pressed.text())
