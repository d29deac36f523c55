"""One account's record while a conversation changes it."""

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.domain.tool import Change, Tool
from workbench.errors import ToolFailedError
from workbench.tools.sandbox import evaluate, locate, money, render


class Record:
    """The truth of a conversation: the account's file, and what was written since.

    A call's checks, changes and result are one step: it happens whole or not at all.
    """

    def __init__(self, record: Mapping[str, Any], today: str) -> None:
        self._record: dict[str, Any] = copy.deepcopy(dict(record))
        self._today = today

    def apply(self, tool: Tool, arguments: Mapping[str, Any]) -> Any:
        """What the tool returns. Raises `ToolFailedError`, and leaves everything as it was."""
        draft = copy.deepcopy(self._record)
        names = self._names(draft, arguments)
        for check in tool.checks:
            if evaluate(check.fails_if, names):
                raise ToolFailedError(render(check.error, names))
        for change in tool.changes:
            _change(draft, change, names)
        result = evaluate(tool.returns, names)
        self._record = draft
        return result

    def _names(self, draft: dict[str, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **arguments,
            "account": draft,
            "today": self._today,
            "money": money,
            "next_id": lambda prefix: next_id(draft, prefix),
        }


def next_id(record: Any, prefix: str) -> str:
    """One more than the highest number that follows `prefix-` anywhere in the record."""
    numbered = re.compile(re.escape(prefix) + r"-(\d{1,15})")
    found = [match[1] for text in _texts(record) if (match := numbered.fullmatch(text))]
    highest = max(found, key=int, default="0")
    return f"{prefix}-{int(highest) + 1:0{len(highest)}d}"


def _change(draft: dict[str, Any], change: Change, names: Mapping[str, Any]) -> None:
    fields = {field: evaluate(expression, names) for field, expression in change.set.items()}
    if change.append_to:
        _list(draft, change.append_to).append(fields)
        return
    found = locate(change.find, names)
    if not any(found is part for part in _objects(draft)):
        raise ToolFailedError(f"There is nothing to change: `{change.find}` names no object.")
    found.update(fields)


def _list(draft: dict[str, Any], name: str) -> list[Any]:
    items = draft.setdefault(name, [])
    if not isinstance(items, list):
        raise ToolFailedError(f'"{name}" is not a list of this account.')
    return items


def _texts(value: Any) -> Iterator[str]:
    for part in _objects(value):
        yield from (inner for inner in part.values() if isinstance(inner, str))


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _objects(inner)
