"""Account facts and evidence in the prompt, one call of the model, no tools."""

from workbench.domain.turn import TurnInput
from workbench.engine.prompt import Material, draft
from workbench.engine.steps import Steps
from workbench.trace.span import Traced


def answer_directly(given: TurnInput, steps: Steps) -> Traced[str]:
    retrieved = yield from steps.retrieve(given.conversation[-1].text)
    if reply := steps.reply_without_evidence(retrieved):
        return reply
    completion = yield from steps.ask(draft(given, Material(retrieved.chunks)))
    return completion.text
