"""The door to bm25s: chunks ranked by the words they share with a question."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import bm25s
import numpy as np

from workbench.domain.document import Chunk
from workbench.retrieval.access import Permit
from workbench.retrieval.embedded_text import embedded_text
from workbench.retrieval.ranking import Catalog, Question, Scored

KEPT_INDEXES = 16

Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
Places = np.ndarray[tuple[int, ...], np.dtype[np.intp]]


class WordRanker:
    """One index for each permit, made when it is first asked for.

    How rare a word is, is thus counted among the chunks that the permit allows and nowhere else:
    a score tells nothing about texts that the asker may not read.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._lock = threading.Lock()
        self._indexes: OrderedDict[Permit, _WordIndex] = OrderedDict()

    def rank(
        self, question: Question, permits: Sequence[Permit], count: int
    ) -> tuple[tuple[Scored, ...], ...]:
        words = _words([question.text])[0]
        return tuple(self._index(permit).best(words, count) for permit in permits)

    def _index(self, permit: Permit) -> "_WordIndex":
        with self._lock:
            if permit not in self._indexes:
                self._indexes[permit] = _WordIndex(self._catalog.allowed(permit))
            self._indexes.move_to_end(permit)
            if len(self._indexes) > KEPT_INDEXES:
                self._indexes.popitem(last=False)
            return self._indexes[permit]


class _WordIndex:
    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self._ids = [piece.id for piece in chunks]
        words = _words([embedded_text(piece) for piece in chunks])
        self._index = bm25s.BM25() if any(words) else None
        if self._index:
            self._index.index(words, show_progress=False)

    def best(self, words: list[str], count: int) -> tuple[Scored, ...]:
        """Chunks without any of the words are left out."""
        if self._index is None or not words:
            return ()
        scores = self._index.get_scores(words)
        places = _likely(scores, count)
        order = places[np.argsort(-scores[places], kind="stable")][:count]
        return tuple((self._ids[place], float(scores[place])) for place in order if scores[place])


def _likely(scores: Numbers, count: int) -> Places:
    """The places of the `count` highest scores, and of those equal to the last, in order."""
    if count >= len(scores):
        return np.arange(len(scores))
    least = np.partition(scores, len(scores) - count)[len(scores) - count]
    return np.flatnonzero(scores >= max(least, np.nextafter(np.float32(0), np.float32(1))))


def _words(texts: list[str]) -> list[list[str]]:
    words: list[list[str]] = bm25s.tokenize(
        texts, stopwords="en", return_ids=False, show_progress=False
    )
    return words
