"""Parts what a model thinks aloud from what it answers: text between <think> tags."""

from dataclasses import dataclass

OPEN, CLOSE = "<think>", "</think>"


@dataclass(frozen=True, slots=True)
class Split:
    reasoning: str = ""
    answer: str = ""


class ReasoningReader:
    """`is_thinking`: the prompt itself ends with the opening tag, as some templates do."""

    def __init__(self, *, is_thinking: bool) -> None:
        self._is_thinking = is_thinking
        self._is_done = False
        self._has_thought = self._has_said = False
        self._held = ""

    def feed(self, text: str) -> Split:
        """What belongs to either beyond doubt."""
        if self._is_done:
            return Split(answer=self._said(text))
        self._held += text
        if not self._is_thinking:
            return self._before()
        return self._within()

    def finish(self) -> Split:
        held, self._held = self._held, ""
        return Split(reasoning=held) if self._is_thinking else Split(answer=held)

    def _before(self) -> Split:
        """A model that thinks does so before anything else."""
        begun = self._held.lstrip()
        if OPEN.startswith(begun):
            return Split()
        if begun.startswith(OPEN):
            self._is_thinking = True
            self._held = begun.removeprefix(OPEN)
            return self._within()
        self._is_done = True
        held, self._held = self._held, ""
        return Split(answer=held)

    def _within(self) -> Split:
        thought, tag, answer = self._held.partition(CLOSE)
        if tag:
            self._is_thinking, self._is_done, self._held = False, True, ""
            return Split(self._thought(thought), self._said(answer))
        keep = next((n for n in range(len(CLOSE) - 1, 0, -1) if thought.endswith(CLOSE[:n])), 0)
        self._held = thought[len(thought) - keep :]
        return Split(self._thought(thought[: len(thought) - keep]))

    def _said(self, text: str) -> str:
        """Without the line breaks between the thought and the answer."""
        if self._has_thought and not self._has_said:
            text = text.lstrip("\n")
        self._has_said = self._has_said or bool(text)
        return text

    def _thought(self, text: str) -> str:
        """Without the line break that follows the tag."""
        if not self._has_thought:
            text = text.lstrip("\n")
        self._has_thought = self._has_thought or bool(text)
        return text
