"""Lets Ctrl+Z through to the window where a text field has nothing of its own to undo."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)


class UndoKeys(QObject):
    """Follows the focus; Qt's text fields would keep the key whether they can undo or not."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._field: QWidget | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        is_undo = (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
        )
        if is_undo and self._field and not has_undo(self._field):
            event.ignore()
            return True
        return False

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        del before
        if self._field:
            self._field.removeEventFilter(self)
        is_field = isinstance(now, QLineEdit | QPlainTextEdit | QTextEdit | QAbstractSpinBox)
        self._field = now if is_field else None
        if self._field:
            self._field.installEventFilter(self)


def has_undo(field: QWidget) -> bool:
    """Whether the text of the field can go back."""
    match field:
        case QPlainTextEdit() | QTextEdit():
            return field.document().isUndoAvailable()
        case QAbstractSpinBox():
            return field.lineEdit().isUndoAvailable()
        case QLineEdit():
            return field.isUndoAvailable()
        case _:
            return False
