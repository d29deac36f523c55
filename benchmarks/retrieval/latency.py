"""A hybrid query with a role over 100,000 chunks, beside the raw calls that it needs."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from time import perf_counter

import bm25s
import numpy as np

from workbench.domain.document import Chunk
from workbench.retrieval.access import Source
from workbench.retrieval.bm25 import WordRanker
from workbench.retrieval.chroma import DenseRanker, Expected, build, sample_of
from workbench.retrieval.dense import Differences, LiveDense
from workbench.retrieval.embedded_text import embedded_text
from workbench.retrieval.floats import Floats
from workbench.retrieval.ranking import Catalog
from workbench.retrieval.searching import searched
from workbench.retrieval.wire import SearchRequest
from workbench.statistics.percentiles import percentile

AUDIENCES = ("customer", "customer", "customer", "agent", "internal")
READS = ("customer", "agent")
DIMENSION, CENTRES, QUERIES, WORDS = 384, 200, 100, 20_000
COUNT = 20


def report(chunk_count: int) -> str:
    """Raw: for what the role may read, and for everything, which tells what is withheld."""
    random, draws = Random(7), np.random.default_rng(7)
    chunks = [_chunk(random, number) for number in range(chunk_count)]
    vectors = _vectors(draws, chunk_count)
    by_audience = {
        name: {
            chunk.id: vectors[place].tobytes()
            for place, chunk in enumerate(chunks)
            if chunk.audience == name
        }
        for name in dict.fromkeys(AUDIENCES)
    }
    with tempfile.TemporaryDirectory() as folder:
        began = perf_counter()
        build(Path(folder), by_audience)
        built_s = perf_counter() - began
        paths = {chunk.id: chunk.path for chunk in chunks}
        began = perf_counter()
        expected = {
            name: Expected(len(some), {key: some[key] for key in sample_of(list(some))})
            for name, some in by_audience.items()
        }
        with closing(DenseRanker(Path(folder), expected, paths)) as built:
            opened_s = perf_counter() - began
            catalog = Catalog(chunks, [Source(each.path, each.audience) for each in chunks])
            members = {name: tuple(some) for name, some in by_audience.items()}
            same = Differences(members, members)
            dense = LiveDense(catalog, built, same, lambda _: {}, DIMENSION)
            return "\n".join(
                [
                    f"{chunk_count:,} chunks: Chroma built in {built_s:.0f} s, "
                    f"opened and checked in {opened_s:.2f} s.",
                    *_lines(random, draws, catalog, dense),
                ]
            )


def _lines(
    random: Random, draws: np.random.Generator, catalog: Catalog, dense: LiveDense
) -> Iterator[str]:
    words = WordRanker(catalog)
    asked = [(_text(random, 8), _vectors(draws, 1)[0]) for _ in range(QUERIES)]
    raw = _Raw(catalog, dense)
    ours, theirs, lone = [], [], []
    for place, (text, vector) in enumerate([asked[0], *asked]):
        request = SearchRequest(
            text, tuple(map(float, vector)), READS, "2026-11-22", top_k=5, candidates=COUNT
        )
        began = perf_counter()
        searched(request, catalog, words, dense)
        took_s = perf_counter() - began
        needed_s, allowed_s = raw.seconds(text, vector)
        if place:
            # The first one builds what is built once.
            ours.append(took_s)
            theirs.append(needed_s)
            lone.append(allowed_s)
    yield _line("hybrid query as agent", ours)
    yield _line("raw calls that it needs (allowed, and all for what is withheld)", theirs)
    yield _line("raw calls over what is allowed alone", lone)
    ratio = percentile(sorted(ours), 95) / percentile(sorted(theirs), 95)
    yield f"p95 is {ratio:.2f} times that of the raw calls (wanted: at most 1.20)."


class _Raw:
    """The same indexes, asked without anything around them."""

    def __init__(self, catalog: Catalog, dense: LiveDense) -> None:
        assert dense._built
        self._collections = dense._built._collections
        pieces = list(catalog.chunks.values())
        readable = [piece for piece in pieces if piece.audience in READS]
        self._allowed, self._all = (self._index(each) for each in (readable, pieces))

    def seconds(self, text: str, vector: Floats) -> tuple[float, float]:
        """Of all, and of those over what is allowed."""
        parts = {name: self._chroma(name, vector) for name in self._collections}
        allowed_s = sum(seconds for name, seconds in parts.items() if name in READS)
        words_s, all_words_s = (self._words(each, text) for each in (self._allowed, self._all))
        return sum(parts.values()) + words_s + all_words_s, allowed_s + words_s

    def _index(self, pieces: Sequence[Chunk]) -> bm25s.BM25:
        texts = [embedded_text(piece) for piece in pieces]
        made = bm25s.BM25()
        made.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
        return made

    def _words(self, index: bm25s.BM25, text: str) -> float:
        began = perf_counter()
        tokens = bm25s.tokenize([text], stopwords="en", show_progress=False)
        index.retrieve(tokens, k=COUNT, show_progress=False)
        return perf_counter() - began

    def _chroma(self, name: str, vector: Floats) -> float:
        began = perf_counter()
        self._collections[name].query(
            query_embeddings=vector[None, :], n_results=COUNT, include=["distances"]
        )
        return perf_counter() - began


def _line(name: str, seconds: list[float]) -> str:
    ordered = sorted(seconds)
    p50, p95 = (percentile(ordered, each) * 1000 for each in (50, 95))
    return f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms"


def _chunk(random: Random, number: int) -> Chunk:
    text = _text(random, random.randint(8, 31))
    path = f"{number // 5}-{number % len(AUDIENCES)}.md"
    audience = AUDIENCES[number % len(AUDIENCES)]
    return Chunk(f"c{number}", path, "", "", text, 0, len(text), audience)


def _text(random: Random, length: int) -> str:
    """Words as often as in a language: the n-th in proportion to 1 / n."""
    return " ".join(f"w{int(WORDS ** random.random())}" for _ in range(length))


def _vectors(draws: np.random.Generator, count: int) -> Floats:
    """Around centres, as the vectors of real texts are."""
    centres = np.random.default_rng(1).normal(size=(CENTRES, DIMENSION))
    near = (
        centres[draws.integers(CENTRES, size=count)] + draws.normal(size=(count, DIMENSION)) * 0.7
    )
    unit: Floats = (near / np.linalg.norm(near, axis=1, keepdims=True)).astype(np.float32)
    return unit
