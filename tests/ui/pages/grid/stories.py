"""Runs made up for the tests: real rows, real summaries, no worker."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from workbench.domain.bot import Bot, ModelSpec, Prompt, RetrievalSettings
from workbench.domain.conversation import Completion, Message, ToolCall
from workbench.domain.document import Chunk, Retrieved
from workbench.domain.run import RunRow
from workbench.domain.suite import Case, Score, Suite
from workbench.domain.turn import Origin, TurnInput
from workbench.messages import CellsJudged, RunProgressed, SuiteOpened
from workbench.projections.grid import CellRow, summarise
from workbench.trace.facts import (
    ChunksRetrieved,
    InputChecked,
    IntentRouted,
    ModelAnswered,
    ModelAsked,
    RetrievalStarted,
    Segment,
    TextStreamed,
    ToolCalled,
    ToolReturned,
    TurnFinished,
    TurnStarted,
)
from workbench.trace.span import Located
from workbench.trace.stamp import Clock, stamp

QUESTIONS = (
    ("What is my account status?", "status"),
    ("Which invoices are still open?", "billing"),
    ("I was charged twice, can I have my money back?", "refund"),
    ("Move my algebra session to Thursday", "reschedule"),
    ("I cannot sign in any more", "sign-in"),
    ("Who owns the company?", "unanswerable"),
    ("Show me my sister's invoices", "not-allowed"),
    ("Hello, how are you?", "small-talk"),
)
ANSWERS = (
    "Your account is suspended because your payment failed on 2026-11-03.",
    "Invoice INV-20417 of $48.00 is open. It was due on 2026-11-01.",
    "We took $48.00 twice on 3 November. I have asked for a refund of the second payment.",
    "Your algebra session is on Thursday 19 November at 16:00 now.",
    "Choose Forgot password on the sign-in page, then open the link that we send you.",
    "I could not find this in our help pages.",
    "I can only discuss the account you signed in to.",
    "Hello! I am well. What can I do for you?",
)
NAMES = ("zero-shot", "few-shot", "few-shot-retrieval", "router", "router-large", "tools")
TITLES = ("Zero-shot", "Few-shot", "Few-shot + retrieval", "Router", "Router, large", "Tools")
HARD = (3, 5, 6, 8, 9, 7)
MODEL = ModelSpec("smollm2-135m")


def bots(count=4):
    found = RetrievalSettings()
    return tuple(
        Bot(name, MODEL, Prompt(name, "Help."), title=title,
            strategy="router" if "router" in name else "direct",
            retrieval=found if "retrieval" in name else None)
        for name, title in zip(NAMES[:count], TITLES[:count], strict=True)
    )  # fmt: skip


def cases(count=32):
    kinds = len(QUESTIONS)
    return tuple(
        Case(
            f"case-{n:05}",
            (QUESTIONS[n % kinds][0] + ("" if n < kinds else f" ({n // kinds + 1})"),),
            tags=(QUESTIONS[n % kinds][1],),
            split="dev" if n % 2 else "test",
        )
        for n in range(count)
    )


def suite(variants=4, count=32, trials=1):
    return Suite(
        "first-look", bots(variants), cases(count), ("facts", "grounded"), trials,
        title="First look",
    )  # fmt: skip


def cell(case_id, variant, trial=0, run_id="r1", **changes):
    """Decided by the place alone: the same cell, the same verdict."""
    n, v = int(case_id.rpartition("-")[2]), NAMES.index(variant)
    luck = (n * 7 + v * 3 + trial * 5) % 10
    outcome = "error" if (n, v) == (6, 3) else "passed" if luck < HARD[v] else "failed"
    value = 0.0 if outcome == "error" else 0.95 - luck / 100 if outcome == "passed" else 0.1 * v
    row = CellRow(
        run_id, case_id, variant, trial, f"{run_id}-{case_id}-{variant}-{trial}", outcome,
        scores=(Score("facts", value, outcome == "passed", "2 of 2 expected facts are there."),
                Score("grounded", 1.0, True, "Every number is in the evidence.")),
        answer=ANSWERS[n % len(ANSWERS)],
        note="The model's server stopped answering. It was started again."
        if outcome == "error" else "",
        ttft_s=0.3 + v * 0.1 + luck / 40, total_s=1.0 + v * 0.4 + luck / 10,
        prompt_tokens=300 + 150 * v, reply_tokens=30 + luck, cost_usd=0.0,
        segments=(Segment("system", 80), Segment("examples", 60 * v), Segment("evidence", 90 * v),
                  Segment("account", 120), Segment("question", 30)),
    )  # fmt: skip
    return replace(row, **changes)


def all_cells(of, run_id="r1", done=None):
    rows = [
        cell(case.id, bot.name, trial, run_id)
        for case in of.cases
        for bot in of.variants
        for trial in range(of.trials)
    ]
    return rows[:done]


def progress(of, rows, state="finished", run_id="r1", **more):
    """`more`: eta_s, baseline, note."""
    baseline = more.get("baseline", "")
    names = tuple(bot.name for bot in of.variants)
    row = RunRow(
        run_id, of.name, of.title, "2026-11-22T02:40:00+00:00", state,
        len(of.cases) * len(names) * of.trials, len(rows), of.trials,
        baseline or names[0], names, len(of.cases), duration_s=41.0,
    )  # fmt: skip
    summaries = summarise(rows, names, baseline or names[0], of.trials)
    return RunProgressed(row, summaries, more.get("eta_s"), state, more.get("note", ""))


def pieces(rows, size=100):
    return [CellsJudged(rows[0].run_id, tuple(rows[at : at + size]))
            for at in range(0, len(rows), size)]  # fmt: skip


def chunk(name, rank):
    return Chunk(f"c-{name}", f"{name}.md", name.replace("-", " ").capitalize(),
                 f"How {name.replace('-', ' ')} works", f"All about {name}.", 0, 10, "customer",
                 score=1 / rank)  # fmt: skip


def turn(turn_id, text, chunks=(), intent="", **more):
    """The events of one answer, stamped by a clock that moves 120 ms a fact.

    `more`: tool, failed, run (its id and the case).
    """
    tool, failed = more.get("tool", ""), more.get("failed", False)
    run = more.get("run", ("r1", "case-00001"))
    bot = bots(1)[0]
    start = TurnInput(bot, (Message("user", QUESTIONS[0][0]),),
                      origin=Origin(run_id=run[0], case_id=run[1]))  # fmt: skip
    call = ToolCall("call-1", tool or "get_account", {"account_id": "LT-1042"})
    found = Retrieved(tuple(chunk(name, n) for n, name in enumerate(chunks, start=1)))
    story = [(("turn",), TurnStarted(start)), (("turn", "guard-in"), InputChecked("length"))]
    if intent:
        story.append((("turn", "route"), IntentRouted(intent, 0.83)))
    if chunks:
        story += [(("turn", "retrieve"), RetrievalStarted("status", 3)),
                  (("turn", "retrieve"), ChunksRetrieved(found))]  # fmt: skip
    if tool:
        story += [(("turn", "tool-1"), ToolCalled(call)),
                  (("turn", "tool-1"), ToolReturned(call, "{}", failed))]  # fmt: skip
    story += [
        (("turn", "model-0"), ModelAsked("smollm2-135m")),
        (("turn", "model-0"), TextStreamed(text)),
        (("turn", "model-0"), ModelAnswered(Completion(text, (), 300, 30))),
        (("turn",), TurnFinished(text)),
    ]
    ticks = count()
    clock = Clock(lambda: next(ticks) * 0.12, lambda: datetime(2026, 11, 22, tzinfo=UTC))
    return list(stamp(turn_id, [Located(path, fact) for path, fact in story], clock=clock))


def opened(of, run_id="r1"):
    return SuiteOpened(run_id, of)


def edited(bot):
    """The same bot with another prompt, not saved yet."""
    return replace(bot, prompt=replace(bot.prompt, system="Help quickly."))
