"""The drop-down of conversations: those of the store, latest first."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from ui.pages.bench.chat import Chat
from ui.session import Session
from ui.theme.theme import Theme
from ui.widgets.drop_down import DropDown, Option
from workbench.commands import ListTurns
from workbench.messages import Message, TurnsListed
from workbench.projections.turns import TurnRow

_MOST = 30
_TITLE = 48


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation: its turns oldest first, and the first question as its title."""

    conversation_id: str
    title: str
    started_at: str
    rows: tuple[TurnRow, ...]


def talks(rows: Iterable[TurnRow]) -> list[Talk]:
    """Latest first; rows come in any order."""
    found: dict[str, list[TurnRow]] = {}
    for row in rows:
        if row.conversation_id:
            found.setdefault(row.conversation_id, []).append(row)
    made = []
    for conversation_id, turns in found.items():
        turns.sort(key=lambda row: row.started_at)
        title = turns[0].question
        made.append(Talk(conversation_id, title, turns[0].started_at, tuple(turns)))
    return sorted(made, key=lambda talk: talk.rows[-1].started_at, reverse=True)[:_MOST]


class Conversations(QObject):
    """Keeps the drop-down filled and opens what is chosen."""

    def __init__(self, theme: Theme, session: Session, chat: Chat) -> None:
        super().__init__(chat)
        self._session, self._chat = session, chat
        self._rows: list[TurnRow] = []
        self._talks: dict[str, Talk] = {}
        self._request = ""
        self.drop_down = DropDown(theme, "")
        self.drop_down.setAccessibleName("Conversation")
        self.drop_down.max_width = 340
        self.drop_down.value_chosen.connect(self.open)
        chat.columns_changed.connect(self._show)
        chat.conversation_ended.connect(self.refresh)
        self._show()

    def refresh(self) -> None:
        """Ask the store again."""
        self._request = self._session.ask(self._command, self._on_answer)

    def open(self, conversation_id: str) -> None:
        talk = self._talks.get(conversation_id)
        if talk and conversation_id != self._chat.state.conversation_id:
            self._chat.open_conversation(conversation_id, talk.rows)

    def _command(self, request_id: str) -> ListTurns:
        return ListTurns(request_id, only_single=True, limit=400)

    def _on_answer(self, message: Message) -> None:
        if not isinstance(message, TurnsListed) or message.request_id != self._request:
            return
        self._rows = [*([] if message.is_first else self._rows), *message.turns]
        if message.is_last:
            self._talks = {talk.conversation_id: talk for talk in talks(self._rows)}
            self._show()

    def _show(self) -> None:
        state = self._chat.state
        own = state.conversation_id
        title = state.questions[0] if state.questions else "New chat"
        first = Option(own, _short(title), "now")
        others = [_option(talk) for talk in self._talks.values() if talk.conversation_id != own]
        self.drop_down.set_options([first, *others])
        self.drop_down.set_value(own)
        self.drop_down.setAccessibleName("Conversation")


def _option(talk: Talk) -> Option:
    return Option(talk.conversation_id, _short(talk.title), _when(talk.started_at))


def _when(started_at: str) -> str:
    """`22 Nov 10:42` from ISO."""
    return f"{started_at[:10]} {started_at[11:16]}"


def _short(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 1]}…"
