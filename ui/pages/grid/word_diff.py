"""Two answers word by word: what stayed, what is new, what is gone. Qt-free."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# A word with the space after it, so that the pieces put together are the text again.
_WORD = re.compile(r"\S+\s*|\s+")
# Beyond this many words the two are shown one after the other: the match takes time in squares.
MOST_WORDS = 1500


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Literal["same", "added", "removed"]
    text: str


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """In reading order; where both changed, what is gone comes first."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return tuple(_pieces("".join(old), "".join(new)))
    bare_old, bare_new = [word.strip() for word in old], [word.strip() for word in new]
    matcher = SequenceMatcher(None, bare_old, bare_new, autojunk=False)
    found: list[Piece] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(new[k:m])))
        else:
            found += _pieces("".join(old[i:j]), "".join(new[k:m]))
    return tuple(found)


def _pieces(gone: str, came: str) -> Iterator[Piece]:
    if gone:
        yield Piece("removed", gone if gone[-1].isspace() or not came else f"{gone} ")
    if came:
        yield Piece("added", came)
