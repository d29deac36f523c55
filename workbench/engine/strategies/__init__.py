"""How a bot gets from a question to an answer. Adding a way: one file, and one line here."""

from collections.abc import Callable, Mapping

from workbench.domain.bot import Strategy
from workbench.domain.turn import TurnInput
from workbench.engine.steps import Steps
from workbench.engine.strategies.direct import answer_directly
from workbench.engine.strategies.function_calling import answer_with_tools
from workbench.engine.strategies.router import answer_by_intent
from workbench.trace.span import Traced

STRATEGIES: Mapping[Strategy, Callable[[TurnInput, Steps], Traced[str]]] = {
    "direct": answer_directly,
    "router": answer_by_intent,
    "function_calling": answer_with_tools,
}
