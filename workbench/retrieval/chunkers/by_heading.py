"""Along headings: no piece crosses one."""

from collections.abc import Iterator

from workbench.domain.knowledge_settings import ChunkerSettings
from workbench.retrieval.chunkers.cutting import pieces, windows
from workbench.retrieval.chunkers.ruler import Ruler, Span
from workbench.retrieval.chunkers.sections import Section


def along_headings(
    ruler: Ruler, found: tuple[Section, ...], settings: ChunkerSettings
) -> Iterator[Span]:
    """Pieces that overlap are cut finer, as only whole parts are repeated."""
    limit, overlap = settings.size_tokens, settings.overlap_tokens
    for section in found:
        parts = list(pieces(ruler, section.span, min(limit, overlap) or limit))
        yield from windows(parts, limit, overlap, ruler.length)
