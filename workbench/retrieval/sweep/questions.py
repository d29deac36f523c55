"""Questions embedded once for all configurations, and how long each would have taken anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.cancellation import CancelToken
from workbench.retrieval.indexing import Embedder
from workbench.retrieval.sweep.vector_cache import Vector, VectorCache


@dataclass(slots=True)
class Questions:
    """By one embedder. `saved_s`: what was not spent as they were known."""

    cache: VectorCache
    name: str
    embedder: Embedder
    saved_s: float = 0.0

    def embed(self, texts: Sequence[str], cancel: CancelToken) -> tuple[Vector, ...]:
        return tuple(self._one(text, cancel) for text in texts)

    def _one(self, text: str, cancel: CancelToken) -> Vector:
        if known := self.cache.question(self.name, text):
            vector, seconds = known
            self.saved_s += seconds
            return vector
        return self.cache.ask(self.name, self.embedder, text, cancel)
