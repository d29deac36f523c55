"""Front matter: what a Markdown file says of itself, between two lines of three dashes."""

import datetime
import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from workbench.domain.knowledge_settings import Labels, joined_audience
from workbench.retrieval.loaders.loaded import LoadError

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
OPENING = re.compile(r"\A---[ \t]*\n[A-Za-z_]+[ \t]*:")
MARKDOWN = (".md", ".markdown")
START_IT_WITH = "Begin the file with a line ---, then title: and audience:, then another line ---."

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=100)]


class FrontMatter(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    title: Annotated[str, Field(min_length=1)] | None = None
    audience: Annotated[tuple[Name, ...], Field(min_length=1)] | None = None
    effective: datetime.date | None = None
    supersedes: tuple[str, ...] | None = None
    region: str | None = None
    language: str | None = None

    @field_validator("supersedes", "audience", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        if isinstance(value, str):
            return (value,)
        return tuple(value) if isinstance(value, list) else value


def body_start(text: str) -> int:
    """Where the text begins that is not front matter, in characters."""
    match = FRONT_MATTER.match(text)
    return match.end() if match else 0


def text_start(path: str, text: str) -> int:
    """The same for the text of any document: only Markdown files have front matter."""
    return body_start(text) if path.lower().endswith(MARKDOWN) else 0


def front_matter(text: str) -> Labels:
    """Nothing if there is none. Raises `LoadError`."""
    match = FRONT_MATTER.match(text)
    if match is None:
        if OPENING.match(text):
            raise LoadError(1, "the front matter has no end", "End it with a line of ---.")
        return Labels()
    fields = _fields(match[1])
    try:
        head = FrontMatter.model_validate(dict(fields))
    except ValidationError as error:
        raise _explained(error, fields) from None
    return Labels(
        title=head.title,
        audience=None if head.audience is None else joined_audience(head.audience),
        effective=None if head.effective is None else head.effective.isoformat(),
        supersedes=head.supersedes,
        region=head.region,
        language=head.language,
    )


def _fields(yaml: str) -> CommentedMap:
    try:
        fields = YAML(typ="rt", pure=True).load(yaml)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 2
        problem = str(error.problem).split("\n", maxsplit=1)[0]
        raise LoadError(line, problem, "Quote values that contain : or #.") from None
    except (YAMLError, ValueError) as error:
        raise LoadError(2, str(error), START_IT_WITH) from None
    if not isinstance(fields, CommentedMap):
        raise LoadError(2, "the front matter is not a list of fields", START_IT_WITH)
    return fields


def _explained(error: ValidationError, fields: CommentedMap) -> LoadError:
    first = error.errors()[0]
    name = str(first["loc"][0])
    line = fields.lc.key(name)[0] + 2 if name in fields else 1
    if first["type"] == "extra_forbidden":
        known = ", ".join(FrontMatter.model_fields)
        return LoadError(line, f"there is no field {name}", f"The fields are {known}.")
    return LoadError(line, f"{name}: {first['msg']}", f"Correct the value of {name}.")
