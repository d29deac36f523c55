"""Fields of the editor, each with its label and its name for a screen reader."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextFormat, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.theme import fonts
from ui.theme.theme import Theme
from ui.widgets.label import Label

_LINE = 16


class CodeField(QPlainTextEdit):
    """A template in mono; `mark_line` tints the line that an error names."""

    def __init__(self, theme: Theme, name: str, lines: int) -> None:
        super().__init__()
        self._theme = theme
        self.setFont(fonts.font("mono"))
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setMinimumHeight(lines * _LINE + 14)

    def set_text(self, text: str) -> None:
        """Replace the text only if it is another one, so that undo is kept."""
        if text != self.toPlainText():
            self.setPlainText(text)

    def mark_line(self, number: int | None) -> None:
        """Lines count from 1."""
        if number is None:
            self.setExtraSelections([])
            return
        look = QTextCharFormat()
        look.setBackground(self._theme.color("fail_soft"))
        look.setProperty(QTextFormat.Property.FullWidthSelection.value, 1)
        selection = QTextEdit.ExtraSelection()
        selection.format = look
        selection.cursor = QTextCursor(self.document().findBlockByNumber(number - 1))
        self.setExtraSelections([selection])


class TextField(QPlainTextEdit):
    """A few lines of plain text."""

    def __init__(self, name: str, lines: int = 3) -> None:
        super().__init__()
        self.setFont(fonts.font("small"))
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFixedHeight(lines * 18 + 12)

    def set_text(self, text: str) -> None:
        if text != self.toPlainText():
            self.setPlainText(text)


class LineField(QLineEdit):
    def __init__(self, name: str, hint: str = "") -> None:
        super().__init__()
        self.setFont(fonts.font("small"))
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)

    def set_text(self, text: str) -> None:
        if text != self.text():
            self.setText(text)


class WholeField(QSpinBox):
    """A whole number; the wheel scrolls the sheet unless the field has the focus."""

    def __init__(self, name: str, low: int, high: int) -> None:
        super().__init__()
        _prepare(self, name)
        self.setRange(low, high)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class NumberField(QDoubleSpinBox):
    """A number with decimals."""

    def __init__(self, name: str, low: float, high: float, step: float) -> None:
        super().__init__()
        _prepare(self, name)
        self.setRange(low, high)
        self.setSingleStep(step)
        self.setDecimals(2)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def kept(before: float, field: NumberField) -> float:
    """A number that was not touched keeps its exact value, whatever the field has room for."""
    shown = field.value()
    return before if round(before, field.decimals()) == round(shown, field.decimals()) else shown


def _prepare(field: QAbstractSpinBox, name: str) -> None:
    field.setFont(fonts.font("small"))
    field.setAccessibleName(name)
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    field.setKeyboardTracking(False)
    # Beside buttons Qt forgets the padding of the style sheet.
    field.lineEdit().setTextMargins(6, 0, 0, 0)


def labelled(name: str, widget: QWidget, tip: str = "") -> QVBoxLayout:
    """A field under its label."""
    label = Label(name, "caption", "text3", 500)
    label.setToolTip(tip)
    widget.setToolTip(tip)
    made = QVBoxLayout()
    made.setSpacing(4)
    made.addWidget(label)
    made.addWidget(widget)
    return made
