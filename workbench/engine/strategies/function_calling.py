"""The model chooses tools and reads their results, until it answers or runs out of steps."""

import json

from workbench.domain.conversation import Message
from workbench.domain.turn import TurnInput
from workbench.engine.prompt import Material, draft
from workbench.engine.steps import Steps, tool_message
from workbench.errors import WorkbenchError
from workbench.trace.span import Traced


def answer_with_tools(given: TurnInput, steps: Steps) -> Traced[str]:
    bot = given.bot
    retrieved = yield from steps.retrieve(given.conversation[-1].text)
    schemas = "\n".join(json.dumps(tool.parameters) + tool.description for tool in bot.tools)
    later: list[Message] = []
    for step in range(bot.steps_per_turn):
        material = Material(retrieved.chunks, tools_text=schemas, later=tuple(later))
        completion = yield from steps.ask(draft(given, material), bot.tools)
        if not completion.tool_calls:
            return completion.text
        later.append(Message("assistant", completion.text, completion.tool_calls))
        for place, call in enumerate(completion.tool_calls):
            returned = yield from steps.use_tool(f"{step}.{place}", call)
            later.append(tool_message(returned))
    steps.step = ""
    raise WorkbenchError(
        f"No answer after {bot.steps_per_turn} steps.",
        "Raise the step limit or simplify the tools.",
    )
