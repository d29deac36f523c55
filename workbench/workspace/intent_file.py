"""intents/<name>.yaml: what a router knows how to do."""

from collections.abc import Callable, Iterator

from workbench.domain.bot import Intent
from workbench.domain.tool import Tool
from workbench.workspace.explain import validated
from workbench.workspace.files import Files
from workbench.workspace.problem import Problem, WrongFileError, did_you_mean, wrong
from workbench.workspace.prompt_file import examples_of
from workbench.workspace.schema import IntentEntry
from workbench.workspace.templates import ARGUMENT_NAMES, Template, template_problems
from workbench.workspace.tool_file import argument_names
from workbench.workspace.yaml_file import YamlFile, parse_yaml

FindTool = Callable[[str], Tool | None]


def read_intents(files: Files, path: str, find_tool: FindTool) -> tuple[Intent, ...]:
    """`find_tool` gives a tool of the workspace by name, None if there is none."""
    file = parse_yaml(path, files.read(path))
    if not isinstance(file.plain, list) or not file.plain:
        hint = 'Write one intent a line: - {name: status, phrases: ["…"], tool: get_account}'
        raise wrong(path, 1, "the file must be a list of intents", hint)
    entries = [validated(IntentEntry, file, [place]) for place in range(len(file.plain))]
    problems = [*_duplicates(file, entries)]
    for place, entry in enumerate(entries):
        problems += _tool_problems(file, place, entry, find_tool)
    if problems:
        raise WrongFileError(*problems)
    return tuple(_intent(entry) for entry in entries)


def _intent(entry: IntentEntry) -> Intent:
    return Intent(
        name=entry.name,
        phrases=tuple(entry.phrases),
        tool=entry.tool,
        arguments=entry.arguments,
        evidence=entry.evidence,
        instruction=entry.instruction,
        examples=examples_of(entry.examples),
    )


def _duplicates(file: YamlFile, entries: list[IntentEntry]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for place, entry in enumerate(entries):
        line = file.line_of([place])
        if entry.name in first:
            message = (
                f'two intents are called "{entry.name}" (lines {first[entry.name]} and {line})'
            )
            yield Problem(file.path, line, message, "Give each a name of its own.")
        first.setdefault(entry.name, line)


def _tool_problems(
    file: YamlFile, place: int, entry: IntentEntry, find_tool: FindTool
) -> Iterator[Problem]:
    if not entry.tool:
        return
    tool = find_tool(entry.tool)
    if tool is None:
        line = file.line_of([place, "tool"])
        message = f'the intent "{entry.name}" wants the tool "{entry.tool}", which is not there'
        yield Problem(file.path, line, message, f"Write tools/{entry.tool}.yaml, or another name.")
        return
    for name, text in entry.arguments.items():
        line = file.line_of([place, "arguments", name])
        if name not in argument_names(tool):
            message = f'the tool "{tool.name}" takes no argument "{name}"'
            hint = did_you_mean(name, argument_names(tool), "arguments")
            yield Problem(file.path, line, message, hint)
        template = Template(file.path, line, f'the argument "{name}"', text)
        yield from template_problems(template, ARGUMENT_NAMES)
