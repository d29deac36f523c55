"""Reads tool calls out of what a model wrote: bare JSON, or JSON in <tool_call> tags."""

import json
import re
from dataclasses import dataclass
from typing import Any

OPEN, CLOSE = "<tool_call>", "</tool_call>"
TAGGED = re.compile(rf"{OPEN}(.*?)(?:{CLOSE}|$)", re.DOTALL)
FENCE = re.compile(r"^```(?:json)?\s*(.*?)\s*(?:```)?$", re.DOTALL)
BEGINNINGS = ("{", "[", "```", OPEN)


@dataclass(frozen=True, slots=True)
class RepliedCall:
    """`arguments` is the text of a JSON object."""

    name: str
    arguments: str


class ToolReplyReader:
    """Passes on plain text as it comes, and holds back what may be a call until the end."""

    def __init__(self) -> None:
        self._held = ""
        self._is_plain = False

    def feed(self, text: str) -> str:
        """What is text beyond doubt."""
        self._held += text
        if not self._is_plain:
            if not self._held.strip() or _may_begin_a_call(self._held.lstrip()):
                return ""
            self._is_plain = True
        return self._release_up_to_tag()

    def finish(self) -> tuple[str, tuple[RepliedCall, ...]]:
        """The text that is left, and the calls."""
        held, self._held = self._held, ""
        calls = read_calls(held)
        return ("" if calls else held), calls

    def _release_up_to_tag(self) -> str:
        tag_at = self._held.find("<")
        while tag_at >= 0 and not _matches_so_far(self._held[tag_at:], OPEN):
            tag_at = self._held.find("<", tag_at + 1)
        end = len(self._held) if tag_at < 0 else tag_at
        shown, self._held = self._held[:end], self._held[end:]
        return shown


def read_calls(text: str) -> tuple[RepliedCall, ...]:
    """All calls in the text; none if any of them is no call."""
    tagged = TAGGED.findall(text)
    fenced = FENCE.match(text.strip())
    sources = tagged or [fenced[1] if fenced else text]
    calls = [call for source in sources for call in _calls_in(source)]
    return tuple(call for call in calls if call) if all(calls) else ()


def _calls_in(source: str) -> list[RepliedCall | None]:
    try:
        value = json.loads(source)
    except json.JSONDecodeError:
        return [None]
    return [_call(one) for one in (value if isinstance(value, list) else [value])]


def _call(value: Any) -> RepliedCall | None:
    if not isinstance(value, dict) or not isinstance(value.get("name"), str):
        return None
    arguments = value.get("arguments", value.get("parameters", {}))
    if isinstance(arguments, str):
        return RepliedCall(value["name"], arguments)
    return RepliedCall(value["name"], json.dumps(arguments, ensure_ascii=False))


def _may_begin_a_call(text: str) -> bool:
    return any(_matches_so_far(text, beginning) for beginning in BEGINNINGS)


def _matches_so_far(text: str, beginning: str) -> bool:
    return text.startswith(beginning) or beginning.startswith(text)
