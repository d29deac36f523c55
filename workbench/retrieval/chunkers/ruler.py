"""The length of any part of a text in tokens, after one reading of the text."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

Span = tuple[int, int]
# Where each token of a text begins and ends, in characters, in order.
Tokens = Callable[[str], Sequence[Span]]


WORD = re.compile(r"\S+")


def words(text: str) -> list[Span]:
    """Tokens where there is no model to ask: what white space parts."""
    return [match.span() for match in WORD.finditer(text)]


class Ruler:
    def __init__(self, text: str, tokens: Tokens) -> None:
        self.text = text
        self.spans = tokens(text)
        self._starts = [start for start, _ in self.spans]

    def length(self, span: Span) -> int:
        """Tokens that begin in `span`."""
        return bisect_left(self._starts, span[1]) - bisect_left(self._starts, span[0])
