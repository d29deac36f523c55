"""A knowledge folder to write, a store, and an embedder that counts words instead of learning."""

import hashlib
import math

from workbench.cancellation import CancelToken
from workbench.domain.knowledge_settings import ChunkerSettings, IndexSpec
from workbench.retrieval.chunkers import Tools, chunk
from workbench.retrieval.chunkers.ruler import words
from workbench.retrieval.indexing import Making

DIMENSION = 64
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class HashingEmbedder:
    """Texts that share words are near each other; `asked` collects what was embedded."""

    def __init__(self, dimension=DIMENSION, salt=""):
        self.dimension = dimension
        self.salt = salt
        self.asked = []

    def embed(self, texts, cancel: CancelToken):
        cancel.check()
        self.asked.extend(texts)
        return tuple(self._vector(text) for text in texts)

    def _vector(self, text):
        counts = [1e-3] * self.dimension
        for word in text.lower().split():
            digest = hashlib.sha256((self.salt + word.strip(".,:;?!#")).encode()).digest()
            counts[int.from_bytes(digest[:4]) % self.dimension] += 1
        return unit(counts)


def write(folder, path, body, title="", **fields):
    """A Markdown document; a field that is None is left out."""
    lines = [f"title: {title or path}"]
    lines += [f"{name}: {value}" for name, value in fields.items() if value is not None]
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(["---", *lines, "---", body, ""]), encoding="utf-8")
    return file


def run(indexing):
    """The progress and the report of an indexing run."""
    progress = []
    while True:
        try:
            progress.append(next(indexing))
        except StopIteration as end:
            return progress, end.value


def letters(texts):
    """Vectors of how often each letter is there: quick, for chunkers."""
    return [unit([text.count(letter) + 1e-3 for letter in LETTERS]) for text in texts]


def unit(counts):
    length = math.sqrt(sum(count * count for count in counts))
    return tuple(count / length for count in counts)


TOOLS = Tools(words, letters)


def making(embedder=None, spec=None, rules=()):
    return Making(embedder or HashingEmbedder(), words, spec or IndexSpec(), tuple(rules))


def pieces(document):
    """The chunks of a document, as a new workspace cuts it."""
    return chunk(document, ChunkerSettings(), TOOLS).chunks
