"""A Markdown file with front matter, read into a document."""

import datetime
import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from workbench.domain.document import Document

SAFE_AUDIENCE = "internal"
FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
START_IT_WITH = "Begin the file with a line ---, then title: and audience:, then another line ---."

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=100)]


class FrontMatterError(Exception):
    """What is wrong, at which line of the file, and what to write instead."""

    def __init__(self, line: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message
        self.hint = hint


class FrontMatter(BaseModel):
    """A document that names no audience is internal: nothing is published by an oversight."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Annotated[str, Field(min_length=1)]
    audience: Name = SAFE_AUDIENCE
    effective: datetime.date | None = None
    supersedes: tuple[str, ...] = ()
    region: str = ""

    @field_validator("supersedes", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        if isinstance(value, str):
            return (value,)
        return tuple(value) if isinstance(value, list) else value


def body_start(text: str) -> int:
    """Where the text begins that is not front matter, in characters."""
    match = FRONT_MATTER.match(text)
    return match.end() if match else 0


def read_markdown(path: str, text: str) -> Document:
    """`text` is the whole file: offsets of chunks count from the file's first character.

    Raises `FrontMatterError`.
    """
    match = FRONT_MATTER.match(text)
    if match is None:
        raise FrontMatterError(1, "there is no front matter", START_IT_WITH)
    fields = _fields(match[1])
    try:
        head = FrontMatter.model_validate(dict(fields))
    except ValidationError as error:
        raise _explained(error, fields) from None
    effective = head.effective.isoformat() if head.effective else ""
    return Document(path, head.title, text, head.audience, effective, head.supersedes, head.region)


def _fields(yaml: str) -> CommentedMap:
    try:
        fields = YAML(typ="rt", pure=True).load(yaml)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 2
        problem = str(error.problem).split("\n", maxsplit=1)[0]
        raise FrontMatterError(line, problem, "Quote values that contain : or #.") from None
    except (YAMLError, ValueError) as error:
        raise FrontMatterError(2, str(error), START_IT_WITH) from None
    if not isinstance(fields, CommentedMap):
        raise FrontMatterError(2, "the front matter is not a list of fields", START_IT_WITH)
    return fields


def _explained(error: ValidationError, fields: CommentedMap) -> FrontMatterError:
    first = error.errors()[0]
    name = str(first["loc"][0])
    line = fields.lc.key(name)[0] + 2 if name in fields else 1
    if first["type"] == "missing":
        return FrontMatterError(line, f"{name} is missing", f"Add a line {name}: …")
    if first["type"] == "extra_forbidden":
        known = ", ".join(FrontMatter.model_fields)
        return FrontMatterError(line, f"there is no field {name}", f"The fields are {known}.")
    return FrontMatterError(line, f"{name}: {first['msg']}", f"Correct the value of {name}.")
