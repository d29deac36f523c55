"""The tool calls of a turn that did something: what an account's state is a fold of."""

from collections.abc import Iterable

from workbench.domain.conversation import ToolCall
from workbench.trace.event import TraceEvent
from workbench.trace.facts import ToolReturned


def done_calls(events: Iterable[TraceEvent]) -> tuple[ToolCall, ...]:
    """In their order, without those that failed."""
    facts = (event.fact for event in events)
    return tuple(fact.call for fact in facts if isinstance(fact, ToolReturned) and not fact.failed)
