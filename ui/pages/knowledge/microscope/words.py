"""Which words of a question BM25 looks for, and where they stand in a text. Qt-free."""

import re
from collections.abc import Iterable

# As bm25s takes texts apart: words of two letters and more, but for its English stop words.
_WORD = re.compile(r"\b\w\w+\b")
_STOP_WORDS = frozenset(
    ("a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is",
     "it", "no", "not", "of", "on", "or", "such", "that", "the", "their", "then", "there",
     "these", "they", "this", "to", "was", "will", "with")
)  # fmt: skip
_HEADING = re.compile(r"^#+\s+", re.MULTILINE)
_SNIPPET, _BEFORE = 110, 18


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Of all that was searched for, in lower case."""
    found = (word for text in texts for word in _WORD.findall(text.lower()))
    return frozenset(word for word in found if word not in _STOP_WORDS)


def marks(text: str, words: frozenset[str]) -> tuple[tuple[int, int], ...]:
    """Where these words stand: (start, end) in characters."""
    return tuple(found.span() for found in _WORD.finditer(text) if found.group().lower() in words)


def snippet(text: str, words: frozenset[str]) -> str:
    """One line that begins shortly before the first of the words in the text."""
    flat = " ".join(_HEADING.sub("", text).split())
    first = next((start for start, _ in marks(flat, words)), 0)
    start = max(0, flat.rfind(" ", 0, max(first - _BEFORE, 0)) + 1)
    return f"{'…' if start else ''}{flat[start : start + _SNIPPET]}"
