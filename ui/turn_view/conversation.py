"""One turn on the screen, and what was said before it: folds of events, Qt-free."""

from collections.abc import Iterable
from dataclasses import replace

from ui.turn_view.sources import Cited, cited_in
from workbench.domain.conversation import Conversation, Message
from workbench.domain.turn import TurnInput
from workbench.messages import Refused
from workbench.projections.answer import Answer, after
from workbench.projections.calls import done_calls
from workbench.projections.turns import TurnFold, TurnRow
from workbench.trace.event import TraceEvent
from workbench.trace.facts import (
    ModelAsked,
    PromptProgressed,
    TextStreamed,
    ThoughtStreamed,
    TurnStarted,
)


class TurnOnScreen:
    """A turn as it grows. `events` holds what is stored, and the first piece of each text."""

    def __init__(self, turn_id: str, given: TurnInput) -> None:
        self.turn_id = turn_id
        self.given = given
        self._answer = Answer()
        self._refusal: Refused | None = None
        self.events: list[TraceEvent] = []
        self.rating = 0
        self.is_stopping = False
        self.is_resuming = False
        self.is_replayed = False
        self._fold = TurnFold()
        self._seq = -1
        self._pieces = 0
        self._cited: Cited | None = None

    @property
    def answer(self) -> Answer:
        """What has come of it; failed for as long as the worker cannot go on with it."""
        if self._refusal is None:
            return self._answer
        note, hint = self._refusal.message, self._refusal.hint
        return replace(self._answer, status="failed", note=note, hint=hint, queue_place=None)

    @property
    def is_broken_off(self) -> bool:
        """Its end was not told yet, and it does not wait for a person."""
        return not self._answer.is_over and self._answer.status != "paused"

    @property
    def is_refused(self) -> bool:
        return self._refusal is not None

    @property
    def question(self) -> str:
        return self.given.conversation[-1].text

    @property
    def is_running(self) -> bool:
        return not self.answer.is_over and self.answer.status != "paused"

    @property
    def has_begun(self) -> bool:
        return self._seq >= 0

    @property
    def cited(self) -> Cited:
        """What the answer rests on, once it is whole."""
        if self.is_running or not self.answer.text:
            return Cited()
        if self._cited is None:
            self._cited = cited_in(self.answer.text, self.events)
        return self._cited

    @property
    def pieces(self) -> int:
        """How many pieces of the text that is arriving have come."""
        return self._pieces

    def add(self, event: TraceEvent) -> None:
        """Take an event in; one that is known already changes nothing."""
        if isinstance(event.fact, TextStreamed):
            self._pieces += 1
            if self._pieces == 1:
                self.events.append(event)
        elif isinstance(event.fact, PromptProgressed | ThoughtStreamed):
            pass
        elif event.seq <= self._seq:
            return
        else:
            self._seq = event.seq
            self.events.append(event)
        match event.fact:
            case TurnStarted(input=given):
                self.given = given
            case ModelAsked():
                self._pieces = 0
        self._cited = self._refusal = None
        self._fold.add(event)
        self._answer = after(self._answer, event)
        self.is_stopping = self.is_stopping and self.is_running
        self.is_resuming = False

    def refuse(self, refusal: Refused) -> None:
        """The worker cannot go on with it; whatever it tells later takes that back."""
        self._refusal = refusal if self.is_broken_off else None
        self.is_stopping = self.is_resuming = False

    def row(self) -> TurnRow:
        return replace(self._fold.row(), rating=self.rating)


def replayed(turn_id: str, given: TurnInput, events: Iterable[TraceEvent]) -> TurnOnScreen:
    """A stored turn: the same fold over the same events."""
    turn = TurnOnScreen(turn_id, given)
    for event in events:
        turn.add(event)
    return turn


def history(turns: Iterable[TurnOnScreen]) -> Conversation:
    """What a column has said so far: questions, its own answers, and what its tools did."""
    return tuple(message for turn in turns for message in _exchange(turn))


def _exchange(turn: TurnOnScreen) -> Iterable[Message]:
    """Calls that failed left no trace on the account, so they are not carried on."""
    yield Message("user", turn.question)
    yield Message("assistant", turn.answer.text, done_calls(turn.events))
