"""The text of a file with a new value in it."""

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import BaseModel

from workbench.workspace.draft import Draft
from workbench.workspace.explain import validated
from workbench.workspace.problem import WrongFileError
from workbench.workspace.prompt_file import FENCE, split_front_matter
from workbench.workspace.schema import PromptFront
from workbench.workspace.yaml_edit import edited, fresh_text
from workbench.workspace.yaml_file import YamlFile, parse_yaml


def mapping_text(draft: Draft, path: str, new: BaseModel) -> str:
    return _kept_or_fresh(
        draft, lambda: mapping_edited(path, draft.text(path), new), lambda: _fresh(new)
    )


def list_text(draft: Draft, path: str, new: Sequence[BaseModel]) -> str:
    return _kept_or_fresh(
        draft,
        lambda: _list_edited(path, draft.text(path), new),
        lambda: fresh_text([entry.model_dump(exclude_defaults=True) for entry in new]),
    )


def prompt_text(old: str, path: str, front: PromptFront, system: str) -> str:
    """`old` with another front matter and system message; its blank lines stay."""
    parts = split_front_matter(path, old)
    fields = mapping_edited(path, parts.front or "", front)
    body = parts.body
    if body.strip() != system:
        lead, trail = _blanks(body) if body.strip() else ("", "\n")
        body = f"{lead}{system}{trail}"
    if parts.front is None and not fields and body.split("\n")[0].rstrip() != FENCE:
        return body
    return f"{FENCE}\n{fields}{FENCE}\n{body}"


def mapping_edited(path: str, text: str, new: BaseModel) -> str:
    file = parse_yaml(path, text)
    if file.plain is None:
        return text + _fresh(new)
    old = validated(type(new), file).model_dump()
    whole = new.model_dump()
    if old == whole:
        return text
    brief = new.model_dump(exclude_defaults=True)
    kept = edited(text, old, whole, brief)
    return kept if _values(path, kept, type(new)) == whole else fresh_text(brief)


def _list_edited(path: str, text: str, new: Sequence[BaseModel]) -> str:
    file = parse_yaml(path, text)
    brief = [entry.model_dump(exclude_defaults=True) for entry in new]
    if not file.plain:
        return text + fresh_text(brief) if file.plain is None else fresh_text(brief)
    model, whole = type(new[0]), [entry.model_dump() for entry in new]
    old = _listed(file, model)
    if old == whole:
        return text
    kept = edited(text, old, whole, brief)
    return kept if _values(path, kept, model) == whole else fresh_text(brief)


def _values(path: str, text: str, model: type[BaseModel]) -> object:
    """What the text says, to be sure that it says what was meant."""
    try:
        file = parse_yaml(path, text)
        if isinstance(file.plain, list):
            return _listed(file, model)
        return validated(model, file).model_dump()
    except WrongFileError:
        return None


def _listed(file: YamlFile, model: type[BaseModel]) -> list[dict[str, Any]]:
    return [validated(model, file, [place]).model_dump() for place in range(len(file.plain))]


def _fresh(new: BaseModel) -> str:
    brief = new.model_dump(exclude_defaults=True)
    return fresh_text(brief) if brief else ""


def _kept_or_fresh(draft: Draft, kept: Callable[[], str], fresh: Callable[[], str]) -> str:
    """A file that is wrong can be written over, but only if that is wished."""
    try:
        return kept()
    except WrongFileError:
        if draft.overwrite:
            return fresh()
        raise


def _blanks(body: str) -> tuple[str, str]:
    lead = body[: len(body) - len(body.lstrip())]
    return lead, body[len(body.rstrip()) :]
