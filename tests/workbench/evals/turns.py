"""Traces of turns to score, put together by hand."""

import json

from workbench.domain.account import Account
from workbench.domain.bot import Bot, ModelSpec, Prompt, RetrievalSettings
from workbench.domain.conversation import Completion, Message, ToolCall
from workbench.domain.document import Chunk, Retrieved
from workbench.domain.suite import Case
from workbench.domain.tool import Change, Tool
from workbench.domain.turn import TurnInput
from workbench.evals.scored_turn import scored_turn
from workbench.trace.event import TraceEvent
from workbench.trace.facts import (
    ChunksRetrieved,
    ModelAnswered,
    ToolCalled,
    ToolReturned,
    TurnFinished,
    TurnStarted,
)

RECORD = {
    "id": "LT-1042",
    "name": "Maya Okafor",
    "email": "maya@example.org",
    "region": "US",
    "customer_since": "2023-02-11",
    "status": "suspended",
    "status_reason": "payment failed",
    "status_since": "2026-11-03",
    "plan": {"name": "Focus", "price": "79.00", "currency": "USD", "renews_on": "2026-12-03"},
    "balance_due": "158.00",
    "payment_method": {"kind": "card", "last4": "4411", "expires": "2027-05"},
    "invoices": [
        {"id": "INV-20417", "date": "2026-11-03", "amount": "79.00", "status": "failed"},
        {"id": "INV-20311", "date": "2026-10-03", "amount": "79.00", "status": "paid"},
    ],
    "sessions": [
        {"id": "SES-3311", "subject": "Algebra", "tutor": "Ines Duarte",
         "starts_at": "2026-11-18T16:00", "minutes": 60, "status": "booked"},
    ],
    "tickets": [{"id": "TCK-811", "opened_on": "2026-11-04", "subject": "Card declined"}],
}  # fmt: skip
SCHEMA = {"type": "object"}
READS = Tool("get_account", "", SCHEMA, "account")
WRITES = Tool("request_refund", "", SCHEMA, "account", changes=(Change({"status": "'x'"}),))


def a_chunk(text, path="policies/refunds.md", title="Refunds"):
    return Chunk(f"{path}#0", path, title, "", text, 0, len(text), "customer")


def events(answer, case, **given):
    """`given`: calls, chunks, end (the last fact), record, retrieval."""
    record, calls = given.get("record", RECORD), given.get("calls", ())
    chunks, end = given.get("chunks", ()), given.get("end")
    bot = Bot(
        "router",
        ModelSpec("tiny", "scripted"),
        Prompt("p", ""),
        retrieval=RetrievalSettings() if given.get("retrieval", True) else None,
        tools=(READS, WRITES),
    )
    said = tuple(Message("user", text) for text in case.turns)
    account = Account(record["id"], record["name"], record) if record else None
    start = TurnInput(bot, said, account, today="2026-11-16")
    facts = [("turn", TurnStarted(start))]
    if chunks:
        facts.append(("turn/retrieve", ChunksRetrieved(Retrieved(tuple(chunks)))))
    for place, (tool, arguments, output, failed) in enumerate(calls):
        call = ToolCall(f"c{place}", tool, arguments)
        span = f"turn/tool-0.{place}"
        facts += [(span, ToolCalled(call)), (span, ToolReturned(call, output, failed))]
    facts.append(("turn/model-0", ModelAnswered(Completion(answer, (), 10, 5))))
    facts.append(("turn", end or TurnFinished(answer)))
    return [
        TraceEvent("t1", seq, span, None, float(seq), fact)
        for seq, (span, fact) in enumerate(facts)
    ]


def a_turn(answer, case=None, **given):
    case = case or Case("c", ("What is my account status?",))
    return scored_turn(case, events(answer, case, **given))


def a_call(tool="get_account", arguments=None, output=None, failed=False):
    return tool, arguments or {}, json.dumps(RECORD) if output is None else output, failed


def ask(question="What is my account status?", **expected):
    return Case("c", (question,), **expected)
