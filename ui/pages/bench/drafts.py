"""Edits that are not saved outlive the window: the worker keeps them for the next start."""

from PySide6.QtCore import QObject, QTimer

from ui.pages.bench.chat import Chat
from ui.session import Session
from workbench.commands import KeepDrafts
from workbench.domain.bot import BotDraft
from workbench.messages import DraftsListed, Message

KEEP_AFTER_MS = 500


class Drafts(QObject):
    """Keeps what the columns hold, a moment after each change and when the window closes."""

    def __init__(self, session: Session, chat: Chat) -> None:
        super().__init__(chat)
        self._session, self._chat = session, chat
        self._arriving: list[BotDraft] = []
        # None until the worker has told what there is: nothing may be written over that.
        self._kept: tuple[BotDraft, ...] | None = None
        self._pause = QTimer(self, interval=KEEP_AFTER_MS, singleShot=True)
        self._pause.timeout.connect(self.keep)
        session.messages_arrived.connect(self._on_messages)
        session.closing.connect(self.keep)
        chat.columns_changed.connect(self._pause.start)

    def keep(self) -> None:
        drafts = self._chat.edits.drafts()
        if self._kept is not None and drafts != self._kept:
            self._kept = drafts
            self._session.send(KeepDrafts(drafts))

    def _on_messages(self, messages: list[Message]) -> None:
        for message in messages:
            if isinstance(message, DraftsListed) and self._kept is None:
                self._arriving += message.drafts
                if message.is_last:
                    self._bring_back()

    def _bring_back(self) -> None:
        """Told anew by a worker that was started again, they are older than the columns."""
        self._kept = tuple(self._arriving)
        back = [each for each in self._arriving if self._chat.edits.bring_back(each)]
        if back:
            names = ", ".join(each.bot.title or each.bot.name for each in back)
            self._session.told.emit(f"Unsaved edits are back: {names}", "")
