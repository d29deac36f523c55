"""How full the model's context window is: a title, a figure and the bar, wherever a prompt is."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.widgets.context_bar import ContextBar, ContextPart
from ui.widgets.label import Label
from ui.widgets.layouts import row
from workbench.projections.context_window import ContextWindow


class ContextSection(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.figure = Label("Nothing sent yet", "caption", "text2", 500)
        self.bar = ContextBar(theme)
        self.has_window = False
        title = Label("Context window", "label", "text", 600)
        title.setToolTip("How much of what the model can read at once is used")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(7)
        layout.addLayout(row(title, None, self.figure))
        layout.addWidget(self.bar)

    def show_window(self, window: ContextWindow | None) -> None:
        """None: no prompt was made yet."""
        self.has_window = window is not None
        self.bar.setVisible(self.has_window)
        self.figure.setText("Nothing sent yet")
        if window:
            about = "about " if window.is_estimate else ""
            self.figure.setText(f"{about}{window.used_tokens:,} of {window.limit_tokens:,}")
            parts = [ContextPart(part.label, part.tokens) for part in window.parts]
            over = f"{window.over_tokens:,} tokens too many" if window.over_tokens else ""
            self.bar.set_parts(parts, window.limit_tokens, over)
