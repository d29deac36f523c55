"""A scroll area that stays at the end while text streams, unless the reader scrolled up."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class FollowScroll(QScrollArea):
    """`FollowScroll(widget)`; follows again once the reader is back at the end."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._follows = True
        self._known_end = 0
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._on_range_changed)
        bar.valueChanged.connect(self._on_value_changed)

    @property
    def follows(self) -> bool:
        return self._follows

    def follow(self) -> None:
        """Go to the end and stay there."""
        self._follows = True
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _on_range_changed(self, _least: int, end: int) -> None:
        self._known_end = end
        if self._follows:
            self.verticalScrollBar().setValue(end)

    def _on_value_changed(self, value: int) -> None:
        # A range that has just grown moves no reader: only a real scroll decides.
        if self.verticalScrollBar().maximum() == self._known_end:
            self._follows = value >= self._known_end - 4
