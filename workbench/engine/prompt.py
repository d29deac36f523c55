"""From a prompt's templates and what is known to the messages that are sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from traceback import walk_tb
from typing import Literal

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workbench.domain.bot import Example, Prompt
from workbench.domain.conversation import Message
from workbench.domain.document import Chunk
from workbench.domain.plain_text import brief, flat_lines
from workbench.domain.turn import TurnInput
from workbench.errors import WorkbenchError

_lenient = ImmutableSandboxedEnvironment()
_jinja = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, keep_trailing_newline=False, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True, slots=True)
class Draft:
    """The request, and its parts by name in the order of the window's context bar."""

    messages: tuple[Message, ...]
    parts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Material:
    """What the steps before the prompt found. `examples` None means those of the prompt."""

    chunks: tuple[Chunk, ...] = ()
    tool_result: str = ""
    instruction: str = ""
    examples: tuple[Example, ...] | None = None
    tools_text: str = ""
    later: tuple[Message, ...] = field(default=())


def draft(given: TurnInput, material: Material) -> Draft:
    """System message, worked examples, what was said, the question; then `material.later`.

    What stays the same from turn to turn comes first, so that a server can keep its prefix.
    """
    prompt = given.bot.prompt
    evidence = "\n\n".join(chunk.text for chunk in material.chunks)
    facts = flat_lines(brief(given.account.record)) if given.account else ""
    values = _constants(given) | {
        "account_facts": facts,
        "evidence": evidence,
        "tool_result": material.tool_result,
        "question": given.conversation[-1].text,
    }
    system = _joined(_render(prompt, "system", values), material.instruction)
    question = _render(prompt, "user", values)
    shown = prompt.examples if material.examples is None else material.examples
    examples = [message for example in shown for message in _example(given, example)]
    history = [
        Message(said.role, said.text)
        for said in given.conversation[:-1]
        if said.role in {"user", "assistant"} and said.text
    ]
    head = [Message("system", system)] if system else []
    messages = (*head, *examples, *history, Message("user", question), *material.later)
    used_facts = facts if facts and facts in question + system else ""
    parts = {
        "system": _without(system, facts),
        "examples": _text(examples),
        "evidence": evidence if evidence and evidence in question + system else "",
        "account": used_facts or _part_of(material.tool_result, question),
        "history": _text(history) + _text(material.later),
        "tools": material.tools_text,
        "question": _without(question, evidence, facts, material.tool_result),
    }
    return Draft(messages, parts)


def render_argument(name: str, source: str, values: dict[str, object]) -> str:
    """An argument of a routed tool call. What has no value is left empty: the tool says so."""
    try:
        return _lenient.from_string(source).render(values).strip()
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise WorkbenchError(
            f"The argument {name} could not be filled in: {error}.", "Correct the intents file."
        ) from error


def _constants(given: TurnInput) -> dict[str, object]:
    return {
        "company": given.company,
        "today": given.today,
        "role": given.role,
        "account": given.account.record if given.account else {},
    }


def _example(given: TurnInput, example: Example) -> tuple[Message, Message]:
    """A worked example looks just like a real exchange, with its own facts."""
    prompt = given.bot.prompt
    values = _constants(given) | {
        "account_facts": example.facts,
        "evidence": "",
        "tool_result": example.facts,
        "question": example.question,
    }
    asked = _render(prompt, "user", values)
    return Message("user", asked), Message("assistant", example.answer)


@lru_cache(maxsize=256)
def _template(source: str) -> Template:
    return _jinja.from_string(source)


def _render(prompt: Prompt, part: Literal["system", "user"], values: dict[str, object]) -> str:
    try:
        source = prompt.system if part == "system" else prompt.user
        return _template(source).render(values).strip()
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        place = f"{part.capitalize()} template, line {_line(error)}"
        raise WorkbenchError(
            f"The prompt {prompt.name} could not be filled in. {place}: {error}.",
            "Use only the variables that the prompt editor lists.",
        ) from error


def _line(error: Exception) -> int:
    """Of the template's source, from 1: jinja2 rewrites its tracebacks to that."""
    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    lines = [
        number
        for frame, number in walk_tb(error.__traceback__)
        if frame.f_code.co_filename == "<template>"
    ]
    return lines[-1] if lines else 1


def _joined(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


def _text(messages: Sequence[Message]) -> str:
    return "\n".join(message.text for message in messages)


def _part_of(part: str, whole: str) -> str:
    return part if part and part in whole else ""


def _without(text: str, *parts: str) -> str:
    for part in parts:
        if part:
            text = text.replace(part, "", 1)
    return text.strip()
