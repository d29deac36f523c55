"""Stops a message that is empty, or longer than anything a customer writes."""

from dataclasses import dataclass

from workbench.domain.turn import TurnInput


@dataclass(frozen=True, slots=True)
class MessageLength:
    most_characters: int = 4_000
    name: str = "message length"

    def problem(self, text: str, given: TurnInput) -> str:  # noqa: ARG002 - the port's shape
        if not text.strip():
            return "The message is empty."
        if len(text) > self.most_characters:
            return (
                f"The message has {len(text):,} characters; {self.most_characters:,} is the most."
            )
        return ""
