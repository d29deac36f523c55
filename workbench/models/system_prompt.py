"""The system message where a vendor wants it elsewhere, or more of it."""

from collections.abc import Sequence
from dataclasses import replace

from workbench.domain.conversation import Message


def split_system(messages: Sequence[Message]) -> tuple[str, list[Message]]:
    """What the system messages say, and the other messages."""
    system = "\n".join(message.text for message in messages if message.role == "system")
    return system, [message for message in messages if message.role != "system"]


def without_system(messages: Sequence[Message]) -> list[Message]:
    """For models that know no system prompt: it stands before the first message of the user."""
    system, rest = split_system(messages)
    if not system:
        return rest
    for place, message in enumerate(rest):
        if message.role == "user":
            rest[place] = replace(message, text=f"{system}\n\n{message.text}")
            return rest
    return [Message("user", system), *rest]


def with_more_system(messages: Sequence[Message], more: str) -> list[Message]:
    system, rest = split_system(messages)
    return [Message("system", f"{system}\n\n{more}".strip()), *rest]
