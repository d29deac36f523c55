"""What of a chunk is embedded and searched for words."""

import hashlib

from workbench.domain.document import Chunk


def embedded_text(piece: Chunk) -> str:
    """The chunk below its title and heading: they often name what its text only refers to."""
    return "\n".join(part for part in (piece.title, piece.heading, piece.text) if part)


def text_key(piece: Chunk) -> str:
    """Chunks with the same key have the same vector."""
    return hashlib.sha256(embedded_text(piece).encode()).hexdigest()
