"""tools/<name>.yaml: what a tool takes, and how its stub behaves over an account."""

import re
from collections.abc import Iterator
from typing import Any

from workbench.domain.expression import EXPRESSION_NAMES
from workbench.domain.tool import Change, Check, Faults, Tool
from workbench.workspace.explain import validated
from workbench.workspace.files import Files
from workbench.workspace.problem import Problem, WrongFileError
from workbench.workspace.prompt_file import block_line, schema_line, schema_problem
from workbench.workspace.schema import ChangeEntry, ToolFile
from workbench.workspace.templates import (
    Template,
    expression_problems,
    message_problems,
)
from workbench.workspace.yaml_file import Loc, YamlFile, parse_yaml

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")


def tool_path(name: str) -> str:
    return f"tools/{name}.yaml"


def read_tool(files: Files, name: str) -> Tool:
    path = tool_path(name)
    file = parse_yaml(path, files.read(path))
    entry = validated(ToolFile, file)
    problems = [*_name_problems(path, name), *_schema_problems(file, entry)]
    if not problems:
        problems = [*_expression_problems(file, entry)]
    if problems:
        raise WrongFileError(*problems)
    return _tool(name, entry)


def _tool(name: str, entry: ToolFile) -> Tool:
    return Tool(
        name=name,
        description=entry.description,
        parameters=entry.parameters,
        returns=entry.returns,
        checks=tuple(Check(check.fails_if, check.error) for check in entry.checks),
        changes=tuple(Change(each.set, each.find, each.append_to) for each in entry.changes),
        needs_approval=entry.needs_approval,
        faults=Faults(**entry.faults.model_dump()),
    )


def _name_problems(path: str, name: str) -> Iterator[Problem]:
    if not _NAME.fullmatch(name):
        hint = "Rename the file: letters, digits, _ and -, at most 64, as models want them."
        yield Problem(path, 0, f'a tool cannot be called "{name}"', hint)


def _schema_problems(file: YamlFile, entry: ToolFile) -> Iterator[Problem]:
    schema = entry.parameters
    line = schema_line(file, ["parameters"], schema)
    yield from schema_problem(file.path, line, '"parameters"', schema)
    if schema.get("type") != "object":
        hint = "Write parameters: {type: object, properties: {…}}."
        yield Problem(file.path, line, '"parameters" must be of type object', hint)


def _expression_problems(file: YamlFile, entry: ToolFile) -> Iterator[Problem]:
    names = EXPRESSION_NAMES | set(entry.parameters.get("properties", {}))
    for loc, text in _expressions(entry):
        yield from expression_problems(_template(file, loc, text), names)
    for place, check in enumerate(entry.checks):
        loc = ["checks", place, "error"]
        yield from message_problems(_template(file, loc, check.error), names)
    for place, change in enumerate(entry.changes):
        yield from _change_problems(file, place, change)


def _expressions(entry: ToolFile) -> Iterator[tuple[Loc, str]]:
    yield ["returns"], entry.returns
    for place, check in enumerate(entry.checks):
        yield ["checks", place, "fails_if"], check.fails_if
    for place, change in enumerate(entry.changes):
        if change.find:
            yield ["changes", place, "find"], change.find
        for field, expression in change.set.items():
            yield ["changes", place, "set", field], expression


def _template(file: YamlFile, loc: Loc, text: str) -> Template:
    what = f'"{".".join(str(step) for step in loc)}"'
    return Template(file.path, block_line(file, loc, text), what, text)


def _change_problems(file: YamlFile, place: int, change: ChangeEntry) -> Iterator[Problem]:
    if bool(change.find) == bool(change.append_to):
        message = "a change needs either find or append_to"
        hint = "find: names the object to change; append_to: the list that gets a new one."
        yield Problem(file.path, file.line_of(["changes", place]), message, hint)


def argument_names(tool: Tool) -> list[str]:
    properties: dict[str, Any] = tool.parameters.get("properties", {})
    return list(properties)
