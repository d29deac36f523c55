"""The sections of a document: where its headings are, and what each is below."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from workbench.domain.document import Document
from workbench.retrieval.chunkers.cutting import LINE_END
from workbench.retrieval.chunkers.ruler import Span
from workbench.retrieval.loaders.front_matter import text_start

HEADING_SEPARATOR = " > "


@dataclass(frozen=True, slots=True)
class Section:
    """`heading`: the path of headings, without a first one that repeats the title."""

    heading: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    level: int
    title: str


def sections(document: Document) -> tuple[Section, ...]:
    """In order; together they hold every character outside the front matter.

    A heading without text of its own opens the section below it.
    """
    return tuple(_sections(document))


def heading_finder(found: tuple[Section, ...]) -> Callable[[int], str]:
    """The heading path of the section that a place in the text is in."""
    starts = [each.span[0] for each in found]

    def heading_at(place: int) -> str:
        number = bisect_right(starts, place) - 1
        return found[number].heading if number >= 0 else ""

    return heading_at


def _sections(document: Document) -> Iterator[Section]:
    text, begin = document.text, text_start(document.path, document.text)
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
        yield Section(HEADING_SEPARATOR.join(titles), (start, end))
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
