"""The base of painted widgets: paints in roles, repaints with the theme, has a name and a value."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.theme.canvas import Canvas
from ui.theme.theme import Theme


class Painted(QWidget):
    """Subclasses implement `paint(canvas)`; `describe` tells what a screen reader says."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        theme.theme_changed.connect(self.update)

    def describe(self, name: str, value: str = "") -> None:
        self.setAccessibleName(name)
        self.setAccessibleDescription(value)

    def area(self) -> QRectF:
        return QRectF(self.rect())

    def paint(self, canvas: Canvas) -> None:
        """Subclasses draw here; the base draws nothing."""
        del canvas

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        self.paint(Canvas(painter, self.theme))
        painter.end()


class PaintedButton(QAbstractButton):
    """Like `Painted`, for what can be pressed; focus comes by keys, a click leaves it alone."""

    def __init__(self, theme: Theme, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setText(text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.theme_changed.connect(self.update)

    def area(self) -> QRectF:
        return QRectF(self.rect())

    def paint(self, canvas: Canvas) -> None:
        """Subclasses draw here; the base draws nothing."""
        del canvas

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        self.paint(Canvas(painter, self.theme))
        painter.end()
