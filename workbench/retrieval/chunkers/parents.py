"""Small pieces for the search, the large one around them for the prompt."""

from collections.abc import Iterator
from dataclasses import replace

from workbench.domain.knowledge_settings import ChunkerSettings
from workbench.retrieval.chunkers.by_heading import along_headings
from workbench.retrieval.chunkers.cutting import pieces, windows
from workbench.retrieval.chunkers.ruler import Ruler, Span
from workbench.retrieval.chunkers.sections import Section

CHILDREN_IN_A_PARENT = 4


def families(
    ruler: Ruler, found: tuple[Section, ...], settings: ChunkerSettings
) -> Iterator[tuple[Span, tuple[Span, ...]]]:
    """Each parent with its children, which together hold what it holds."""
    limit = max(1, settings.size_tokens // CHILDREN_IN_A_PARENT)
    overlap = min(settings.overlap_tokens, limit // 2)
    for parent in along_headings(ruler, found, replace(settings, overlap_tokens=0)):
        parts = list(pieces(ruler, parent, min(limit, overlap) or limit))
        yield parent, tuple(windows(parts, limit, overlap, ruler.length))
