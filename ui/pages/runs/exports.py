"""A turn on the clipboard or in a file, as Markdown or JSON."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from workbench.projections.export import turn_json, turn_markdown
from workbench.trace.event import TraceEvent

Form = Literal["md", "json"]
_FORMS: tuple[tuple[Form, str], ...] = (("md", "Markdown"), ("json", "JSON"))


def written(events: Sequence[TraceEvent], form: Form) -> str:
    if form == "json":
        return json.dumps(turn_json(events), indent=2, ensure_ascii=False) + "\n"
    return turn_markdown(events) + "\n"


class TurnExports(QObject):
    """Signals: done(sentence); failed(sentence)."""

    done = Signal(str)
    failed = Signal(str)

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self._events: Sequence[TraceEvent] = ()

    def copy(self, events: Sequence[TraceEvent]) -> None:
        QGuiApplication.clipboard().setText(written(events, "md"))
        self.done.emit("Turn copied as Markdown")

    def open_menu(self, below: QWidget, events: Sequence[TraceEvent]) -> None:
        self._events = events
        menu = QMenu(below)
        for form, text in _FORMS:
            action = QAction(f"Save as {text}…", menu)
            action.setData(form)
            menu.addAction(action)
        menu.triggered.connect(self._on_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(below.mapToGlobal(QPoint(0, below.height() + 2)))

    def save(self, events: Sequence[TraceEvent], form: Form, path: Path) -> None:
        try:
            path.write_text(written(events, form), encoding="utf-8")
        except OSError as error:
            said = error.strerror or str(error)
            self.failed.emit(f"{path} could not be written: {said}. Choose another folder.")
        else:
            self.done.emit(f"Saved {path.name}")

    def _on_triggered(self, action: QAction) -> None:
        form: Form = "json" if action.data() == "json" else "md"
        chosen, _ = QFileDialog.getSaveFileName(self._owner, "Save the turn", f"turn.{form}")
        if chosen:
            self.save(self._events, form, Path(chosen))
