"""The last call of the model in a turn: what was asked, and what came."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from workbench.domain.bot import ModelSpec
from workbench.domain.conversation import Completion
from workbench.domain.model_call import ModelRequest
from workbench.domain.turn import TurnInput
from workbench.trace.event import TraceEvent
from workbench.trace.facts import ModelAnswered, ModelAsked, PromptAssembled, TurnStarted


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """`model` is the one that answered; `completion` None: nothing has come yet."""

    model: ModelSpec
    request: ModelRequest
    completion: Completion | None = None


def recorded_call(events: Iterable[TraceEvent]) -> RecordedCall | None:
    """None before the first prompt."""
    given: TurnInput | None = None
    found: RecordedCall | None = None
    for event in events:
        match event.fact:
            case TurnStarted(input=given):
                pass
            case PromptAssembled() as prompt if given:
                found = RecordedCall(given.bot.model, _request(given, prompt))
            case ModelAsked(model=name) if given and found:
                found = replace(found, model=_named(given, name), completion=None)
            case ModelAnswered(completion=completion) if found:
                found = replace(found, completion=completion)
    return found


def _request(given: TurnInput, prompt: PromptAssembled) -> ModelRequest:
    """As the engine makes it: a trial has a seed of its own, only one strategy offers tools."""
    bot = given.bot
    sampling = replace(bot.sampling, seed=bot.sampling.seed + given.origin.trial)
    tools = bot.tools if bot.strategy == "function_calling" else ()
    return ModelRequest(prompt.messages, sampling, tools, bot.prompt.output_schema)


def _named(given: TurnInput, name: str) -> ModelSpec:
    return next((spec for spec in given.bot.models if spec.name == name), given.bot.model)
