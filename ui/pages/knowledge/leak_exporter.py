"""The menu behind Export: copy the report of a leak test, or write it to a file."""

from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from ui.pages.knowledge.leak_export import ReportFormat, export
from ui.pages.knowledge.leak_state import LeakState

_FORMS: tuple[tuple[ReportFormat, str], ...] = (
    ("md", "Markdown"),
    ("json", "JSON"),
    ("csv", "CSV, a line a leak"),
)
_COPY = "copy"


class LeakExporter(QObject):
    """Signals: done(sentence); failed(sentence)."""

    done = Signal(str)
    failed = Signal(str)

    def __init__(self, state: LeakState, parent: QWidget) -> None:
        super().__init__(parent)
        self._state = state
        self._window = parent

    def open_menu(self, below: QWidget) -> None:
        menu = QMenu(below)
        for form, text in _FORMS:
            self._add(menu, f"Save as {text}…", form)
        menu.addSeparator()
        self._add(menu, "Copy as Markdown", _COPY)
        menu.triggered.connect(self._on_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(below.mapToGlobal(QPoint(0, below.height() + 2)))

    def copy(self) -> None:
        if self._state.report:
            QGuiApplication.clipboard().setText(export(self._state.report, "md"))
            self.done.emit("Report copied as Markdown")

    def save(self, form: ReportFormat, path: Path) -> None:
        if not self._state.report:
            return
        try:
            path.write_text(export(self._state.report, form), encoding="utf-8")
        except OSError as error:
            said = error.strerror or str(error)
            self.failed.emit(f"{path} could not be written: {said}. Choose another folder.")
        else:
            self.done.emit(f"Saved {path.name}")

    def _add(self, menu: QMenu, text: str, key: str) -> None:
        action = QAction(text, menu)
        action.setData(key)
        menu.addAction(action)

    def _on_triggered(self, action: QAction) -> None:
        key = str(action.data())
        if key == _COPY:
            self.copy()
            return
        form = cast("ReportFormat", key)
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, "Save the report", f"leak-test.{form}"
        )
        if chosen:
            self.save(form, Path(chosen))
