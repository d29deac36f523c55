"""The words beside the point under the pointer; plain text, whatever a document is called."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.pages.knowledge.map.words import PointWords
from ui.widgets.label import ElidedLabel

_WIDEST, _APART = 320, 14


class MapTip(QFrame):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.title = ElidedLabel("", "label", "text", 600)
        self.detail = ElidedLabel("", "caption", "text2")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setSpacing(1)
        layout.addWidget(self.title)
        layout.addWidget(self.detail)
        self.hide()

    def tell(self, words: PointWords, at: QPoint | None) -> None:
        """Beside `at`, inside the parent; without it, where it is."""
        self.title.setText(words.title)
        self.detail.setText(words.detail)
        wide = max(self.title.sizeHint().width(), self.detail.sizeHint().width()) + 24
        self.resize(min(wide, _WIDEST), self.sizeHint().height())
        whole = self.parentWidget()
        if at and whole:
            x, y = at.x() + _APART, at.y() + _APART
            if x + self.width() > whole.width():
                x = at.x() - _APART - self.width()
            if y + self.height() > whole.height():
                y = at.y() - _APART - self.height()
            self.move(max(0, x), max(0, y))
        self.show()
        self.raise_()
