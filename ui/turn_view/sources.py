"""What an answer rests on, numbered as its citation chips are. Qt-free."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.projections import citations as cited
from workbench.projections.citations import Citation
from workbench.trace.event import TraceEvent

_PASSAGE = 600


@dataclass(frozen=True, slots=True)
class Source:
    """A passage of a document (`path`, `start` to `end` in characters), a tool or the account.

    `detail`: the fused score, or what kind of source it is. `span_id` is set for a tool.
    """

    number: int
    title: str
    detail: str
    passage: str
    path: str = ""
    start: int = 0
    end: int = 0
    span_id: str = ""
    kind: str = "chunk"


@dataclass(frozen=True, slots=True)
class Cited:
    """The sources by number, and the answer with each number in brackets where it belongs."""

    sources: tuple[Source, ...] = ()
    text: str = ""


def cited_in(text: str, events: Sequence[TraceEvent]) -> Cited:
    """Of a finished answer. Numbers that the model wrote itself stay where they are."""
    found = cited.citations(text, cited.sources(events))
    by_number = {each.number: each for each in found if each.source}
    sources = tuple(_source(by_number[number]) for number in sorted(by_number))
    if not any(each.is_marked for each in found):
        for number, end in reversed(list(_ends(text, found))):
            text = f"{text[:end]} [{number}]{text[end:]}"
    return Cited(sources, text)


def _source(citation: Citation) -> Source:
    source = citation.source
    assert source
    chunk = source.chunk
    if chunk is None:
        passage = source.text[:_PASSAGE]
        return Source(
            citation.number,
            source.label,
            source.kind,
            passage,
            span_id=source.span_id,
            kind=source.kind,
        )
    detail = "" if source.score is None else f"{source.score:.2f}"
    return Source(
        citation.number, source.label, detail, chunk.text, chunk.path, chunk.start, chunk.end
    )


def _ends(text: str, found: Sequence[Citation]) -> Iterable[tuple[int, int]]:
    """Behind a sentence, unless the next one in the paragraph rests on the same source."""
    for place, each in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else None
        is_same = after is not None and after.number == each.number
        if is_same and after and "\n" not in text[each.end : after.start]:
            continue
        yield each.number, each.end
