"""A bot's retrieval without its answer: for searches, evaluations and leak tests."""

from workbench.domain.document import Retrieved
from workbench.domain.turn import TurnInput
from workbench.engine.ports import Services
from workbench.engine.recording import Recording
from workbench.engine.steps import Steps


def retrieved(given: TurnInput, services: Services) -> Retrieved:
    """Of the last message. Raises `WorkbenchError` and `StoppedError`."""
    steps = Steps(given, services, Recording(())).retrieve(given.conversation[-1].text)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value if isinstance(end.value, Retrieved) else Retrieved(())
