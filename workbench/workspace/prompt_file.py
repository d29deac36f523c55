"""prompts/<name>.md: front matter in YAML, then the system message as a Jinja template."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from workbench.domain.bot import Example, Prompt
from workbench.workspace.explain import validated
from workbench.workspace.files import Files
from workbench.workspace.problem import Problem, WrongFileError, wrong
from workbench.workspace.schema import ExampleEntry, PromptFront
from workbench.workspace.templates import PROMPT_NAMES, Template, template_problems
from workbench.workspace.yaml_file import Loc, YamlFile, parse_yaml

FENCE = "---"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`front` is the text between the fences, None without them; `body` begins at `body_line`."""

    front: str | None
    body: str
    body_line: int = 1


def split_front_matter(path: str, text: str) -> FrontMatter:
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return FrontMatter(None, text)
    for place, line in enumerate(lines[1:], 1):
        if line.rstrip() == FENCE:
            front = "".join(f"{line}\n" for line in lines[1:place])
            return FrontMatter(front, "\n".join(lines[place + 1 :]), place + 2)
    hint = f"Add a line {FENCE} below the last field."
    raise wrong(path, 1, f"the front matter that begins with {FENCE} never ends", hint)


def prompt_path(name: str) -> str:
    return f"prompts/{name}.md"


def read_prompt(files: Files, name: str) -> Prompt:
    path = prompt_path(name)
    parts = split_front_matter(path, files.read(path))
    file = parse_yaml(path, parts.front or "", first_line=2 if parts.front is not None else 1)
    entry = validated(PromptFront, file)
    problems = [*_template_problems(parts, file, entry), *_schema_problems(file, entry)]
    if problems:
        raise WrongFileError(*problems)
    return Prompt(
        name=name,
        system=parts.body.strip(),
        user=entry.user,
        version=entry.version,
        examples=examples_of(entry.examples),
        output_schema=entry.output_schema,
    )


def examples_of(entries: list[ExampleEntry]) -> tuple[Example, ...]:
    return tuple(Example(entry.question, entry.answer, entry.facts) for entry in entries)


def schema_problem(path: str, line: int, what: str, schema: dict[str, Any]) -> Iterator[Problem]:
    """What keeps `schema` from being a JSON schema of an object or value."""
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        at = ".".join(str(step) for step in error.path)
        message = f"{what} is not a valid JSON schema{f' at {at}' if at else ''}: {error.message}"
        hint = "Types are object, array, string, number, integer, boolean and null."
        yield Problem(path, line, message, hint)
    except (ValueError, TypeError, RecursionError) as error:
        yield Problem(path, line, f"{what} is not a valid JSON schema: {error}")


def schema_line(file: YamlFile, loc: Loc, schema: dict[str, Any]) -> int:
    """The line of the part of the schema that is wrong, or of the whole."""
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return file.line_of([*loc, *error.path])
    except (ValueError, TypeError, RecursionError):
        pass
    return file.line_of(loc)


def block_line(file: YamlFile, loc: Loc, raw: object) -> int:
    """Where the text of a value begins: below its key if it is a block of lines."""
    line = file.line_of(loc)
    return line + 1 if isinstance(raw, str) and "\n" in raw.strip("\n") else line


def _template_problems(parts: FrontMatter, file: YamlFile, entry: PromptFront) -> Iterator[Problem]:
    body = Template(file.path, parts.body_line, "the system message", parts.body)
    yield from template_problems(body, PROMPT_NAMES)
    line = block_line(file, ["user"], entry.user)
    user = Template(file.path, line, 'the template "user"', entry.user)
    yield from template_problems(user, PROMPT_NAMES)


def _schema_problems(file: YamlFile, entry: PromptFront) -> Iterator[Problem]:
    if entry.output_schema is not None:
        line = schema_line(file, ["output_schema"], entry.output_schema)
        yield from schema_problem(file.path, line, '"output_schema"', entry.output_schema)
