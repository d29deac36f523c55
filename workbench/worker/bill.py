"""The expenses of one turn, as its facts go by."""

from collections.abc import Callable

from workbench.domain.bot import ModelSpec
from workbench.domain.spending import Expense
from workbench.domain.turn import TurnInput
from workbench.trace.event import TraceEvent
from workbench.trace.facts import (
    ModelAnswered,
    ModelAsked,
    ModelRetried,
    PromptAssembled,
    TextStreamed,
    ThoughtStreamed,
    TurnCancelled,
    TurnFailed,
)

# What tokens cost (read, of them kept, written), USD; None is unknown.
CostOf = Callable[[ModelSpec, int, int, int], float | None]


class Bill:
    """A call that breaks off tells no tokens: it costs what its prompt and its pieces come to."""

    def __init__(self, given: TurnInput, cost_of: CostOf) -> None:
        self._given = given
        self._cost_of = cost_of
        self._specs = {spec.name: spec for spec in given.bot.models}
        self._asked: ModelSpec | None = None
        self._prompt_tokens = 0
        self._pieces = 0

    def take(self, event: TraceEvent, day: str) -> Expense | None:
        """What the fact costs, unless that is nothing."""
        match event.fact:
            case PromptAssembled(segments=segments):
                self._prompt_tokens = sum(segment.tokens for segment in segments)
            case ModelAsked(model=model):
                self._asked, self._pieces = self._specs.get(model, self._given.bot.model), 0
            case TextStreamed() | ThoughtStreamed():
                self._pieces += 1
            case ModelAnswered(completion=completion):
                return self._expense(event, day, completion.cost_usd)
            case ModelRetried() | TurnCancelled() | TurnFailed() if self._asked and self._pieces:
                cost = self._cost_of(self._asked, self._prompt_tokens, 0, self._pieces)
                return self._expense(event, day, cost)
        return None

    def _expense(self, event: TraceEvent, day: str, usd: float | None) -> Expense | None:
        model, self._asked = (self._asked or self._given.bot.model).name, None
        if usd == 0:
            return None
        run_id = self._given.origin.run_id
        return Expense(event.turn_id, event.seq, day, run_id, model, usd)
