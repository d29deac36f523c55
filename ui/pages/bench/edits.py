"""Bots that are edited in their columns: tried before they are saved, taken back, kept."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from ui.pages.bench.edit import edit_of
from ui.pages.bench.state import LETTERS, BenchState, Column
from ui.session import Session
from ui.undo import Step
from workbench.domain.bot import Bot, BotDraft


class BotEdits(QObject):
    """`bases`: the bot of the files that each edit began with, to notice on saving that someone
    else has changed the file since.

    Signals:
        changed: a column answers with another bot, or its files say something else.
        put_back: an edit of the bot in that column was taken back.
    """

    changed = Signal()
    put_back = Signal(int)

    def __init__(self, session: Session, state: BenchState, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._state = session, state
        self._known: dict[str, Bot] = {}
        self._is_undone = False
        self.bases: dict[str, Bot] = {}
        session.undone.connect(self._on_undone)

    def change(self, place: int, bot: Bot) -> None:
        """What this column answers with from the next turn on."""
        before = self._state.columns[place].bot
        if bot != before:
            edit = edit_of(before, bot)
            back = partial(self._take_back, place, before, bot.name)
            key = f"{place} {before.name} {edit.field}"
            step = Step(edit.words, back, key, before if edit.is_text else None)
            self._session.undo_stack.push(step, bot)
        self._put(place, bot)

    def saved(self, place: int, bot: Bot) -> None:
        """The files say so now; the column follows them again once they are listed."""
        self.bases.pop(bot.name, None)
        self._known[bot.name] = bot
        self._state.change_bot(place, bot)
        self.changed.emit()

    def discard(self, place: int) -> None:
        """Back to what the files say."""
        name = self._state.columns[place].bot.name
        if name in self._session.state.bots:
            self.change(place, self._session.state.bots[name])

    def is_edited(self, place: int) -> bool:
        bot = self._state.columns[place].bot
        return bot != self._session.state.bots.get(bot.name)

    def forget(self) -> None:
        """Another workspace."""
        self._known = {}

    def follow(self, bots: Mapping[str, Bot]) -> bool:
        """Columns without edits of their own follow the files; False if these say nothing new."""
        if bots == self._known:
            return False
        if self._is_undone:
            self._keep_as_edits(bots)
        else:
            self._state.refresh_bots(self._known, dict(bots))
        self._known, self._is_undone = dict(bots), False
        return True

    # Drafts

    def drafts(self) -> tuple[BotDraft, ...]:
        """The edits that are not saved, one a bot."""
        edited = {each.bot.name: each.bot for each in self._state.columns if self._is_draft(each)}
        return tuple(BotDraft(bot, self.bases[name]) for name, bot in edited.items())

    def bring_back(self, draft: BotDraft) -> bool:
        """Into the column of that bot, or one more; False if there is no room or nothing new."""
        name, columns = draft.bot.name, self._state.columns
        places = [place for place, each in enumerate(columns) if each.bot.name == name]
        is_saved = draft.bot == self._session.state.bots.get(name)
        if is_saved or not (places or len(columns) < len(LETTERS)):
            return False
        if not places:
            columns.append(Column(draft.bot))
        self.bases[name] = draft.base or draft.bot
        self._state.change_bot((places or [len(columns) - 1])[0], draft.bot)
        self.changed.emit()
        return True

    def _is_draft(self, column: Column) -> bool:
        """Bots of stored turns are looked at, not edited: their files may have moved on."""
        name = column.bot.name
        return name in self.bases and column.bot != self._session.state.bots.get(name)

    # Inside

    def _put(self, place: int, bot: Bot) -> None:
        known = self._session.state.bots.get(bot.name)
        if known and bot != known:
            self.bases.setdefault(bot.name, known)
        else:
            self.bases.pop(bot.name, None)
        self._state.change_bot(place, bot)
        self.changed.emit()

    def _take_back(self, place: int, before: Bot, name: str) -> bool:
        """False if another bot stands there by now."""
        columns = self._state.columns
        if place >= len(columns) or columns[place].bot.name != name:
            return False
        self._put(place, before)
        self.put_back.emit(place)
        return True

    def _on_undone(self) -> None:
        """The files go back; what was saved stays in its column, as an edit that is not saved."""
        self._is_undone = True

    def _keep_as_edits(self, bots: Mapping[str, Bot]) -> None:
        for bot in (column.bot for column in self._state.columns):
            if bot.name in bots and bot == self._known.get(bot.name) != bots[bot.name]:
                self.bases.setdefault(bot.name, bots[bot.name])
