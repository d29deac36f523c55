"""What the tabs of the editor have in common."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.domain.bot import Bot


class EditorTab(QWidget):
    """Shows a bot, and gives it back with what was edited here.

    Signals:
        edited: a person changed something.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_filling = False
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(10)

    def show_bot(self, bot: Bot) -> None:
        """Fill the fields; filling is not editing."""
        self._is_filling = True
        self.fill(bot)
        self._is_filling = False

    def fill(self, bot: Bot) -> None:
        """Subclasses put the bot into their fields."""

    def applied(self, bot: Bot) -> Bot:
        """The bot with what the fields say."""
        return bot

    def _on_edited(self) -> None:
        if not self._is_filling:
            self.edited.emit()
