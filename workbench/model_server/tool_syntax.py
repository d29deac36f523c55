"""The ways in which families of models write tool calls. One function a family."""

import json
import re
from dataclasses import dataclass
from typing import Any

HERMES, MISTRAL, PYTHON_TAG, FUNCTION = (
    "<tool_call>",
    "[TOOL_CALLS]",
    "<|python_tag|>",
    "<function=",
)
# Where one of these stands, a call begins; words may come before it.
MARKERS = (HERMES, MISTRAL, PYTHON_TAG, FUNCTION)

_HERMES = re.compile(r"<tool_call>(.*?)(?:</tool_call>|$)", re.DOTALL)
_FUNCTION = re.compile(r"<function=([\w.-]+)>(.*?)(?:</function>|$)", re.DOTALL)
_PARAMETER = re.compile(r"<parameter=([\w.-]+)>\n?(.*?)\n?(?:</parameter>|$)", re.DOTALL)
_MISTRAL = re.compile(
    r"\[TOOL_CALLS\]\s*([\w.-]+)(?:\[CALL_ID\]\w+)?(?:\[ARGS\])?\s*(\{.*?\})\s*(?=\[TOOL_CALLS\]|$)",
    re.DOTALL,
)
_FENCE = re.compile(r"^```(?:json)?\s*(.*?)\s*(?:```)?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RepliedCall:
    """`arguments` is the text of a JSON object."""

    name: str
    arguments: str


# None stands for a call that cannot be read.
Calls = list[RepliedCall | None]


def read_calls(text: str) -> tuple[RepliedCall, ...]:
    """All calls in the text; none if any of them is no call."""
    for read in (_hermes, _mistral, _llama, _functions, _generic):
        if calls := read(text):
            return tuple(call for call in calls if call) if all(calls) else ()
    return ()


def _hermes(text: str) -> Calls:
    """Qwen, Hermes: JSON, or `<function=...>`, in `<tool_call>` tags."""
    return [
        call
        for inside in _HERMES.findall(text)
        for call in (_functions(inside) or _json_calls(inside))
    ]


def _mistral(text: str) -> Calls:
    """`[TOOL_CALLS]` and a list of calls; newer ones `[TOOL_CALLS]name[ARGS]{...}`."""
    if MISTRAL not in text:
        return []
    if named := _MISTRAL.findall(text):
        return [_named(name, arguments) for name, arguments in named]
    return _json_calls(text.partition(MISTRAL)[2])


def _llama(text: str) -> Calls:
    """Llama 3: JSON after `<|python_tag|>`, several parted by semicolons."""
    if PYTHON_TAG not in text:
        return []
    said = text.partition(PYTHON_TAG)[2]
    parts = re.split(r";\s*(?=\{)", said)
    return [call for part in parts for call in _json_calls(part)]


def _functions(text: str) -> Calls:
    """`<function=name>` around JSON (Llama 3.1) or `<parameter=...>` tags (Qwen3 Coder)."""
    return [_function(name, inside) for name, inside in _FUNCTION.findall(text)]


def _function(name: str, inside: str) -> RepliedCall | None:
    if parameters := _PARAMETER.findall(inside):
        return _call(name, {key: _value(value) for key, value in parameters})
    return _named(name, inside.strip() or "{}")


def _generic(text: str) -> Calls:
    """Bare JSON, one call or a list of them, perhaps in a fence."""
    fenced = _FENCE.match(text.strip())
    return _json_calls(fenced[1] if fenced else text)


def _json_calls(source: str) -> Calls:
    try:
        value = json.loads(source)
    except json.JSONDecodeError:
        return [None]
    return [_json_call(one) for one in (value if isinstance(value, list) else [value])]


def _json_call(value: Any) -> RepliedCall | None:
    if not isinstance(value, dict):
        return None
    inner = value.get("function")
    if isinstance(inner, dict):
        value = inner
    if not isinstance(value.get("name"), str):
        return None
    arguments = value.get("arguments", value.get("parameters", {}))
    if isinstance(arguments, str):
        return RepliedCall(value["name"], arguments)
    return _call(value["name"], arguments)


def _named(name: str, arguments: str) -> RepliedCall | None:
    try:
        json.loads(arguments)
    except json.JSONDecodeError:
        return None
    return RepliedCall(name, arguments)


def _call(name: str, arguments: Any) -> RepliedCall:
    return RepliedCall(name, json.dumps(arguments, ensure_ascii=False))


def _value(text: str) -> Any:
    """A parameter is JSON where it can be, else text."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
