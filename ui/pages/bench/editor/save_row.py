"""The foot of the editor: save, save as a new bot, discard, and what to do about a conflict."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.pages.bench.editor.fields import LineField
from ui.theme.theme import Theme
from ui.widgets.button import Button
from ui.widgets.layouts import column, holder, row
from ui.widgets.message_bar import MessageBar


class SaveRow(QWidget):
    """Signals: save_requested, copy_requested (of a shared prompt), overwrite_requested,
    reload_requested, discard_requested; new_requested(name).
    """

    save_requested = Signal()
    copy_requested = Signal()
    overwrite_requested = Signal()
    reload_requested = Signal()
    discard_requested = Signal()
    new_requested = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.bar = MessageBar(theme, closable=True)
        self.shared = MessageBar(theme)
        self.reload_button = Button(theme, "Reload the file", small=True)
        self.overwrite_button = Button(theme, "Overwrite it", "danger", small=True)
        self.name = LineField("Name of the new bot", "Name of the new bot")
        self.create_button = Button(theme, "Create bot", small=True)
        self.save_button = Button(theme, "Save bot", "primary", "floppy-disk")
        self.new_button = Button(theme, "Save as new bot")
        self.discard_button = Button(theme, "Discard edits", "ghost")
        self._conflict = holder(row(None, self.reload_button, self.overwrite_button))
        self._new = holder(row(self.name, self.create_button))
        actions = row(self.discard_button, None, self.new_button, self.save_button)
        self.setLayout(column(self.shared, self.bar, self._conflict, self._new, actions, gap=8))
        self._conflict.hide()
        self._new.hide()
        self.save_button.clicked.connect(self.save_requested)
        self.shared.action_pressed.connect(self.copy_requested)
        self.discard_button.clicked.connect(self.discard_requested)
        self.overwrite_button.clicked.connect(self.overwrite_requested)
        self.reload_button.clicked.connect(self.reload_requested)
        self.new_button.clicked.connect(self._on_new)
        self.create_button.clicked.connect(self._on_create)
        self.name.returnPressed.connect(self._on_create)

    def show_edited(self, *, is_edited: bool) -> None:
        self.save_button.setEnabled(is_edited)
        self.discard_button.setEnabled(is_edited)

    def show_shared(self, what: str, bots: Sequence[str]) -> None:
        """Which other bots a save would change; none hides it."""
        if not bots:
            self.shared.hide()
            return
        listed = " and ".join([", ".join(bots[:-1]), bots[-1]] if bots[1:] else bots)
        verb = "change" if bots[1:] else "changes"
        self.shared.show_message(
            "warn", f"Also used by {listed}, which {verb} too.", f"Save a copy of the {what}"
        )

    def show_refusal(self, sentence: str, *, is_conflict: bool) -> None:
        self.bar.show_message("fail", sentence)
        self._conflict.setVisible(is_conflict)

    def clear(self) -> None:
        self.bar.hide()
        self._conflict.hide()
        self._new.hide()

    def _on_new(self) -> None:
        self._new.setVisible(self._new.isHidden())
        self.name.setFocus()

    def _on_create(self) -> None:
        name = self.name.text().strip()
        if name:
            self.new_requested.emit(name)
