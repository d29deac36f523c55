"""What is read in the next call of the model. Pure, so that each rule can be tested alone."""

from collections.abc import Sequence as Many
from dataclasses import dataclass

from workbench.model_server.engine.sequence import Sequence


@dataclass(frozen=True, slots=True)
class Step:
    """The next `tokens` tokens of a sequence."""

    sequence: Sequence
    tokens: int


def plan(sequences: Many[Sequence], prompt_tokens: int) -> list[Step]:
    """Each answer that is being written goes on by a token; prompts share `prompt_tokens`.

    While a person waits, batch answers rest. Prompts with the least left come first, so that the
    next first token comes as soon as it can; of a batch, those that others wait for.
    """
    runnable = _runnable(sequences)
    steps = [Step(each, 1) for each in runnable if each.is_writing]
    room = prompt_tokens
    for sequence in sorted(_readers(runnable), key=lambda each: _rank(each, runnable)):
        tokens = _piece(sequence.unread, room)
        if not tokens:
            break
        steps.append(Step(sequence, tokens))
        room -= tokens
    return steps


def _piece(unread: int, room: int) -> int:
    """Of a prompt, never a single token, nor all but one; 0 if there is no room for more."""
    if unread == 1:
        return min(room, 1)
    tokens = min(unread, room)
    if unread - tokens == 1:
        tokens -= 1
    return tokens if tokens > 1 else 0


def _runnable(sequences: Many[Sequence]) -> list[Sequence]:
    people = [each for each in sequences if each.job.is_interactive]
    if not people:
        return list(sequences)
    return [each for each in sequences if each.job.is_interactive or _leads(each, people)]


def _leads(sequence: Sequence, people: Many[Sequence]) -> bool:
    """A person waits for what it reads, perhaps through another that does."""
    for person in people:
        leader = person.leader
        while leader:
            if leader is sequence:
                return not sequence.is_writing
            leader = leader.leader
    return False


def _readers(sequences: Many[Sequence]) -> list[Sequence]:
    return [each for each in sequences if not each.is_writing and each.leader is None]


def _rank(sequence: Sequence, sequences: Many[Sequence]) -> tuple[int, int]:
    followers = sum(each.leader is sequence for each in sequences)
    if sequence.job.is_interactive:
        followers = 0
    return -followers, sequence.unread
