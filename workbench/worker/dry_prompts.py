"""Prompts of a suite put together without asking a model, to know how long they are."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from workbench.assembly import Assembly
from workbench.cancellation import CancelToken
from workbench.domain.bot import Bot
from workbench.domain.conversation import Message
from workbench.domain.suite import Case
from workbench.domain.tool import Faults
from workbench.domain.turn import TurnInput
from workbench.engine.turn import run_turn
from workbench.projections.forecast import DryCase
from workbench.projections.prompt_size import prompt_characters
from workbench.trace.facts import PromptAssembled
from workbench.worker.surroundings import Surroundings

CASES_SAMPLED = 6
# About what an earlier answer adds to the next prompt; nobody knows its words.
ANSWER = "word " * 40


def dry_cases(
    bot: Bot, cases: Sequence[Case], around: Surroundings, assembly: Assembly, cancel: CancelToken
) -> Iterator[DryCase]:
    """Some cases, evenly spread; those whose prompt cannot be put together are left out."""
    for case in sampled(cases):
        characters = [
            each
            for given in _inputs(_harmless(bot), case, around)
            if (each := _characters(given, assembly, cancel)) is not None
        ]
        if characters:
            yield DryCase(sum(characters))


def sampled(cases: Sequence[Case]) -> list[Case]:
    """Evenly spread over the accounts."""
    ordered = sorted(cases, key=lambda case: case.account)
    wanted = min(CASES_SAMPLED, len(ordered))
    return [ordered[(2 * place + 1) * len(ordered) // (2 * wanted)] for place in range(wanted)]


def _harmless(bot: Bot) -> Bot:
    """The bot with tools that neither wait nor fail on purpose nor ask anybody."""
    tools = (replace(tool, faults=Faults(), needs_approval=False) for tool in bot.tools)
    return replace(bot, tools=tuple(tools))


def _inputs(bot: Bot, case: Case, around: Surroundings) -> Iterator[TurnInput]:
    said: tuple[Message, ...] = ()
    for text in case.turns:
        said = (*said, Message("user", text))
        yield around.turn_input(bot, case, said)
        said = (*said, Message("assistant", ANSWER))


def _characters(given: TurnInput, assembly: Assembly, cancel: CancelToken) -> int | None:
    """Of the first prompt; None if the turn ends before it."""
    services = assembly.dry_services(given, cancel)
    with closing(run_turn(given, services)) as turn:
        for located in turn:
            if isinstance(located.fact, PromptAssembled):
                return prompt_characters(given.bot, located.fact.messages)
    return None
