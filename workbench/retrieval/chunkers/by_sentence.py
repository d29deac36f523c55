"""Windows of whole sentences that move over the text."""

from collections.abc import Iterator

from workbench.domain.knowledge_settings import ChunkerSettings
from workbench.retrieval.chunkers.cutting import sentences, windows
from workbench.retrieval.chunkers.ruler import Ruler, Span


def sentence_windows(ruler: Ruler, body: Span, settings: ChunkerSettings) -> Iterator[Span]:
    limit = settings.size_tokens
    yield from windows(
        list(sentences(ruler, body, limit)), limit, settings.overlap_tokens, ruler.length
    )
