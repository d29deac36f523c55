"""Documents to chunks: one chunker a file, each a pure function with exact places."""

from workbench.retrieval.chunkers.chunk import Chunked, Tools, chunk, recipe

__all__ = ["Chunked", "Tools", "chunk", "recipe"]
