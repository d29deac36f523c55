"""Reading Jinja without running it: is it well formed, and does every variable have a value?"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from jinja2 import Environment, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from workbench.domain.expression import EXPRESSION_FILTERS
from workbench.workspace.problem import Problem, did_you_mean

PROMPT_NAMES = frozenset(
    {"company", "today", "role", "account", "account_facts", "evidence", "tool_result", "question"}
)
ARGUMENT_NAMES = frozenset({"account", "question", "today", "ids"})

_prompts = ImmutableSandboxedEnvironment()
_tools = ImmutableSandboxedEnvironment()
_tools.filters = {name: _tools.filters.get(name, str) for name in EXPRESSION_FILTERS}
_tools.globals = {"range": range, "dict": dict}
# What Jinja is known to raise on odd templates, besides its own errors.
_SLIPS = (RecursionError, ValueError, TypeError, OverflowError, SyntaxError, MemoryError)


@dataclass(frozen=True, slots=True)
class Template:
    """`line` is where in the file the text begins; `what` names it to people."""

    path: str
    line: int
    what: str
    text: str


def template_problems(template: Template, names: Collection[str]) -> Iterator[Problem]:
    """Of a prompt: a syntax error, or every variable outside `names`, each with its line."""
    yield from _problems(_prompts, template, template.text, names)


def message_problems(template: Template, names: Collection[str]) -> Iterator[Problem]:
    """Of a text with expressions in a tool."""
    yield from _problems(_tools, template, template.text, names)


def expression_problems(template: Template, names: Collection[str]) -> Iterator[Problem]:
    yield from _problems(_tools, template, "{{ (" + template.text + ") }}", names)


def _problems(
    environment: Environment, template: Template, text: str, names: Collection[str]
) -> Iterator[Problem]:
    try:
        tree = environment.parse(text)
        environment.compile(environment.parse(text))
        unknown = meta.find_undeclared_variables(tree) - set(names) - environment.globals.keys()
    except TemplateSyntaxError as error:
        line = template.line + error.lineno - 1
        message = f"{template.what} is not valid Jinja: {error.message}"
        hint = "Every {{ needs its }}, every {% if %} or {% for %} its {% end… %}."
        yield Problem(template.path, line, message, hint)
    except (TemplateError, *_SLIPS) as error:
        yield Problem(template.path, template.line, f"{template.what} cannot be used: {error}")
    else:
        for name in sorted(unknown):
            line = template.line + _first_line(tree, name) - 1
            message = f'{template.what} uses the variable "{name}", which has no value'
            yield Problem(template.path, line, message, did_you_mean(name, names, "variables"))


def _first_line(tree: nodes.Template, name: str) -> int:
    lines = [node.lineno for node in tree.find_all(nodes.Name) if node.name == name]
    return min(lines, default=1)
