"""What came out of a search, or of a turn, that its asker may not see."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from workbench.domain.conversation import Conversation
from workbench.domain.document import Retrieved
from workbench.domain.leaks import Leak, LeakPlace, Probe
from workbench.evals.leaks.secrets import Found, Secrets
from workbench.trace.event import TraceEvent
from workbench.trace.facts import (
    ChunksRetrieved,
    PromptAssembled,
    RetrievalPrompted,
    TurnFinished,
)


def leaks_of_search(probe: Probe, found: Retrieved, secrets: Secrets) -> tuple[Leak, ...]:
    """Ids count wherever they are told; texts where they would go into a prompt."""
    placed = [each.placings for each in found.rankings] + [each.placings for each in found.steps]
    ranked = {placing.chunk_id for placings in placed for placing in placings}
    sent = {chunk.id for chunk in found.chunks}
    text = "\n".join(f"{chunk.title}\n{chunk.text}" for chunk in found.chunks)
    return (
        *_leaks(probe, "evidence", secrets.chunks_among(sorted(sent))),
        *_leaks(probe, "ranking", secrets.chunks_among(sorted(ranked - sent))),
        *_leaks(probe, "evidence", secrets.in_text(text, probe.text)),
    )


def leaks_of_turn(
    probe: Probe, events: Iterable[TraceEvent], secrets: Secrets, bot: str
) -> tuple[Leak, ...]:
    """Each leak once a place, with the turn to look at."""
    found: dict[tuple[str, str, str], Leak] = {}
    for event in events:
        for leak in _of_fact(probe, event, secrets):
            key = (leak.way, leak.place, leak.detail)
            found.setdefault(key, replace(leak, bot=bot, turn_id=event.turn_id))
    return tuple(found.values())


def strings_of_turn(events: Iterable[TraceEvent]) -> Iterator[tuple[LeakPlace, str]]:
    """All that was sent to a model, and what was answered."""
    for event in events:
        match event.fact:
            case PromptAssembled(messages=messages) | RetrievalPrompted(messages=messages):
                yield "prompt", _text(messages)
            case TurnFinished(text=text):
                yield "answer", text


def _of_fact(probe: Probe, event: TraceEvent, secrets: Secrets) -> Iterator[Leak]:
    if isinstance(event.fact, ChunksRetrieved):
        yield from leaks_of_search(probe, event.fact.retrieved, secrets)
    for place, text in strings_of_turn((event,)):
        yield from _leaks(probe, place, secrets.in_text(text, probe.text))


def _leaks(probe: Probe, place: LeakPlace, found: Sequence[Found]) -> Iterator[Leak]:
    return (Leak(probe, each.way, place, each.source, each.detail) for each in found)


def _text(messages: Conversation) -> str:
    return "\n".join(message.text for message in messages)
