"""A field that searches: magnifying glass, a button that clears, Esc clears first."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from ui.theme import fonts
from ui.theme.theme import Theme

_PAUSE_MS = 150


class SearchField(QLineEdit):
    """Signals: search_changed(text), a moment after the last letter and at once on Enter."""

    search_changed = Signal(str)

    def __init__(self, theme: Theme, placeholder: str) -> None:
        super().__init__()
        self._theme = theme
        self._last = ""
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setFont(fonts.font("body"))
        self.setObjectName("searchField")
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction("Clear the search", self)
        self._clear.triggered.connect(self._on_clear)
        self._clear.setVisible(False)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._tell)
        self.textChanged.connect(self._on_text_changed)
        self.returnPressed.connect(self._tell)
        theme.theme_changed.connect(self._draw)
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self._on_clear()
        else:
            super().keyPressEvent(event)

    def _draw(self) -> None:
        self._glass.setIcon(self._theme.icon("magnifying-glass", "text3", 14))
        self._clear.setIcon(self._theme.icon("x", "text3", 14))

    def _on_clear(self) -> None:
        self.clear()
        self._tell()

    def _on_text_changed(self) -> None:
        self._clear.setVisible(bool(self.text()))
        self._timer.start()

    def _tell(self) -> None:
        self._timer.stop()
        if self.text() != self._last:
            self._last = self.text()
            self.search_changed.emit(self._last)
