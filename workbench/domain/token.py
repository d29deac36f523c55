"""A text as its model reads it: cut into tokens."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    """`data`: its bytes in hex, which may be a part of a character; `text` is what can be shown of
    them. `is_special`: a mark of the chat template, such as the end of a message."""

    id: int
    text: str
    data: str
    is_special: bool = False
