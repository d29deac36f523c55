"""Documents cut into chunks along their headings, with exact places."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from workbench.domain.document import Chunk, Document
from workbench.retrieval.markdown import body_start

MAX_CHARACTERS = 800
RECIPE = f"headings-1:{MAX_CHARACTERS}"
HEADING_SEPARATOR = " > "
LINE_END = re.compile(r"\r\n?|\n")
WORD_END = re.compile(r"\s+")
# Where a text that is too long is cut: between paragraphs, lines, sentences, words.
CUTS = (
    re.compile(r"(?:\r\n?|\n)\s*(?:\r\n?|\n)"),
    LINE_END,
    re.compile(r"(?<=[.!?…:;])[\"')\]]*\s+"),
    WORD_END,
)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    level: int
    title: str


def chunk(document: Document, max_characters: int = MAX_CHARACTERS) -> tuple[Chunk, ...]:
    """Chunks in reading order: each is `document.text[start:end]`, none crosses a heading.

    Together they hold every character outside the front matter that is not blank. None is longer
    than `max_characters` unless it is a single word. A heading without text of its own opens the
    chunk of the section below it.
    """
    seen: dict[str, int] = {}
    return tuple(
        _chunk(document, heading, span, seen)
        for heading, section in _sections(document)
        for span in _pack(document.text, section, max_characters)
    )


def _chunk(document: Document, heading: str, span: Span, seen: dict[str, int]) -> Chunk:
    start, end = span
    text = document.text[start:end]
    name = "\0".join((document.path, heading, text, document.audience))
    seen[name] = copy = seen.get(name, 0) + 1
    key = hashlib.sha256((name if copy == 1 else f"{name}\0{copy}").encode()).hexdigest()[:16]
    return Chunk(
        key,
        document.path,
        document.title,
        heading,
        text,
        start,
        end,
        document.audience,
        document.effective,
    )


def _sections(document: Document) -> Iterator[tuple[str, Span]]:
    """Each section's heading path, without a first heading that repeats the title, and place."""
    text, begin = document.text, body_start(document.text)
    headings = _headings(text[begin:], begin)
    path: list[_Heading] = []
    start = begin
    for here, following in pairwise(
        (_Heading(begin, 0, ""), *headings, _Heading(len(text), 0, ""))
    ):
        end = following.start
        path = [*(above for above in path if above.level < here.level), here]
        if following.level and _is_bare(text[here.start : end], here):
            continue
        titles = [part.title for part in path if part.title and part.title != document.title]
        yield HEADING_SEPARATOR.join(titles), (start, end)
        start = end


def _is_bare(section: str, heading: _Heading) -> bool:
    """Nothing but the heading itself (a heading's mark-up is one line, or two if underlined)."""
    lines = [line for line in LINE_END.split(section) if line.strip()]
    underlined = len(lines) > 1 and not set(lines[1].strip()) - {"=", "-"}
    return len(lines) <= (2 if underlined else 1) if heading.level else not lines


def _headings(body: str, begin: int) -> list[_Heading]:
    line_starts = [0, *(match.end() for match in LINE_END.finditer(body))]
    tokens = MarkdownIt("commonmark").parse(body)
    return [
        _Heading(begin + line_starts[mark.map[0]], int(mark.tag[1]), _plain(title))
        for mark, title in pairwise(tokens)
        if mark.type == "heading_open" and mark.level == 0 and mark.map
    ]


def _plain(title: Token) -> str:
    return "".join(part.content for part in title.children or ()).strip()


def _pack(text: str, span: Span, limit: int) -> Iterator[Span]:
    """As few pieces as fit one after the other, without the blanks around them."""
    start = end = -1
    for piece in _pieces(text, span, limit):
        if start >= 0 and piece[1] - start > limit:
            yield start, end
            start = -1
        start, end = (piece[0] if start < 0 else start), piece[1]
    if start >= 0:
        yield start, end


def _pieces(text: str, span: Span, limit: int, finest: int = 0) -> Iterator[Span]:
    start, end = _stripped(text, span)
    if start == end:
        return
    if end - start <= limit or finest == len(CUTS):
        yield start, end
        return
    ends = [match.end() for match in CUTS[finest].finditer(text, start, end)]
    for piece in pairwise((start, *ends, end)):
        yield from _pieces(text, piece, limit, finest + 1)


def _stripped(text: str, span: Span) -> Span:
    piece = text[span[0] : span[1]]
    start = span[0] + len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
