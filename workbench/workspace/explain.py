"""pydantic's findings in plain words: the line, the field, and what to write instead."""

import difflib
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from workbench.workspace.problem import NEAR, Problem, WrongFileError, did_you_mean
from workbench.workspace.yaml_file import Loc, YamlFile

Entry = TypeVar("Entry", bound=BaseModel)

_KINDS = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list",
    "dict": "a mapping (`key: value`)",
    "model": "a mapping (`key: value`)",
}

# How the patterns of the schemas begin, and what each asks for; the last fits any other.
_PATTERNS = (
    (r"^\d{4}-\d{2}-\d{2}T", "Write day and time as 2026-11-18T16:00."),
    (r"^\d{4}", "Write the date as 2026-11-16."),
    (r"^-?\d", 'Write the amount as text with a decimal point: "79.00".'),
    ("^(https?", "Write an address that begins with http:// or https://."),
    ("^[^/", "Write the name of a file without folder and suffix."),
    ("", "Use letters, digits and underscores, without spaces."),
)


def validated(model: type[Entry], file: YamlFile, loc: Loc = ()) -> Entry:
    """The part of `file` at `loc` as a `model`. Raises `WrongFileError` with all that is wrong."""
    return checked(
        model, at(file.plain, loc), file.path, lambda inner: file.line_of([*loc, *inner])
    )


def at(plain: Any, loc: Loc) -> Any:
    for step in loc:
        plain = plain[step]
    return plain


def checked(model: type[Entry], value: Any, path: str, line_of: Callable[[Loc], int]) -> Entry:
    try:
        return model.model_validate({} if value is None else value)
    except ValidationError as error:
        found = [_problem(model, detail, path, line_of) for detail in error.errors()]
    raise WrongFileError(*sorted(set(found), key=lambda problem: problem.line))


def _problem(
    model: type[BaseModel], detail: ErrorDetails, path: str, line_of: Callable[[Loc], int]
) -> Problem:
    message, hint = _words(model, detail)
    return Problem(path, line_of(detail["loc"]), message, hint)


def _words(model: type[BaseModel], detail: ErrorDetails) -> tuple[str, str]:
    field, kind = _field(detail["loc"]), detail["type"]
    if kind == "extra_forbidden":
        return f"there is no field {field} here", _nearest_field(model, detail["loc"])
    if kind == "missing":
        return f"{field} is missing", f"Add a line `{detail['loc'][-1]}: …`."
    if kind == "literal_error":
        return _not_among(field, detail)
    expected = _KINDS.get(kind.split("_")[0]) if kind.endswith(("_type", "_float")) else None
    if expected:
        return f"{field} must be {expected}, but it is {_shown(detail['input'])}", _type_hint(
            detail
        )
    return f"{field} is not right: {_shown(detail['input'])}", _rule(detail)


def _not_among(field: str, detail: ErrorDetails) -> tuple[str, str]:
    allowed = [part.strip(" '") for part in _split(detail["ctx"]["expected"])]
    near = difflib.get_close_matches(str(detail["input"]), allowed, n=1)
    guess = f'Did you mean "{near[0]}"? ' if near else ""
    message = f"{field} cannot be {_shown(detail['input'])}"
    return message, f"{guess}It must be one of: {', '.join(allowed)}."


def _split(expected: str) -> list[str]:
    return expected.replace(" or ", ",").split(",")


def _type_hint(detail: ErrorDetails) -> str:
    value = detail["input"]
    if detail["type"] == "string_type" and isinstance(value, int | float):
        return f'Put it in quotes: "{str(value).lower() if isinstance(value, bool) else value}".'
    if detail["type"] == "list_type" and isinstance(value, str):
        return f"Write it as a list: [{value}]."
    if detail["type"] in ("int_type", "float_type") and isinstance(value, str):
        return "Write it as a number, without quotes."
    return "Change the value, or delete the line if the field may be left out."


def _rule(detail: ErrorDetails) -> str:
    pattern = str(detail.get("ctx", {}).get("pattern", ""))
    if pattern:
        return next(advice for begins, advice in _PATTERNS if pattern.startswith(begins))
    if detail["type"] in ("string_too_short", "too_short"):
        return "It must not be empty."
    return detail["msg"].removeprefix("Input ").capitalize() + "."


def _field(loc: Loc) -> str:
    text = ""
    for step in loc:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return f'"{text}"' if text else "the file"


def _shown(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case None:
            return "empty"
        case str():
            return f'"{value}"' if len(value) < 60 else f'"{value[:60]}…"'
        case int() | float():
            return f"the number {value}"
        case list():
            return "a list"
        case _:
            return "a mapping"


def _nearest_field(model: type[BaseModel], loc: Loc) -> str:
    """A field of the same place, or one that belongs deeper: `temperature` goes under sampling."""
    here, word = _model_at(model, loc[:-1]), str(loc[-1])
    known = list(here.model_fields)
    deeper = {
        inner: name
        for name, field in here.model_fields.items()
        for part in _models_in(field.annotation)
        for inner in part.model_fields
        if inner not in known
    }
    near = difflib.get_close_matches(word, [*known, *deeper], n=1, cutoff=NEAR)
    if not near or near[0] in known:
        return did_you_mean(word, known, "fields")
    return f'Did you mean "{near[0]}" under "{deeper[near[0]]}"?'


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel]:
    for step in loc:
        inner = model.model_fields.get(str(step))
        if inner is not None:
            model = next(_models_in(inner.annotation), model)
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
