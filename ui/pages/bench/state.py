"""What the bench shows: columns of turns over one conversation. Qt-free."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from ui.turn_view.conversation import TurnOnScreen, history
from workbench.commands import StartTurn
from workbench.domain.account import Account
from workbench.domain.bot import Bot
from workbench.domain.conversation import Conversation, Message
from workbench.domain.turn import Origin, TurnInput
from workbench.messages import Refused
from workbench.trace.event import TraceEvent
from workbench.trace.facts import TurnStarted

LETTERS = "ABCD"
# What a first start compares, if the workspace has both.
FIRST_BOTS = ("few-shot", "router")


def new_id() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and what every bot is told of the place and the day."""

    account: Account | None = None
    role: str = "customer"
    company: str = ""
    today: str = ""


@dataclass
class Column:
    """A bot as it answers next, edits included, and its turns by their place, from 0.

    `base`: what was said before the first of them.
    """

    bot: Bot
    turns: dict[int, TurnOnScreen] = field(default_factory=dict)
    base: Conversation = ()

    def before(self, place: int) -> list[TurnOnScreen]:
        return [self.turns[each] for each in sorted(self.turns) if each < place]


@dataclass
class BenchState:
    """`shown` is the place of the turn on screen; `selected` the column that is inspected."""

    columns: list[Column] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    asker: Asker = field(default_factory=Asker)
    conversation_id: str = field(default_factory=new_id)
    shown: int = 0
    selected: int = 0
    make_id: Callable[[], str] = new_id

    @property
    def column(self) -> Column | None:
        """The selected column."""
        return self.columns[self.selected] if self.columns else None

    @property
    def question(self) -> str:
        return self.questions[self.shown] if self.questions else ""

    def turn(self, index: int) -> TurnOnScreen | None:
        """The turn that a column shows."""
        return self.columns[index].turns.get(self.shown)

    def selected_turn(self) -> TurnOnScreen | None:
        return self.turn(self.selected) if self.columns else None

    def running(self) -> list[TurnOnScreen]:
        return [turn for turn in self.all_turns() if turn.is_running]

    def all_turns(self) -> Iterable[TurnOnScreen]:
        return (turn for column in self.columns for turn in column.turns.values())

    def ask(self, question: str, *, again: bool = False) -> list[StartTurn]:
        """One turn for each column. `again`: in place of the last question, not after it."""
        if again and self.questions:
            self.questions[-1] = question
        else:
            self.questions.append(question)
        self.shown = len(self.questions) - 1
        return [self.ask_column(index) for index in range(len(self.columns))]

    def ask_column(self, index: int) -> StartTurn:
        """Have one column answer the shown question, whatever it answered before."""
        column = self.columns[index]
        turn = TurnOnScreen(self.make_id(), self._input(index, self.question))
        column.turns[self.shown] = turn
        for later in [place for place in column.turns if place > self.shown]:
            del column.turns[later]
        return StartTurn(turn.turn_id, turn.given)

    def preview_input(self, index: int, question: str) -> TurnInput:
        """What a column would be asked next."""
        return self._input(index, question)

    def _input(self, index: int, question: str) -> TurnInput:
        asker, column = self.asker, self.columns[index]
        said = (*column.base, *history(column.before(self.shown)), Message("user", question))
        return TurnInput(
            column.bot,
            said,
            account=asker.account,
            role=asker.role,
            company=asker.company,
            today=asker.today,
            origin=Origin(conversation_id=self.conversation_id, column=index),
        )

    def take(self, events: Sequence[TraceEvent]) -> set[int]:
        """Fold events in; gives the columns that show something new."""
        places = self._places()
        touched = set()
        for event in events:
            if event.turn_id in places:
                index, turn = places[event.turn_id]
                turn.add(event)
                touched.add(index)
        return touched

    def refuse(self, refusal: Refused) -> set[int]:
        """The worker cannot go on with one of the turns; gives the column that says so."""
        place = self._places().get(refusal.request_id)
        if place is None:
            return set()
        index, turn = place
        turn.refuse(refusal)
        return {index}

    def _places(self) -> dict[str, tuple[int, TurnOnScreen]]:
        """Each turn by its id, and the column that it stands in."""
        return {
            turn.turn_id: (index, turn)
            for index, column in enumerate(self.columns)
            for turn in column.turns.values()
        }

    def new_chat(self) -> None:
        self.questions.clear()
        self.shown = 0
        self.conversation_id = self.make_id()
        for column in self.columns:
            column.turns.clear()
            column.base = ()

    def set_count(self, count: int, bots: Sequence[Bot]) -> None:
        """Show that many columns; new ones take bots that are not shown yet, if there are any."""
        del self.columns[count:]
        shown = {column.bot.name for column in self.columns}
        fresh = [bot for bot in bots if bot.name not in shown] or list(bots)
        while len(self.columns) < count and fresh:
            self.columns.append(Column(fresh[0]))
            fresh = fresh[1:] or list(bots)
        self.selected = min(self.selected, max(0, len(self.columns) - 1))

    def set_bots(self, bots: Sequence[Bot]) -> None:
        """Columns for these bots; turns of columns that stay in place are kept."""
        kept = self.columns[: len(bots)]
        for column, bot in zip(kept, bots, strict=False):
            column.bot = bot
        self.columns = [*kept, *(Column(bot) for bot in bots[len(kept) : len(LETTERS)])]
        self.selected = min(self.selected, max(0, len(self.columns) - 1))

    def set_asker(self, **changes: Any) -> None:
        """Change who asks: account, role, company or today."""
        self.asker = replace(self.asker, **changes)

    def change_bot(self, index: int, bot: Bot) -> None:
        self.columns[index].bot = bot

    def step(self, by: int) -> None:
        """Show an earlier or a later turn."""
        self.shown = max(0, min(len(self.questions) - 1, self.shown + by))

    def refresh_bots(self, before: dict[str, Bot], now: dict[str, Bot]) -> None:
        """Files have changed: a column that had no edits of its own follows its file."""
        for column in self.columns:
            name = column.bot.name
            if name in now and column.bot == before.get(name):
                column.bot = now[name]


def first_bots(bots: dict[str, Bot], default: str) -> list[Bot]:
    """What a first start shows: the two that differ most, else the default bot."""
    pair = [bots[name] for name in FIRST_BOTS if name in bots]
    if len(pair) == len(FIRST_BOTS):
        return pair
    return [bots[default]] if default in bots else list(bots.values())[:1]


def restored(conversation_id: str, turns: Sequence[TurnOnScreen], state: BenchState) -> None:
    """Put a stored conversation on the screen, in the columns in which it was had; turns come
    oldest first, by when they ended.

    Its place is the number of questions so far; in the same place the latest answer of a bot
    wins, so what was asked again shows its last form.
    """
    state.conversation_id = conversation_id
    in_columns = sorted(turns, key=lambda turn: turn.given.origin.column)
    names = list(dict.fromkeys(turn.given.bot.name for turn in in_columns))[: len(LETTERS)]
    columns = {name: Column(_latest_bot(turns, name)) for name in names}
    questions: dict[int, str] = {}
    for turn in turns:
        place = sum(said.role == "user" for said in turn.given.conversation) - 1
        questions[place] = turn.question
        if turn.given.bot.name in columns:
            columns[turn.given.bot.name].turns[place] = turn
    state.columns = list(columns.values())
    state.questions = [questions[place] for place in sorted(questions)]
    state.shown = max(0, len(state.questions) - 1)
    state.selected = 0
    if turns:
        last = turns[-1].given
        state.asker = replace(state.asker, account=last.account, role=last.role)


def _latest_bot(turns: Sequence[TurnOnScreen], name: str) -> Bot:
    return next(turn.given.bot for turn in reversed(turns) if turn.given.bot.name == name)


def input_of(events: Sequence[TraceEvent]) -> TurnInput | None:
    """What a stored turn started from."""
    started = (event.fact.input for event in events if isinstance(event.fact, TurnStarted))
    return next(started, None)
