"""A document cut as a chunker's settings say."""

from workbench.domain.document import Chunk, Document
from workbench.domain.knowledge_settings import ChunkerSettings
from workbench.errors import RetrievalError
from workbench.retrieval.chunking import chunk

CHARACTERS_PER_TOKEN = 4


def cut(document: Document, settings: ChunkerSettings) -> tuple[Chunk, ...]:
    """Raises `RetrievalError` for a way to cut that is not there."""
    if settings.kind != "heading" or settings.overlap_tokens:
        raise RetrievalError(
            f"Documents cannot be cut by {settings.kind} here yet.", "Use heading without overlap."
        )
    return chunk(document, settings.size_tokens * CHARACTERS_PER_TOKEN)
