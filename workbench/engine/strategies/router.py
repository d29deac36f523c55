"""The nearest intent decides the tool; the model writes the answer from its result.

Made for models too small to choose tools themselves. Nearness is the cosine between the embedded
question and the embedded phrases of an intent, the best phrase counting.
"""

import json

import regex

from workbench.domain.bot import Intent
from workbench.domain.conversation import ToolCall
from workbench.domain.document import Chunk
from workbench.domain.plain_text import flat_lines
from workbench.domain.turn import TurnInput
from workbench.engine.prompt import Material, draft, render_argument
from workbench.engine.steps import Steps
from workbench.errors import WorkbenchError
from workbench.trace.facts import IntentRouted, ToolReturned
from workbench.trace.span import Traced

RUNNERS_UP = 3
_ID = regex.compile(r"\b[A-Z]{2,4}-\d{2,}\b")


def answer_by_intent(given: TurnInput, steps: Steps) -> Traced[str]:
    intent = yield from steps.run("route", _routed(given, steps))
    result = (yield from _looked_up(given, intent, steps)) if intent.tool else ""
    chunks: tuple[Chunk, ...] = ()
    if intent.evidence:
        retrieved = yield from steps.retrieve(given.conversation[-1].text)
        chunks = retrieved.chunks
    material = Material(
        chunks, result, instruction=intent.instruction, examples=intent.examples or None
    )
    completion = yield from steps.ask(draft(given, material))
    return completion.text


def _routed(given: TurnInput, steps: Steps) -> Traced[Intent]:
    intents = given.bot.intents
    if not intents:
        raise WorkbenchError("This router knows no intents.", "Add some to the bot's intents file.")
    fact = steps.recording.take(IntentRouted) or _nearest(given, steps)
    yield fact
    steps.intent = fact
    return next(intent for intent in intents if intent.name == fact.intent)


def _nearest(given: TurnInput, steps: Steps) -> IntentRouted:
    intents, services = given.bot.intents, steps.services
    phrases = [phrase for intent in intents for phrase in intent.phrases]
    texts = [given.conversation[-1].text, *phrases]
    question, *known = services.embedder.embed(texts, services.cancel)
    nearness = iter([sum(a * b for a, b in zip(question, one, strict=True)) for one in known])
    best = [(max(next(nearness) for _ in intent.phrases), intent.name) for intent in intents]
    best.sort(reverse=True)
    (similarity, name), *others = best
    return IntentRouted(
        name, round(similarity, 4), tuple((n, round(s, 4)) for s, n in others[:RUNNERS_UP])
    )


def _looked_up(given: TurnInput, intent: Intent, steps: Steps) -> Traced[str]:
    call = ToolCall(f"route-{intent.name}", intent.tool, _arguments(given, intent))
    returned = yield from steps.use_tool("0", call)
    return _plain(returned)


def _arguments(given: TurnInput, intent: Intent) -> dict[str, object]:
    question = given.conversation[-1].text
    values: dict[str, object] = {
        "account": given.account.record if given.account else {},
        "question": question,
        "today": given.today,
        "ids": _ID.findall(question),
    }
    filled = {
        name: render_argument(f"{name} of the intent {intent.name}", source, values)
        for name, source in intent.arguments.items()
    }
    return {name: value for name, value in filled.items() if value}


def _plain(returned: ToolReturned) -> str:
    """A tool's JSON as the short lines that a small model copies best."""
    if returned.failed:
        return f"error: {returned.output}"
    return flat_lines(json.loads(returned.output))
