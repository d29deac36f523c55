"""What the bench asks of the worker, and what comes back into its state."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

from PySide6.QtCore import QObject, Signal

from ui.bridge import WorkerEnd
from ui.pages.bench.edits import BotEdits
from ui.pages.bench.state import LETTERS, BenchState, Column, first_bots, input_of, restored
from ui.session import Session
from ui.turn_view.conversation import TurnOnScreen, replayed
from ui.undo import Step
from workbench.commands import RateTurn, ResumeTurn, StartTurn, StopTurn, WarmUp
from workbench.messages import Message, Refused, WorkspaceListed
from workbench.projections.turns import TurnRow
from workbench.trace.event import TraceEvent


class Chat(QObject):
    """Sends, stops, replays and rates; keeps the columns in step with the files.

    Signals:
        columns_changed: other columns, another conversation, another customer or turn.
        turns_changed: a set of columns whose shown turn has news.
        conversation_ended: another conversation begins; the one before is in the store.
    """

    columns_changed = Signal()
    turns_changed = Signal(set)
    conversation_ended = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.state = BenchState()
        self.edits = BotEdits(session, self.state, self)
        self.edits.changed.connect(self.columns_changed)
        self._folder = self._account_id = ""
        self._deaths = 0
        self._has_bots = False
        session.events_arrived.connect(self._on_events_arrived)
        session.messages_arrived.connect(self._on_messages_arrived)
        session.workspace_changed.connect(self._on_workspace_changed)
        session.worker_stopped.connect(self._on_worker_stopped)
        session.worker_started.connect(self._on_worker_started)

    def begin(self) -> None:
        """Take in what the session knows already."""
        self._on_workspace_changed()

    def send(self, question: str, *, again: bool = False) -> None:
        self.stop_all()
        self._start(self.state.ask(question, again=again))

    def run_again(self, place: int) -> None:
        """Have one column answer the shown question anew, with its bot as it is now."""
        self.stop(place)
        if self.state.questions:
            self._start([self.state.ask_column(place)])

    def stop(self, place: int) -> None:
        turn = self.state.turn(place)
        if turn and turn.is_running and not turn.is_stopping:
            turn.is_stopping = True
            self.turns_changed.emit({place})
            self.session.send(StopTurn(turn.turn_id))

    def stop_all(self) -> None:
        for turn in self.state.running():
            if not turn.is_stopping:
                turn.is_stopping = True
                self.session.send(StopTurn(turn.turn_id))
        self.turns_changed.emit(set(range(len(self.state.columns))))

    def decide(self, place: int, call_id: str, allows: bool) -> None:  # noqa: FBT001 - a slot
        """Allow or decline the call that a paused turn waits with; then the turn goes on."""
        turn = self.state.turn(place)
        if turn and turn.answer.status == "paused" and not turn.is_resuming:
            turn.is_resuming = True
            self.session.send(ResumeTurn(turn.turn_id, {call_id: allows}))
            self.turns_changed.emit({place})

    def replay(self, place: int) -> bool:
        """Draw the shown turn again from what is stored; False if nothing is yet."""
        turn = self.state.turn(place)
        if turn is None or turn.is_running:
            return False
        events = self.session.events(turn.turn_id)
        if not events:
            return False
        again = replayed(turn.turn_id, turn.given, events)
        again.rating, again.is_replayed = turn.rating, True
        self.state.columns[place].turns[self.state.shown] = again
        self.turns_changed.emit({place})
        return True

    def rate(self, place: int, rating: int) -> None:
        turn = self.state.turn(place)
        if turn:
            back = partial(self._rate, turn, turn.rating)
            self.session.undo_stack.push(Step("Thumb", back))
            self._rate(turn, rating)

    def _rate(self, turn: TurnOnScreen, rating: int) -> None:
        turn.rating = rating
        self.session.send(RateTurn(turn.turn_id, _thumb(rating)))
        self.turns_changed.emit(set(range(len(self.state.columns))))

    def new_chat(self) -> None:
        self.stop_all()
        self.state.new_chat()
        self.columns_changed.emit()
        self.conversation_ended.emit()

    def open_conversation(self, conversation_id: str, rows: Sequence[TurnRow]) -> None:
        """Bring a stored conversation back; `rows` are its turns, oldest first."""
        self.stop_all()
        turns = []
        for row in rows:
            events = self.session.events(row.turn_id)
            if given := input_of(events):
                turn = replayed(row.turn_id, given, events)
                turn.rating, turn.is_replayed = row.rating, True
                turns.append(turn)
        if turns:
            restored(conversation_id, turns, self.state)
            for column in self.state.columns:
                column.bot = self.session.state.bots.get(column.bot.name, column.bot)
        self.columns_changed.emit()
        self.conversation_ended.emit()

    def show_turn(self, turn_id: str) -> None:
        """A stored turn of anywhere, in a conversation of its own that can go on."""
        events = self.session.events(turn_id)
        given = input_of(events)
        if given is None:
            return
        self.stop_all()
        turn = replayed(turn_id, given, events)
        turn.is_replayed = True
        self.state.new_chat()
        self.state.set_asker(account=given.account, role=given.role)
        self.state.columns = [Column(given.bot, {0: turn}, given.conversation[:-1])]
        self.state.questions, self.state.selected = [turn.question], 0
        self.columns_changed.emit()

    def set_count(self, count: int) -> None:
        gone = self.state.columns[count:]
        if gone:
            step = Step(
                "Variant removed", partial(self._bring_back, self.state.conversation_id, gone)
            )
            self.session.undo_stack.push(step)
        self.state.set_count(count, list(self.session.state.bots.values()))
        self.columns_changed.emit()

    def _bring_back(self, conversation_id: str, gone: Sequence[Column]) -> bool:
        """Columns that were taken away, if there is room for them in the same conversation."""
        columns = self.state.columns
        if conversation_id != self.state.conversation_id or len(columns) + len(gone) > len(LETTERS):
            return False
        columns.extend(gone)
        self.columns_changed.emit()
        return True

    def local_model(self) -> str:
        """A model that needs no network, to use instead of one that does."""
        local = (model.name for model in self.session.state.models if model.is_local)
        return next(local, "")

    def use_model(self, place: int, name: str) -> None:
        """The same bot with another model, from the next turn on."""
        bot = self.state.columns[place].bot
        chosen = next((each for each in self.session.state.models if each.name == name), None)
        if chosen:
            self.edits.change(place, replace(bot, model=chosen))

    def select(self, place: int) -> None:
        if 0 <= place < len(self.state.columns) and place != self.state.selected:
            before, self.state.selected = self.state.selected, place
            self.turns_changed.emit({before, place})

    def step(self, by: int) -> None:
        self.state.step(by)
        self.columns_changed.emit()

    def choose_account(self, account_id: str) -> None:
        account = self.session.state.accounts.get(account_id)
        self.state.set_asker(account=account)
        self.columns_changed.emit()

    def choose_role(self, role: str) -> None:
        self.state.set_asker(role=role)
        self.columns_changed.emit()

    def _start(self, turns: list[StartTurn]) -> None:
        self.columns_changed.emit()
        for turn in turns:
            self.session.send(turn)

    def _on_events_arrived(self, events: list[TraceEvent]) -> None:
        if touched := self.state.take(events):
            self.turns_changed.emit(touched)

    def _on_messages_arrived(self, messages: list[Message]) -> None:
        for message in messages:
            if isinstance(message, Refused) and (touched := self.state.refuse(message)):
                self.turns_changed.emit(touched)

    def _on_worker_stopped(self, end: WorkerEnd) -> None:
        """What was decided may not have been heard: it can be decided again."""
        self._deaths += 1
        for turn in self.state.all_turns():
            turn.is_resuming = False
        if end.kind != "retried":
            for turn in self.state.running():
                turn.refuse(Refused(turn.turn_id, "The engine stopped.", "Start it again."))
        self.turns_changed.emit(set(range(len(self.state.columns))))

    def _on_worker_started(self) -> None:
        """What an engine left in the middle, the next one goes on with."""
        if self._deaths:
            for turn in self.state.all_turns():
                self._go_on(turn)
            self.turns_changed.emit(set(range(len(self.state.columns))))

    def _go_on(self, turn: TurnOnScreen) -> None:
        if turn.is_broken_off and turn.has_begun:
            turn.is_resuming = True
            self.session.send(ResumeTurn(turn.turn_id, {}))
        elif turn.is_broken_off:
            message = "The engine stopped before it took the question."
            turn.refuse(Refused(turn.turn_id, message, "Run it again."))

    def _on_workspace_changed(self) -> None:
        known = self.session.state
        if known.listing is None:
            self.columns_changed.emit()
            return
        if known.listing.folder != self._folder:
            self._open(known.listing)
        self._take_account(known.listing)
        self._take_bots(known.listing)
        self.columns_changed.emit()

    def _open(self, listing: WorkspaceListed) -> None:
        """Another workspace: nothing of the one before stays."""
        self._folder, self._account_id, self._has_bots = listing.folder, "", False
        self.edits.forget()
        self.state.columns.clear()
        self.state.new_chat()
        role = "customer" if "customer" in listing.roles else next(iter(listing.roles), "")
        self.state.set_asker(account=None, role=role)

    def _take_account(self, listing: WorkspaceListed) -> None:
        """Nobody in the place of one who is gone, as her file is wrong: she may come back."""
        accounts, asker = self.session.state.accounts, self.state.asker
        if asker.account:
            self._account_id = asker.account.id
        chosen = self._account_id or listing.default_account
        account = accounts.get(chosen) if chosen else next(iter(accounts.values()), None)
        self.state.set_asker(account=account, company=listing.company, today=listing.today)

    def _take_bots(self, listing: WorkspaceListed) -> None:
        bots = self.session.state.bots
        if self.edits.follow(bots) and not (self.state.columns and self._has_bots):
            wanted = first_bots(bots, listing.default_bot)
            self.state.set_bots(wanted)
            self.session.send(WarmUp(tuple(bot.name for bot in wanted)))
        self._has_bots = bool(bots)


def _thumb(rating: int) -> Literal[-1, 0, 1]:
    if rating == 0:
        return 0
    return 1 if rating > 0 else -1
