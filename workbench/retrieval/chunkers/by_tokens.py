"""So many tokens each, wherever that ends: what other methods are compared to."""

from collections.abc import Iterator

from workbench.domain.knowledge_settings import ChunkerSettings
from workbench.retrieval.chunkers.ruler import Ruler, Span


def fixed_tokens(ruler: Ruler, body: Span, settings: ChunkerSettings) -> Iterator[Span]:
    """What is no token (an invisible character) goes with the token before it."""
    starts = [start for start, _ in ruler.spans if body[0] <= start < body[1]]
    bounds = [body[0], *starts[1:], body[1]]
    size, step = settings.size_tokens, settings.size_tokens - settings.overlap_tokens
    for first in range(0, len(bounds) - 1, step):
        last = min(first + size, len(bounds) - 1)
        yield bounds[first], bounds[last]
        if last == len(bounds) - 1:
            return
