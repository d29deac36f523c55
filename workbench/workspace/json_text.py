"""JSON with plain errors: what Python's reader lets through is refused here."""

import json
from typing import Any, NoReturn

from workbench.workspace.problem import wrong

_HINT = "Look for a missing comma, quote or bracket just before this place."


def parse_json(path: str, text: str, line: int = 1) -> Any:
    """`line`: where in the file the text begins. Raises `WrongFileError`."""
    try:
        value = json.loads(text, parse_constant=_refuse)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        at = line + error.lineno - 1
        message = f"this is not valid JSON: {error.msg} (column {error.colno})"
        raise wrong(path, at, message, _HINT) from None
    except RecursionError:
        raise wrong(path, line, "this nests too deeply") from None
    except ValueError as error:
        raise wrong(path, line, f"this is not valid JSON: {error}", _HINT) from None
    return value


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")
