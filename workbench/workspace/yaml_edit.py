"""Changing YAML by value: comments, key order, quotes and untouched lines stay as they were."""

import io
import json
from difflib import SequenceMatcher
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedBase, CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString, ScalarString
from ruamel.yaml.util import load_yaml_guess_indent

from workbench.workspace.problem import WrongFileError
from workbench.workspace.yaml_file import load, plain_of

_WIDEST_FLOW = 90


def edited(text: str, old: Any, new: Any, brief: Any) -> str:
    """`text` with the value `new` in place of `old`, which is what it has now.

    `brief` is `new` without what equals the defaults: of keys that the text does not have, only
    those are added.
    """
    try:
        node, indent, offset = load_yaml_guess_indent(text) if text.strip() else (None, None, None)
        node = load(text) if node is not None else None
        return _verified(text, _merged(node, old, new, brief), (indent or 2, offset or 0))
    except (LookupError, YAMLError, ValueError, TypeError, AttributeError):
        return _dumped(_quoted(brief), (2, 0))


def fresh_text(brief: Any) -> str:
    """A new file."""
    return _dumped(_fresh(brief), (2, 0))


def _verified(text: str, node: Any, indents: tuple[int, int]) -> str:
    """The candidate that changes least and still says the same."""
    wanted = plain_of("", node)
    whole = _dumped(node, indents)
    for candidate in (_spliced(text, whole), whole):
        if candidate is not None and _says(candidate, wanted):
            return candidate
    raise ValueError("the text cannot be edited in place")


def _says(text: str, wanted: Any) -> bool:
    try:
        return _same(plain_of("", load(text)), wanted)
    except (YAMLError, WrongFileError, ValueError):
        return False


def _same(one: Any, other: Any) -> bool:
    return _key(one) == _key(other)


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


# Merging values into nodes.


def _merged(node: Any, old: Any, new: Any, brief: Any) -> Any:
    if isinstance(node, CommentedBase) and node.yaml_anchor() is not None:
        return _fresh(brief or new)  # Edited in place, it would change wherever it is named.
    if isinstance(node, CommentedMap) and isinstance(new, dict):
        _merge_map(node, old, new, brief)
        return node
    if isinstance(node, CommentedSeq) and isinstance(new, list):
        _merge_list(node, old, new, brief)
        return node
    if isinstance(new, dict | list):
        return _fresh(brief or new)
    return _scalar(new, node)


def _merge_map(node: Any, old: dict[str, Any], new: dict[str, Any], brief: dict[str, Any]) -> None:
    for key in [key for key in node if key not in new]:
        del node[key]
    for key, value in new.items():
        if key not in node:
            if key in brief:
                node[key] = _fresh(brief[key] or value)
        elif value is None and key not in brief:
            del node[key]
        elif key not in old or not _same(old[key], value):
            node[key] = _merged(node[key], old.get(key), value, brief.get(key, value))


def _merge_list(node: Any, old: list[Any], new: list[Any], brief: list[Any]) -> None:
    before, after = [_key(item) for item in old], [_key(item) for item in new]
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for step, i1, i2, j1, j2 in reversed(steps):
        if step == "equal":
            continue
        for place in range(min(i2 - i1, j2 - j1)):
            i, j = i1 + place, j1 + place
            node[i] = _merged(node[i], old[i], new[j], brief[j])
        for place in reversed(range(i1 + (j2 - j1), i2)):
            del node[place]
        for j in range(j1 + (i2 - i1), j2):
            node.insert(i1 + (j - j1), _fresh(brief[j]))


def _scalar(value: Any, like: Any) -> Any:
    if isinstance(value, str):
        if _is_block(value):
            return LiteralScalarString(value)
        if not value.isprintable():
            return DoubleQuotedScalarString(value)
        if isinstance(like, ScalarString) and not isinstance(like, LiteralScalarString):
            return type(like)(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 - exact
        return int(value)
    return value


def _is_block(text: str) -> bool:
    """Whether it can be written line by line below a `|`, and read back the same."""
    lines = text.split("\n")
    return (
        len(lines) > 1
        and not text[0].isspace()
        and all(line.isprintable() and not line.endswith(" ") for line in lines)
        and bool(lines[-1])
    )


def _fresh(value: Any) -> Any:
    if isinstance(value, dict):
        node = CommentedMap({key: _fresh(inner) for key, inner in value.items()})
        return _flow(node, list(value.values()))
    if isinstance(value, list):
        return _flow(CommentedSeq([_fresh(item) for item in value]), value)
    return _scalar(value, None)


def _flow(node: Any, values: list[Any]) -> Any:
    """Short lists stand on one line, and so does what is empty."""
    is_flat = not any(isinstance(value, dict | list) for value in values)
    is_short = len(_key(values)) <= _WIDEST_FLOW and "\\n" not in _key(values)
    if not values or (isinstance(node, CommentedSeq) and is_flat and is_short):
        node.fa.set_flow_style()
    return node


def _quoted(value: Any) -> Any:
    """Nothing but what every reader of YAML takes the same."""
    if isinstance(value, dict):
        return {DoubleQuotedScalarString(key): _quoted(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_quoted(item) for item in value]
    return DoubleQuotedScalarString(value) if isinstance(value, str) else value


# Text.


def _dumped(node: Any, indents: tuple[int, int]) -> str:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    indent, offset = indents
    # ruamel.yaml calls the dash's own place offset; a list needs two more than that.
    yaml.indent(mapping=2, sequence=max(indent, offset + 2), offset=offset)
    stream = io.StringIO()
    yaml.dump(node, stream)
    return stream.getvalue()


def _spliced(text: str, whole: str) -> str | None:
    """`text`, with the top-level entries that `whole` has otherwise; None if it has no lines."""
    before, after = _entries(text), _entries(whole)
    if before is None or after is None:
        return None
    head, old = before
    parts = [head]
    for key, (value, lines) in after[1].items():
        known = old.get(key)
        parts.append(known[1] if known and known[0] == value else lines)
    return "".join(part if part.endswith("\n") or not part else part + "\n" for part in parts)


def _entries(text: str) -> tuple[str, dict[Any, tuple[str, str]]] | None:
    """The lines above the first entry, and by key or place its value and its lines."""
    node = load(text)
    if (
        not isinstance(node, CommentedMap | CommentedSeq)
        or node.fa.flow_style()
        or not node.lc.data
    ):
        return None
    keys = list(node) if isinstance(node, CommentedMap) else list(range(len(node)))
    starts = [node.lc.data[key][0] for key in keys]
    if starts != sorted(set(starts)):
        return None
    lines = text.splitlines(keepends=True)
    ends = [*starts[1:], len(lines)]
    plain = plain_of("", node)
    found = {
        key: (_key(plain[key]), "".join(lines[start:end]))
        for key, start, end in zip(keys, starts, ends, strict=True)
    }
    return "".join(lines[: starts[0]]), found
