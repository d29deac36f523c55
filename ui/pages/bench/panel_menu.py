"""The menu of an answer panel."""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ui.theme.theme import Theme

# Key, words, icon; an empty key parts two groups.
ENTRIES = (
    ("edit", "Edit bot", "pencil-simple"),
    ("bot", "Change bot", "robot"),
    ("model", "Pick model", "cpu"),
    ("", "", ""),
    ("replay", "Replay from the store", "arrow-counter-clockwise"),
    ("again", "Run again", "play"),
    ("copy", "Copy answer", "copy"),
    ("markdown", "Export as Markdown", "download-simple"),
    ("json", "Export as JSON", "download-simple"),
    ("", "", ""),
    ("case", "Save as test case", "bookmark-simple"),
    ("grid", "Open in grid", "grid-four"),
)
# What makes sense only once there is an answer.
NEED_ANSWER = frozenset(("replay", "again", "copy", "markdown", "json", "case"))


class PanelMenu(QMenu):
    """Signals: chosen(place of the panel, key of the entry)."""

    chosen = Signal(int, str)

    def __init__(self, theme: Theme, owner: QWidget, place: int, *, has_answer: bool) -> None:
        super().__init__(owner)
        self._place = place
        for key, words, icon in ENTRIES:
            if not key:
                self.addSeparator()
                continue
            action = QAction(theme.icon(icon), words, self)
            action.setData(key)
            action.setEnabled(has_answer or key not in NEED_ANSWER)
            self.addAction(action)
        self.triggered.connect(self._on_triggered)
        self.aboutToHide.connect(self.deleteLater)

    def open_below(self, button: QWidget) -> None:
        self.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))

    def _on_triggered(self, action: QAction) -> None:
        self.chosen.emit(self._place, str(action.data()))
