"""A document to its chunks, by the chunker that an index names."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.document import Chunk, Document
from workbench.domain.knowledge_settings import ChunkerSettings
from workbench.retrieval.chunkers.by_heading import along_headings
from workbench.retrieval.chunkers.by_meaning import EmbedTexts, at_drops
from workbench.retrieval.chunkers.by_sentence import sentence_windows
from workbench.retrieval.chunkers.by_tokens import fixed_tokens
from workbench.retrieval.chunkers.cutting import stripped
from workbench.retrieval.chunkers.parents import families
from workbench.retrieval.chunkers.ruler import Ruler, Span, Tokens
from workbench.retrieval.chunkers.sections import Section, heading_finder, sections
from workbench.retrieval.loaders.front_matter import text_start

# To be raised when the same settings cut otherwise than before.
VERSION = 2
PAGE_END = "\f"


@dataclass(frozen=True, slots=True)
class Tools:
    """What chunkers ask: where tokens are, and (for `semantic`) how alike texts are."""

    tokens: Tokens
    embed: EmbedTexts


@dataclass(frozen=True, slots=True)
class Chunked:
    """`chunks` are searched, in reading order; `parents` go into prompts in their place."""

    chunks: tuple[Chunk, ...]
    parents: tuple[Chunk, ...] = ()


def recipe(settings: ChunkerSettings) -> str:
    """What is said of a chunker in an index: with the same recipe it cuts the same."""
    return f"{settings.kind}-{VERSION}:{settings.size_tokens}:{settings.overlap_tokens}"


def chunk(document: Document, settings: ChunkerSettings, tools: Tools) -> Chunked:
    """Every character outside the front matter that is not blank is in a chunk.

    None is longer than `settings.size_tokens`, unless it is a single word.
    """
    ruler, found = Ruler(document.text, tools.tokens), sections(document)
    maker = _Maker(document, found)
    if settings.kind == "parent_child":
        return _with_parents(maker, ruler, found, settings)
    body = text_start(document.path, document.text), len(document.text)
    match settings.kind:
        case "heading":
            spans = along_headings(ruler, found, settings)
        case "fixed":
            spans = fixed_tokens(ruler, body, settings)
        case "sentences":
            spans = sentence_windows(ruler, body, settings)
        case "semantic":
            spans = at_drops(ruler, body, settings, tools.embed)
    return Chunked(tuple(maker.chunks(spans)))


def _with_parents(
    maker: "_Maker", ruler: Ruler, found: tuple[Section, ...], settings: ChunkerSettings
) -> Chunked:
    parents: list[Chunk] = []
    children: list[Chunk] = []
    for parent, inside in families(ruler, found, settings):
        (made,) = maker.chunks([parent], is_parent=True)
        parents.append(made)
        children += maker.chunks(inside, made.id)
    return Chunked(tuple(children), tuple(parents))


class _Maker:
    """Gives each piece its id, heading and page. Ids hold as long as text and place do."""

    def __init__(self, document: Document, found: Sequence[Section]) -> None:
        self._document = document
        self._heading_at = heading_finder(tuple(found))
        self._seen: dict[str, int] = {}
        self._position = 0
        self._has_pages = PAGE_END in document.text

    def chunks(
        self,
        spans: Iterator[Span] | Sequence[Span],
        parent_id: str = "",
        *,
        is_parent: bool = False,
    ) -> Iterator[Chunk]:
        for span in spans:
            start, end = stripped(self._document.text, span)
            if start < end:
                yield self._chunk((start, end), parent_id, is_parent=is_parent)

    def _chunk(self, span: Span, parent_id: str, *, is_parent: bool) -> Chunk:
        whole, (start, end) = self._document, span
        text, heading = whole.text[start:end], self._heading_at(start)
        position = 0 if is_parent else self._position
        self._position += not is_parent
        return Chunk(
            id=self._key(heading, text, is_parent=is_parent),
            path=whole.path,
            title=whole.title,
            heading=heading,
            text=text,
            start=start,
            end=end,
            audience=whole.audience,
            effective=whole.effective,
            page=1 + whole.text.count(PAGE_END, 0, start) if self._has_pages else 0,
            parent_id=parent_id,
            region=whole.region,
            position=position,
        )

    def _key(self, heading: str, text: str, *, is_parent: bool) -> str:
        kind = "parent" if is_parent else ""
        name = "\0".join((self._document.path, self._document.title, heading, text, kind))
        self._seen[name] = copy = self._seen.get(name, 0) + 1
        return hashlib.sha256(f"{name}\0{copy}".encode()).hexdigest()[:16]
