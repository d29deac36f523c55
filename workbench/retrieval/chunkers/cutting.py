"""Texts cut into pieces at the best places, and pieces packed into windows."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from workbench.retrieval.chunkers.ruler import Ruler, Span

LINE_END = re.compile(r"\r\n?|\n")
SENTENCE_END = re.compile(r"(?<=[.!?…:;])[\"')\]]*\s+")
PARAGRAPH_END = re.compile(r"(?:\r\n?|\n)\s*(?:\r\n?|\n)|\f")
WORD_END = re.compile(r"\s+")
# Where a text that is too long is cut: between paragraphs, lines, sentences, words.
CUTS = (PARAGRAPH_END, LINE_END, SENTENCE_END, WORD_END)


def pieces(ruler: Ruler, span: Span, limit: int, finest: int = 0) -> Iterator[Span]:
    """Parts of `span` of at most `limit` tokens, unless a single word is longer."""
    start, end = stripped(ruler.text, span)
    if start == end:
        return
    if ruler.length((start, end)) <= limit or finest == len(CUTS):
        yield start, end
        return
    ends = [match.end() for match in CUTS[finest].finditer(ruler.text, start, end)]
    for piece in pairwise((start, *ends, end)):
        yield from pieces(ruler, piece, limit, finest + 1)


def sentences(ruler: Ruler, span: Span, limit: int) -> Iterator[Span]:
    """Sentences and headings, those that are longer than `limit` tokens in parts."""
    start, end = span
    breaks = {
        match.end()
        for cut in (PARAGRAPH_END, SENTENCE_END)
        for match in cut.finditer(ruler.text, start, end)
    }
    for sentence in pairwise((start, *sorted(breaks), end)):
        yield from pieces(ruler, sentence, limit, len(CUTS) - 1)


def windows(
    parts: Sequence[Span], limit: int, overlap: int, length: Callable[[Span], int]
) -> Iterator[Span]:
    """As few windows as fit one after the other, each of whole `parts`.

    A window is at most `limit` long, or a single part. It begins with parts that the window
    before ends with, `overlap` long at most, and ends with one that is new.
    """
    first = 0
    while first < len(parts):
        last = first
        while last + 1 < len(parts) and length((parts[first][0], parts[last + 1][1])) <= limit:
            last += 1
        yield parts[first][0], parts[last][1]
        if last + 1 == len(parts):
            return
        first = _next_first(parts, (first, last), limit, overlap, length)


def _next_first(
    parts: Sequence[Span],
    window: tuple[int, int],
    limit: int,
    overlap: int,
    length: Callable[[Span], int],
) -> int:
    first, last = window
    following = last + 1
    while following - 1 > first:
        back = following - 1
        fits = length((parts[back][0], parts[last + 1][1])) <= limit
        if not fits or length((parts[back][0], parts[last][1])) > overlap:
            break
        following = back
    return following


def stripped(text: str, span: Span) -> Span:
    piece = text[span[0] : span[1]]
    start = span[0] + len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
