"""Whether an index can be searched with what the workspace says now."""

import threading
from collections.abc import Callable, Sequence

from workbench.cancellation import CancelToken
from workbench.domain.knowledge_settings import IndexSpec
from workbench.engine.ports import Embedder
from workbench.errors import RetrievalError
from workbench.retrieval.chunkers import recipe
from workbench.retrieval.indexing import PROBE
from workbench.retrieval.records import IndexRecord
from workbench.retrieval.vector_table import are_close

CHOICE = "Update the index to make it anew, or go back to what it was made with in workbench.yaml."


def mismatch(spec: IndexSpec, record: IndexRecord | None) -> str:
    """One sentence, empty where all is well or nothing is indexed yet."""
    if record is None:
        return ""
    wanted = spec.embedder.title, recipe(spec.chunker)
    made = record.model, record.recipe
    for now, then, what in zip(wanted, made, ("embedder", "chunker"), strict=True):
        if now != then:
            return f'The index "{spec.name}" was made with the {what} {then}, not with {now}.'
    return ""


class MatchedEmbedder:
    """Embeds questions, if the index was made with the same model: told by what it does.

    `record` is what the index was made with, and how its model embedded a fixed text.
    """

    def __init__(
        self,
        inner: Embedder,
        spec: Callable[[], IndexSpec],
        record: Callable[[], tuple[IndexRecord | None, Sequence[float]]],
    ) -> None:
        self._inner = inner
        self._spec = spec
        self._record = record
        self._lock = threading.Lock()
        self._matched: IndexRecord | None = None

    def embed(self, texts: Sequence[str], cancel: CancelToken) -> tuple[tuple[float, ...], ...]:
        """Raises `RetrievalError` if the index was made otherwise, and what the model raises."""
        record, probe = self._record()
        if problem := mismatch(self._spec(), record):
            raise RetrievalError(problem, CHOICE)
        with self._lock:
            is_known = record is None or record == self._matched
        if not is_known:
            if not are_close(probe, self._inner.embed([PROBE], cancel)[0]):
                name, title = self._spec().name, self._spec().embedder.title
                raise RetrievalError(
                    f'{title} embeds otherwise than when the index "{name}" was made.', CHOICE
                )
            with self._lock:
                self._matched = record
        return self._inner.embed(texts, cancel)
