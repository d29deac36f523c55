"""What a model thought before it answered, folded away until a person wants to read it."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.layouts import row


class ThoughtFold(QWidget):
    """A line that opens; it stays open or shut while thoughts arrive."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.head = Button(theme, "Thinking", "ghost", "caret-right", small=True)
        self.head.setCheckable(True)
        self.text = Label("", "small", "text2").wrapped().selectable()
        self.text.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row(self.head, None))
        layout.addWidget(self.text)
        self.head.clicked.connect(self._on_clicked)
        self.hide()

    def show_thought(self, words: str, thought: str) -> None:
        """`words`: how long it thought. Empty: nothing is shown."""
        self.setVisible(bool(words))
        self.head.set_text(words)
        if self.text.text() != thought:
            self.text.setText(thought)

    def fold(self) -> None:
        self.head.setChecked(False)
        self._on_clicked()

    def _on_clicked(self) -> None:
        is_open = self.head.isChecked()
        self.text.setVisible(is_open)
        self.head.set_icon("caret-down" if is_open else "caret-right")
        self.head.setToolTip("Fold its thoughts away" if is_open else "Read what it thought")
