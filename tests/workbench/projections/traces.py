"""A turn with guards, retrieval, a tool and two calls of the model, put together by hand."""

from datetime import UTC, datetime

from workbench.domain.account import Account
from workbench.domain.bot import Bot, ModelSpec, Prompt
from workbench.domain.conversation import Completion, Message, ToolCall
from workbench.domain.document import Chunk, Placing, Ranking, Retrieved, Withheld
from workbench.domain.turn import Origin, TurnInput
from workbench.trace.event import TraceEvent
from workbench.trace.facts import (
    ChunksRetrieved,
    InputChecked,
    ModelAnswered,
    ModelAsked,
    ModelQueued,
    PromptAssembled,
    RetrievalStarted,
    Segment,
    TextStreamed,
    ToolCalled,
    ToolReturned,
    TurnFinished,
    TurnStarted,
)

NINE = datetime(2026, 11, 16, 9, tzinfo=UTC)
CALL = ToolCall("c1", "get_invoice", {"invoice_id": "INV-20417"})
CHUNK = Chunk("a#0", "refunds.md", "Refunds", "Timing", "Refunds take 5 working days to arrive.",
              0, 38, "customer")  # fmt: skip
RETRIEVED = Retrieved(
    (CHUNK,),
    (
        Ranking("bm25", (Placing("a#0", 2, 3.5), Placing("b#0", 1, 4.0))),
        Ranking("dense", (Placing("a#0", 1, 0.9),)),
    ),
    (Withheld("secret#0", "Needs agent"),),
)
MESSAGES = (Message("system", "Be short."), Message("user", "When is my refund?"))
ANSWER = "Invoice INV-20417 was $79.00. Refunds take 5 working days to arrive."


def turn_input(model=None):
    bot = Bot("router", model or ModelSpec("tiny"), Prompt("p", ""), strategy="router")
    account = Account("LT-1042", "Maya", {"id": "LT-1042", "status": "active"})
    origin = Origin("talk-1", "run-1", "case-1", 2)
    return TurnInput(bot, MESSAGES[1:], account, "customer", "Larkspur", "2026-11-16", origin)


def prompt(tokens=100):
    return PromptAssembled(MESSAGES, (Segment("system", 60), Segment("evidence", tokens)), 400)


def steps(model=None, costs_usd=(0.0, 0.0)):
    """Offset in seconds, span and fact; streamed text included."""
    first_usd, last_usd = costs_usd
    first = Completion("", (CALL,), 100, 10, "tool_calls", cached_tokens=20, cost_usd=first_usd)
    last = Completion(ANSWER, (), 160, 21, cached_tokens=80, cost_usd=last_usd)
    return [
        (0.0, "turn", TurnStarted(turn_input(model), NINE)),
        (0.1, "turn/guard-in", InputChecked("length")),
        (0.1, "turn/retrieve", RetrievalStarted("When is my refund?", 1)),
        (0.4, "turn/retrieve", ChunksRetrieved(RETRIEVED)),
        (0.5, "turn/prompt-0", prompt(40)),
        (0.5, "turn/model-0", ModelQueued(2)),
        (1.5, "turn/model-0", ModelAsked("tiny")),
        (2.5, "turn/model-0", ModelAnswered(first)),
        (2.5, "turn/tool-0.0", ToolCalled(CALL)),
        (2.7, "turn/tool-0.0", ToolReturned(CALL, '{"id": "INV-20417", "amount": "79.00"}', False)),
        (2.8, "turn/prompt-1", prompt()),
        (3.0, "turn/model-1", ModelAsked("tiny")),
        (3.5, "turn/model-1", TextStreamed(ANSWER[:20])),
        (4.5, "turn/model-1", TextStreamed(ANSWER[20:])),
        (4.6, "turn/model-1", ModelAnswered(last, (500, 1000))),
        (4.7, "turn", TurnFinished(ANSWER)),
    ]


def stamped(steps):
    seq, events = -1, []
    for offset_s, span_id, fact in steps:
        seq += not isinstance(fact, TextStreamed)
        parent = span_id.rpartition("/")[0] or None
        events.append(TraceEvent("t1", seq, span_id, parent, offset_s, fact))
    return events


def a_trace(model=None, costs_usd=(0.0, 0.0)):
    return stamped(steps(model, costs_usd))


def as_stored(events):
    return [event for event in events if not isinstance(event.fact, TextStreamed)]
