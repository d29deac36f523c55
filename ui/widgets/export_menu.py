"""The menu behind Export: copy what is shown, or write it to a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

_COPY = "copy "


@dataclass(frozen=True, slots=True)
class ExportForm:
    """`key` tells it from others; `words` stand in the menu. `copies`: it can be copied too."""

    key: str
    suffix: str
    words: str
    write: Callable[[], str]
    copies: bool = False


class ExportMenu(QObject):
    """Signals: done(sentence); failed(sentence)."""

    done = Signal(str)
    failed = Signal(str)

    def __init__(self, forms: Sequence[ExportForm], parent: QWidget) -> None:
        super().__init__(parent)
        self._forms = {each.key: each for each in forms}
        self._window = parent
        self.file_name = "table"

    def open_menu(self, below: QWidget) -> None:
        menu = QMenu(below)
        for each in self._forms.values():
            _add(menu, f"Save as {each.words}…", each.key)
        menu.addSeparator()
        for each in self._forms.values():
            if each.copies:
                _add(menu, f"Copy as {each.words}", _COPY + each.key)
        menu.triggered.connect(self._on_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(below.mapToGlobal(QPoint(0, below.height() + 2)))

    def copy(self, key: str) -> None:
        form = self._forms[key]
        QGuiApplication.clipboard().setText(form.write())
        self.done.emit(f"Copied as {form.words}")

    def save(self, key: str, path: Path) -> None:
        try:
            path.write_text(self._forms[key].write(), encoding="utf-8")
        except OSError as error:
            said = error.strerror or str(error)
            self.failed.emit(f"{path} could not be written: {said}. Choose another folder.")
        else:
            self.done.emit(f"Saved {path.name}")

    def _on_triggered(self, action: QAction) -> None:
        key = str(action.data())
        if key.startswith(_COPY):
            self.copy(key.removeprefix(_COPY))
            return
        name = f"{self.file_name}.{self._forms[key].suffix}"
        chosen, _ = QFileDialog.getSaveFileName(self._window, "Save", name)
        if chosen:
            self.save(key, Path(chosen))


def _add(menu: QMenu, text: str, key: str) -> None:
    action = QAction(text, menu)
    action.setData(key)
    menu.addAction(action)
