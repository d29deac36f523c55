"""The sheet of keys of a page, and what About says."""

import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from ui.theme.theme import Theme
from ui.widgets.chip import KeyHint
from ui.widgets.command_palette import native_key
from ui.widgets.label import Label, horizontal_line

KeyGroup = tuple[str, Sequence[tuple[str, str]]]
_PARTS = ("support-bot-workbench", "PySide6-Essentials", "pyqtgraph")


class KeysSheet(QDialog):
    """Groups of (key, what it does) in two columns; Esc closes it."""

    def __init__(self, theme: Theme, groups: Sequence[KeyGroup], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys of this page")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        for title, keys in groups:
            if keys:
                layout.addWidget(Label(title, "label", "text", 600))
                layout.addLayout(_table(theme, keys))
                layout.addSpacing(4)
        layout.addStretch(1)


def _table(theme: Theme, keys: Sequence[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    half = (len(keys) + 1) // 2
    for place, (key, text) in enumerate(keys):
        line, side = place % half, 2 * (place // half)
        shown = key if " " in key else native_key(key)
        grid.addWidget(KeyHint(theme, shown), line, side, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(Label(text, "small", "text2"), line, side + 1)
    return grid


class AboutDialog(QDialog):
    """Name, versions, licences; its text can be selected for a report."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle("About Support-Bot Workbench")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(Label("Support-Bot Workbench", "title"))
        words = "Prototype an account-support bot, see every step of every answer, measure it."
        layout.addWidget(Label(words, "body", "text2").wrapped())
        layout.addWidget(horizontal_line())
        layout.addWidget(Label("\n".join(_versions()), "mono", "text2").selectable())
        layout.addWidget(horizontal_line())
        rights = "Apache-2.0. Fonts Inter and JetBrains Mono (OFL-1.1), icons Phosphor (MIT)."
        layout.addWidget(Label(rights, "caption", "text3").wrapped())
        self.setFixedWidth(440)


def _versions() -> list[str]:
    lines = [f"{name} {_version(name)}" for name in _PARTS]
    return [*lines, f"Qt {qVersion()}", f"Python {platform.python_version()}", platform.platform()]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "–"
