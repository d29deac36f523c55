"""A JSON value as short lines of text, the way small models and people read facts best."""

from collections.abc import Iterator
from typing import Any


def flat_lines(value: Any) -> str:
    """One `name: value` a line; nulls are left out, an item of a list stands on one line.

    `{"plan": {"name": "Focus"}, "tickets": []}` becomes `plan name: Focus` and `tickets: none`.
    """
    return "\n".join(_lines("", value))


def brief(record: dict[str, Any]) -> dict[str, Any]:
    """What of an account stands in a prompt: no lists inside of lists, such as an invoice's lines.

    `{"invoices": [{"id": "A", "lines": [...]}]}` becomes `{"invoices": [{"id": "A"}]}`.
    """
    return {
        name: [_flat(item) for item in value] if isinstance(value, list) else value
        for name, value in record.items()
    }


def _flat(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return {name: value for name, value in item.items() if not isinstance(value, dict | list)}


def _lines(name: str, value: Any) -> Iterator[str]:
    match value:
        case None:
            return
        case dict():
            for key, inner in value.items():
                yield from _lines(f"{name} {_words(key)}".strip(), inner)
        case list() if value:
            for item in value:
                yield from _line(name, _inline(item))
        case list():
            yield from _line(name, "none")
        case _:
            yield from _line(name, _inline(value))


def _line(name: str, text: str) -> Iterator[str]:
    if text:
        yield f"{name}: {text}" if name else text


def _inline(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case dict():
            pairs = ((_words(key), _inline(inner)) for key, inner in value.items())
            return ", ".join(f"{key} {text}" for key, text in pairs if text)
        case list():
            return "; ".join(text for text in map(_inline, value) if text)
        case _:
            return " ".join(str(value).split())


def _words(key: Any) -> str:
    return " ".join(str(key).replace("_", " ").split())
