"""The little markup that answers carry: bold, code, list items, citations; all else is text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

PieceKind = Literal["text", "bold", "code", "citation"]
_INLINE = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|`(?P<code>[^`\n]+)`|\[(?P<citation>\d{1,2})\]")
_ITEM = re.compile(r"^\s*(?:[-*•]|(?P<number>\d{1,2}[.)]))\s+")
_HEADING = re.compile(r"^#{1,6}\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """marker: `•`, `2.` or nothing; a heading is one bold piece."""

    marker: str
    pieces: tuple[Piece, ...]


def parse_line(source: str) -> Line:
    """One line of an answer; unfinished markup is plain text."""
    heading = _HEADING.match(source)
    if heading:
        return Line("", (Piece("bold", source[heading.end() :].replace("**", "")),))
    item = _ITEM.match(source)
    if not item:
        return Line("", tuple(_pieces(source)))
    return Line(item["number"] or "•", tuple(_pieces(source[item.end() :])))


def _pieces(source: str) -> Iterator[Piece]:
    at = 0
    for found in _INLINE.finditer(source):
        if found.start() > at:
            yield Piece("text", source[at : found.start()])
        for kind in ("bold", "code", "citation"):
            if found[kind] is not None:
                yield Piece(kind, found[kind])
        at = found.end()
    if at < len(source):
        yield Piece("text", source[at:])
