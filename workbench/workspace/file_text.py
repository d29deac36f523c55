"""The text of a file with a new value in it."""

from collections.abc import Callable, Sequence

from pydantic import BaseModel

from workbench.workspace.draft import Draft
from workbench.workspace.explain import validated
from workbench.workspace.problem import WrongFileError
from workbench.workspace.prompt_file import FENCE, split_front_matter
from workbench.workspace.schema import PromptFront
from workbench.workspace.yaml_edit import edited, fresh_text
from workbench.workspace.yaml_file import parse_yaml


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
    return edited(text, old, whole, new.model_dump(exclude_defaults=True))


def _list_edited(path: str, text: str, new: Sequence[BaseModel]) -> str:
    file = parse_yaml(path, text)
    brief = [entry.model_dump(exclude_defaults=True) for entry in new]
    if not file.plain:
        return text + fresh_text(brief) if file.plain is None else fresh_text(brief)
    places = range(len(file.plain))
    old = [validated(type(new[0]), file, [place]).model_dump() for place in places]
    whole = [entry.model_dump() for entry in new]
    return text if old == whole else edited(text, old, whole, brief)


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
