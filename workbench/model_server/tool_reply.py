"""Reads tool calls out of what a model wrote, as it comes: plain words go on, calls are held."""

from workbench.model_server.tool_syntax import MARKERS, RepliedCall, read_calls

# A whole answer may also be bare JSON.
BEGINNINGS = ("{", "[", "```", *MARKERS)


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
        return self._release_up_to_marker()

    def finish(self) -> tuple[str, tuple[RepliedCall, ...]]:
        """The text that is left, and the calls."""
        held, self._held = self._held, ""
        calls = read_calls(held)
        return ("" if calls else held), calls

    def _release_up_to_marker(self) -> str:
        places = [place for marker in MARKERS if (place := self._marker_at(marker)) >= 0]
        end = min(places, default=len(self._held))
        shown, self._held = self._held[:end], self._held[end:]
        return shown

    def _marker_at(self, marker: str) -> int:
        """Where the marker stands, or may be about to stand at the end of the text; else -1."""
        place = self._held.find(marker)
        if place >= 0:
            return place
        longest = min(len(marker) - 1, len(self._held))
        ends = (n for n in range(longest, 0, -1) if self._held.endswith(marker[:n]))
        overlap = next(ends, 0)
        return len(self._held) - overlap if overlap else -1


def _may_begin_a_call(text: str) -> bool:
    return any(text.startswith(beginning) or beginning.startswith(text) for beginning in BEGINNINGS)
