"""What a tool was given and what it gave back, as people read it."""

import json
from collections.abc import Mapping
from typing import Any

LONGEST_WORDS = 160
_FIELDS_SHOWN = 4


def arguments_in_words(arguments: Mapping[str, Any]) -> str:
    """`(invoice_id: "INV-20417")`, or `()`."""
    said = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in arguments.items())
    return _cut(f"({', '.join(said)})")


def result_in_words(output: str) -> str:
    """JSON as a line of words: the first plain fields of an object, the length of a list."""
    try:
        value = json.loads(output)
    except ValueError:
        return _cut(" ".join(output.split()))
    return _cut(_said(value))


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return _fields(value) or "nothing"
    if isinstance(value, list):
        first = f", first: {_said(value[0])}" if value else ""
        return f"{len(value)} {'item' if len(value) == 1 else 'items'}{first}"
    return _scalar(value)


def _fields(value: dict[str, Any]) -> str:
    known = {name: each for name, each in value.items() if each is not None}
    plain = [(name, each) for name, each in known.items() if not isinstance(each, dict | list)]
    nested = [(name, each) for name, each in known.items() if isinstance(each, list)]
    said = [f"{name.replace('_', ' ')} {_scalar(each)}" for name, each in plain[:_FIELDS_SHOWN]]
    room = _FIELDS_SHOWN - len(said)
    said += [f"{len(each)} {name.replace('_', ' ')}" for name, each in nested[:room]]
    return ", ".join(said)


def _scalar(value: Any) -> str:
    words = {None: "none", True: "yes", False: "no"}
    is_word = value is None or isinstance(value, bool)
    return words[value] if is_word else str(value)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_WORDS else text[: LONGEST_WORDS - 1] + "…"
