"""What a scorer looks at: the case, the answer, and what the bot had to go by."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from workbench.domain.conversation import ToolCall
from workbench.domain.document import Chunk
from workbench.domain.suite import Case, Score
from workbench.domain.turn import TurnInput
from workbench.errors import in_one_line
from workbench.trace.event import TraceEvent
from workbench.trace.facts import (
    ChunksRetrieved,
    ToolCalled,
    ToolReturned,
    TurnCancelled,
    TurnFailed,
    TurnFinished,
    TurnPaused,
    TurnStarted,
)

_DAY_FIRST_REGIONS = ("UK", "GB", "EU", "IE")


@dataclass(frozen=True, slots=True)
class MadeCall:
    """`output` is None if the tool never returned."""

    call: ToolCall
    output: str | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class ScoredTurn:
    """`asked`: all that the customer said, the question last. `problem`: why there is no answer.

    `record` is the account as the bot had it. `writing_tools` change the account. `can_retrieve`:
    the bot is one that reads documents.
    """

    case: Case
    answer: str = ""
    outcome: Literal["finished", "failed", "cancelled", "paused", "running"] = "running"
    problem: str = "The turn never ended."
    asked: tuple[str, ...] = ()
    record: dict[str, Any] = field(default_factory=dict)
    today: str = ""
    calls: tuple[MadeCall, ...] = ()
    chunks: tuple[Chunk, ...] = ()
    writing_tools: frozenset[str] = frozenset()
    can_retrieve: bool = False

    @property
    def day_first(self) -> bool:
        """Whether 03/11/2026 is 3 November where the customer lives."""
        return self.record.get("region") in _DAY_FIRST_REGIONS


def scored_turn(case: Case, events: Iterable[TraceEvent]) -> ScoredTurn:
    """Put together from the trace alone."""
    turn = ScoredTurn(case, asked=case.turns)
    for event in events:
        turn = _after(turn, event)
    return turn


def _after(turn: ScoredTurn, event: TraceEvent) -> ScoredTurn:
    match event.fact:
        case TurnStarted(input=given):
            return _begun(turn, given)
        case ChunksRetrieved(retrieved=retrieved):
            return replace(turn, chunks=(*turn.chunks, *retrieved.chunks))
        case ToolCalled(call=call):
            return replace(turn, calls=(*turn.calls, MadeCall(call)))
        case ToolReturned(call=call, output=output, failed=failed):
            others = tuple(each for each in turn.calls if each.call.id != call.id)
            return replace(turn, calls=(*others, MadeCall(call, output, failed)))
        case TurnFinished(text=text):
            return replace(turn, answer=text, outcome="finished", problem="")
        case TurnFailed(message=message, hint=hint, text=text):
            problem = in_one_line(message, hint)
            return replace(turn, answer=text, outcome="failed", problem=problem)
        case _:
            return _broken_off(turn, event)


def _broken_off(turn: ScoredTurn, event: TraceEvent) -> ScoredTurn:
    match event.fact:
        case TurnCancelled(text=text):
            return replace(turn, answer=text, outcome="cancelled", problem="Stopped.")
        case TurnPaused(call=call):
            problem = f"{call.tool} waits for a person's approval."
            return replace(turn, outcome="paused", problem=problem)
    return turn


def _begun(turn: ScoredTurn, given: TurnInput) -> ScoredTurn:
    said = tuple(message.text for message in given.conversation if message.role == "user")
    return replace(
        turn,
        asked=said or turn.case.turns,
        record=given.account.record if given.account else {},
        today=given.today,
        writing_tools=frozenset(tool.name for tool in given.bot.tools if tool.changes),
        can_retrieve=given.bot.retrieval is not None,
    )


def verdict(scorer: str, problems: list[str], checks: int) -> Score:
    """Passed if there is no problem; the value is the share of checks without one."""
    value = 1 - len(problems) / checks if checks else 1.0
    return Score(scorer, max(0.0, value), not problems, "; ".join(problems))


def nothing_to_say(scorer: str, reason: str = "") -> Score:
    """The scorer has no opinion on this case."""
    return Score(scorer, 0.0, None, reason)
