"""How long an index of many chunks takes to open, to take over a change, and to answer."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.knowledge.indexing import WORDS
from workbench.domain.document import Chunk, Document
from workbench.domain.knowledge_settings import Labels
from workbench.retrieval.chunkers import Chunked
from workbench.retrieval.embedded_text import text_key
from workbench.retrieval.index import Index
from workbench.retrieval.knowledge_store import KnowledgeStore, opened
from workbench.retrieval.records import FileState, Indexed, IndexRecord

A_DOCUMENT, DIMENSION, AT_A_TIME = 10, 384, 200
AUDIENCES = ("customer", "customer", "agent", "internal")

OPEN = """
import sys, time
from pathlib import Path
from workbench.retrieval.index import Index
from workbench.retrieval.wire import SearchRequest
begun = time.perf_counter()
index = Index(Path(sys.argv[1]), Path(sys.argv[2]))
index.take_over()
print(f"open and checked: {time.perf_counter() - begun:.2f} s, build due: {index.is_build_due}")
def ask(*retrievers):
    begun = time.perf_counter()
    found = index.search(SearchRequest(query="refund of a lesson", embedding=(0.05,) * 384,
        audiences=("customer",), today="2026-11-28", top_k=5, candidates=20,
        retrievers=retrievers))
    return f"{1000 * (time.perf_counter() - begun):.0f} ms"
print("dense, first and second question:", ask("dense"), ask("dense"))
print("bm25, first and second question:", ask("bm25"), ask("bm25"))
"""


def opening(folder: Path, chunks: int) -> Iterator[str]:
    """a new process opens the index; then a document of it is removed"""
    knowledge, place = folder / "knowledge.sqlite", folder / "index"
    with opened(knowledge) as store:
        _fill(store, chunks)
    begun = time.perf_counter()
    index = Index(knowledge, place)
    index.refresh()
    yield f"{chunks:,} chunks, built once in {time.perf_counter() - begun:.0f} s"
    for _ in range(2):
        yield from _opened(knowledge, place)
    with opened(knowledge) as store:
        store.forget_all_but([path for path in store.files() if path != "d7.md"])
    begun = time.perf_counter()
    index.take_over()
    took = time.perf_counter() - begun
    left = chunks - (index.chunk_count or 0)
    yield f"a removed document: {left} chunks are out of reach after {took:.2f} s"
    index.close()


def _opened(knowledge: Path, place: Path) -> Iterator[str]:
    argv = [sys.executable, "-c", OPEN, str(knowledge), str(place)]
    said = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    yield from said.splitlines()


def _fill(store: KnowledgeStore, chunks: int) -> None:
    random, numbers = Random(3), np.random.default_rng(3)
    centres = numbers.normal(size=(200, DIMENSION))
    embedder = store.vectors.embedder_id((1.0,) + (0.0,) * (DIMENSION - 1))
    documents = [
        _document(random, number, min(A_DOCUMENT, chunks - number * A_DOCUMENT))
        for number in range(-(-chunks // A_DOCUMENT))
    ]
    for first in range(0, len(documents), AT_A_TIME):
        batch = documents[first : first + AT_A_TIME]
        pieces = [piece for each in batch for piece in each.chunked.chunks]
        rows = centres[numbers.integers(0, 200, len(pieces))]
        rows = rows + 0.5 * numbers.normal(size=rows.shape)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        keys = [text_key(piece) for piece in pieces]
        store.vectors.keep(embedder, dict(zip(keys, rows.tolist(), strict=True)))
        store.save(batch)
    store.finish(IndexRecord("made up", "made up", embedder, DIMENSION, ""))


def _document(random: Random, number: int, sections: int) -> Indexed:
    path, audience = f"d{number}.md", random.choice(AUDIENCES)
    pieces = tuple(
        Chunk(
            f"c{number}-{part}",
            path,
            f"Document {number}",
            "",
            " ".join([*random.choices(WORDS, k=20), f"x{random.randint(0, 20000)}"]),
            part * 200,
            part * 200 + 150,
            audience,
            position=part,
        )
        for part in range(sections)
    )
    document = Document(path, f"Document {number}", "", audience)
    state = FileState(path, 1, 1, path, "")
    return Indexed(state, document, Labels(audience=audience), Chunked(pieces))
