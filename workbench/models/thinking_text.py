"""Thoughts that a model writes into its answer, between `<think>` tags, told apart from it."""

from dataclasses import dataclass, field

_OPEN, _CLOSE = "<think>", "</think>"


@dataclass(slots=True)
class ThinkingText:
    """Thoughts come first or not at all; a tag later in the text belongs to the answer."""

    thoughts: list[str] = field(default_factory=list)
    _waiting: str = ""
    _state: str = "start"

    def take(self, text: str) -> str:
        """Add a piece as it streams in; what of it, and of what was held back, is the answer."""
        match self._state:
            case "start":
                return self._begin(self._waiting + text)
            case "thinking":
                return self._think(self._waiting + text)
        return text

    def rest(self) -> str:
        """At the end: what was held back and is the answer after all."""
        waiting, self._waiting = self._waiting, ""
        if self._state == "thinking":
            self.thoughts.append(waiting)
            return ""
        return waiting

    def _begin(self, text: str) -> str:
        bare = text.lstrip()
        if bare.startswith(_OPEN):
            self._state, self._waiting = "thinking", ""
            return self._think(bare.removeprefix(_OPEN))
        if _OPEN.startswith(bare):
            self._waiting = text
            return ""
        self._state, self._waiting = "answer", ""
        return text

    def _think(self, text: str) -> str:
        thought, close, answer = text.partition(_CLOSE)
        if close:
            self.thoughts.append(thought)
            self._state, self._waiting = "answer", ""
            return answer.lstrip()
        held = next((n for n in range(len(_CLOSE) - 1, 0, -1) if text.endswith(_CLOSE[:n])), 0)
        self.thoughts.append(text[: len(text) - held])
        self._waiting = text[len(text) - held :]
        return ""
