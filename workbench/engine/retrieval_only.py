"""A bot's retrieval without its answer: for searches, evaluations and leak tests."""

from collections.abc import Callable

from workbench.domain.conversation import Completion
from workbench.domain.document import Retrieved
from workbench.domain.turn import TurnInput
from workbench.engine.ports import Services
from workbench.engine.recording import Recording
from workbench.engine.steps import Steps
from workbench.trace.facts import ModelAnswered
from workbench.trace.span import Located


def _nothing(_: Completion) -> None:
    pass


def retrieved(
    given: TurnInput, services: Services, on_completion: Callable[[Completion], None] = _nothing
) -> Retrieved:
    """Of the last message; `on_completion` hears what a model wrote for it.

    Raises `WorkbenchError` and `StoppedError`.
    """
    steps = Steps(given, services, Recording(())).retrieve(given.conversation[-1].text)
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return end.value if isinstance(end.value, Retrieved) else Retrieved(())
        fact = step.fact if isinstance(step, Located) else step
        if isinstance(fact, ModelAnswered):
            on_completion(fact.completion)
