"""A bridge without a worker: tests see what is sent, and say what arrives."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from ui.bridge import WorkerEnd
from workbench.commands import Command, StartTurn
from workbench.domain.account import Account
from workbench.domain.bot import Bot, ModelSpec, Prompt, RetrievalSettings
from workbench.domain.conversation import Completion, Message, ToolCall
from workbench.domain.document import Chunk, Placing, Ranking, Retrieved, Withheld
from workbench.messages import (
    AccountsListed,
    BotsListed,
    ContentsListed,
    DatasetItem,
    WorkspaceListed,
)
from workbench.messages import Message as Told
from workbench.trace.event import TraceEvent
from workbench.trace.facts import (
    ChunksRetrieved,
    Fact,
    InputChecked,
    ModelAnswered,
    ModelAsked,
    ModelQueued,
    OutputChecked,
    PromptAssembled,
    RetrievalStarted,
    Segment,
    TextStreamed,
    ToolCalled,
    ToolReturned,
    TurnCancelled,
    TurnFailed,
    TurnFinished,
    TurnStarted,
)
from workbench.trace.span import Located
from workbench.trace.stamp import Clock, stamp


class FakeBridge(QObject):
    """`sent`: the commands, oldest first. `stored`: what `turn` finds."""

    events_arrived = Signal(list)
    messages_arrived = Signal(list)
    worker_started = Signal()
    worker_stopped = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sent: list[Command] = []
        self.restarts = 0
        self.stored: dict[str, list[TraceEvent]] = {}

    def send(self, command: Command) -> None:
        self.sent.append(command)

    def restart(self) -> None:
        self.restarts += 1

    def die(self, words: str, kind: str = "retried") -> None:
        self.worker_stopped.emit(WorkerEnd(words, kind))

    def turn(self, turn_id: str) -> list[TraceEvent]:
        return self.stored.get(turn_id, [])

    def body(self, text: str) -> str:
        return text

    def sent_of(self, kind: type) -> list:
        """The commands of one class."""
        return [command for command in self.sent if isinstance(command, kind)]

    def tell(self, *messages: Told) -> None:
        self.messages_arrived.emit(list(messages))

    def stream(self, events: Iterable[TraceEvent]) -> list[TraceEvent]:
        """Let events arrive, and store them as the worker does."""
        arrived = list(events)
        for event in arrived:
            if event.fact.kind != "text_streamed":
                self.stored.setdefault(event.turn_id, []).append(event)
        self.events_arrived.emit(arrived)
        return arrived


def step_clock(step_s: float = 0.01) -> Clock:
    """Each look at it is a step later."""
    now = iter(range(1_000_000))
    return Clock(lambda: next(now) * step_s, lambda: datetime(2026, 11, 16, 9, 30, tzinfo=UTC))


def at(name: str, *facts: Fact) -> list[Located]:
    """Facts of one span of a turn."""
    return [Located(("turn", name) if name else ("turn",), fact) for fact in facts]


def streamed(text: str) -> Iterator[TextStreamed]:
    """A word a piece, as a model writes it."""
    for place, word in enumerate(text.split(" ")):
        yield TextStreamed(word if place == 0 else f" {word}")


CALL = ToolCall("call-1", "get_account", {"account_id": "LT-1042"})
RULE = "Moving a session is free until 24 hours before it starts."
CHUNK = Chunk(
    "sessions.md#1", "policies/sessions.md", "Moving a session", "Notice", RULE, 20, 77,
    "customer", score=0.031,
)  # fmt: skip
FOUND = Retrieved(
    (CHUNK,),
    (
        Ranking("bm25", (Placing(CHUNK.id, 1, 7.4),)),
        Ranking("dense", (Placing(CHUNK.id, 2, 0.61),)),
    ),
    (Withheld("internal-7", "for the audience internal"),),
)


def opening(start: StartTurn, *, retrieves: bool = False, tool: bool = False) -> list[Located]:
    """A turn up to the moment when the model is asked."""
    question = start.input.conversation[-1].text
    found = at("retrieve", RetrievalStarted(question, 3), ChunksRetrieved(FOUND))
    used = at("tool-0", ToolCalled(CALL), ToolReturned(CALL, '{"status": "past due"}', False))
    messages = (Message("system", "You help customers."), *start.input.conversation)
    segments = (Segment("system", 42), Segment("account", 120), Segment("question", 11))
    return [
        *at("", TurnStarted(start.input)),
        *at("guard-in", InputChecked("personal_data")),
        *(found if retrieves else ()),
        *(used if tool else ()),
        *at("prompt-0", PromptAssembled(messages, segments, 4096)),
        *at("model-0", ModelAsked(start.input.bot.model.name)),
    ]


def ending(text: str) -> list[Located]:
    answered = ModelAnswered(Completion(text, (), 173, len(text.split()), reply_s=0.5))
    return [
        *at("model-0", answered),
        *at("guard-out", OutputChecked("secrets")),
        *at("", TurnFinished(text)),
    ]


def answered(start: StartTurn, text: str, **opens: bool) -> list[TraceEvent]:
    """A whole turn."""
    facts = [*opening(start, **opens), *at("model-0", *streamed(text)), *ending(text)]
    return list(stamp(start.turn_id, facts, clock=step_clock()))


def writing(start: StartTurn, text: str) -> list[TraceEvent]:
    """A turn that is still writing."""
    facts = [*opening(start), *at("model-0", *streamed(text))]
    return list(stamp(start.turn_id, facts, clock=step_clock()))


def queued(start: StartTurn, place: int) -> list[TraceEvent]:
    facts = [*opening(start)[:-1], *at("model-0", ModelQueued(place))]
    return list(stamp(start.turn_id, facts, clock=step_clock()))


def failed(start: StartTurn, message: str, hint: str, text: str = "") -> list[TraceEvent]:
    words = at("model-0", *streamed(text)) if text else []
    facts = [*opening(start), *words, *at("", TurnFailed(message, hint, text))]
    return list(stamp(start.turn_id, facts, clock=step_clock()))


def cancelled(after: Sequence[TraceEvent], text: str) -> list[TraceEvent]:
    """The end of a turn that was stopped after these events."""
    return list(stamp(after[-1].turn_id, at("", TurnCancelled(text)), after[-1], step_clock()))


LOCAL = ModelSpec("smollm2-135m")
REMOTE = ModelSpec(
    "big-model", "openai_compatible", base_url="https://api.example.com/v1", key_env="KEY"
)


def bot(name: str, model: ModelSpec = LOCAL, **rest) -> Bot:
    prompt = Prompt(f"{name}-prompt", "You help customers of {{ company }}.")
    return Bot(name, model, prompt, title=name.replace("-", " ").capitalize(), **rest)


BOTS = (
    bot("zero-shot"),
    bot("few-shot"),
    bot("few-shot-retrieval", retrieval=RetrievalSettings()),
    bot("router", strategy="router"),
    bot("cloud", REMOTE),
)


def account(number: int, name: str, status: str = "active") -> Account:
    record = {
        "id": f"LT-{number}",
        "name": name,
        "customer_since": "2024-02-11",
        "status": status,
        "plan": {"name": "Focus", "currency": "USD"},
        "balance_due": "79.00",
        "invoices": [{"id": "INV-1", "status": "paid"}, {"id": "INV-2", "status": "open"}],
        "tickets": [{"id": "TCK-1", "subject": "Invoice", "status": "open"}],
    }
    return Account(f"LT-{number}", name, record)


ACCOUNTS = (
    account(1042, "Maya Okafor", "past_due"),
    account(1057, "Jonas Weber", "suspended"),
    account(1063, "Harriet Lund"),
)
QUESTIONS = ("What is my account status?", "How much do I owe?", "When is my next session?")


def workspace(bots: Sequence[Bot] = BOTS) -> list[Told]:
    """What a worker says of a workspace when it is opened."""
    return [
        WorkspaceListed(
            "/tmp/sample", "Larkspur", "Larkspur Tutoring", "2026-11-16", "router", "LT-1042",
            ("customer", "agent"), QUESTIONS,
            (("customer", ("customer",)), ("agent", ("customer", "agent"))),
        ),
        AccountsListed(ACCOUNTS, is_first=True, is_last=True),
        BotsListed(tuple(bots), is_first=True, is_last=True),
        ContentsListed((LOCAL, REMOTE), (), (DatasetItem("golden", 2, (), ("dev",)),), (), ()),
    ]  # fmt: skip
