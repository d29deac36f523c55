"""YAML with the line of everything in it."""

import datetime
import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedBase, TaggedScalar
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from workbench.workspace.problem import wrong

# Aliases may repeat a few lines a billion times.
_MOST_VALUES = 200_000
_HINT = "Look at this line and the one above it: indentation, a missing colon, quote or bracket."
# What begins on one line and is missed on a later one: the fault is where it begins.
_UNCLOSED = ("flow sequence", "flow mapping", "quoted scalar", "simple key")
# What ruamel.yaml is known to raise on damaged files, besides its own errors.
_PARSER_SLIPS = (ValueError, TypeError, KeyError, IndexError, AttributeError, NotImplementedError)

Loc = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class YamlFile:
    """`node` keeps comments and places; `plain` is the same as JSON has it, dates as ISO text."""

    path: str
    node: Any
    plain: Any
    first_line: int = 1

    def line_of(self, loc: Loc) -> int:
        """Of the value at `loc`, or of the nearest thing around it that is there."""
        return self.first_line + _offset(self.node, loc)


@lru_cache(maxsize=256)
def parse_yaml(path: str, text: str, first_line: int = 1) -> YamlFile:
    """`first_line`: where in the file the text begins. Raises `WrongFileError`.

    Remembered by its text, as every reload and every save reads most files again unchanged:
    whoever wants to edit a node takes a fresh one from `load`.
    """
    try:
        node = load(text)
        return YamlFile(path, node, _Plain(path).of(node), first_line)
    except MarkedYAMLError as error:
        line = first_line + _line(error, text)
        raise wrong(path, line, f"this is not valid YAML: {_problem(error)}", _HINT) from None
    except YAMLError as error:
        line = first_line + text.count("\n", 0, getattr(error, "position", 0) or 0)
        raise wrong(path, line, "a character here is not allowed in YAML", "Delete it.") from None
    except RecursionError:
        raise wrong(path, first_line, "this nests too deeply, or contains itself") from None
    except _PARSER_SLIPS as error:
        raise wrong(path, first_line, f"this is not valid YAML: {error}", _HINT) from None


def load(text: str) -> Any:
    """The round-trip node of the first document; None for an empty one."""
    yaml = YAML()
    yaml.preserve_quotes = True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return yaml.load(text)


def plain_of(path: str, node: Any) -> Any:
    return _Plain(path).of(node)


class _Plain:
    """Turns a node into what JSON knows, and counts, so that aliases cannot blow it up."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._left = _MOST_VALUES

    def of(self, node: Any) -> Any:
        self._left -= 1
        if self._left < 0:
            raise wrong(self._path, 0, f"this file has more than {_MOST_VALUES:,} values")
        if isinstance(node, Mapping):
            return {self._key(key): self.of(value) for key, value in node.items()}
        if isinstance(node, Sequence) and not isinstance(node, str | bytes):
            return [self.of(item) for item in node]
        return self._scalar(node)

    def _key(self, key: Any) -> str:
        return str(self._scalar(key)) if not isinstance(key, Sequence | Mapping) else _text(key)

    def _scalar(self, node: Any) -> Any:
        if node is None or isinstance(node, bool):
            return node
        if isinstance(node, TaggedScalar):
            return _text(node.value)
        if isinstance(node, int):
            # ruamel.yaml's true and false are integers of a class of their own.
            return bool(node) if type(node).__name__ == "ScalarBoolean" else int(node)
        if isinstance(node, float):
            return _finite(float(node))
        if isinstance(node, datetime.date):
            return node.isoformat()
        return _text(node)


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ValueError("a number must be finite")
    return number


def _text(value: Any) -> str:
    text = str(value)
    text.encode("utf-8")  # Half a character (a lone surrogate) could never be written back.
    return text


def _line(error: MarkedYAMLError, text: str) -> int:
    """From 0, where people should look: at the bracket that is never closed, not at the end."""
    last = text.rstrip().count("\n")
    is_unclosed = any(each in (error.context or "") for each in _UNCLOSED)
    mark = (error.context_mark if is_unclosed else None) or error.problem_mark
    mark = mark or error.context_mark
    return min(int(mark.line), last) if mark else 0


def _problem(error: MarkedYAMLError) -> str:
    parts = [part for part in (error.context, error.problem) if part]
    return ", ".join(" ".join(str(part).split()) for part in parts) or "it ends too early"


def _offset(node: Any, loc: Loc) -> int:
    line = node.lc.line or 0 if isinstance(node, CommentedBase) else 0
    for step in loc:
        if not isinstance(node, CommentedBase):
            break
        place = (node.lc.data or {}).get(step)
        if place is None:
            break
        line = place[0]
        node = _child(node, step)
    return int(line)


def _child(node: Any, step: str | int) -> Any:
    return node[step]
