"""Each stage is done once for all configurations that share it."""

from contextlib import closing
from dataclasses import dataclass
from datetime import date

import pytest

from tests.workbench.retrieval.knowledge import TOOLS, HashingEmbedder
from tests.workbench.retrieval.memory_server import MemoryServer
from workbench.cancellation import CancelToken
from workbench.domain.bot import RetrievalSettings
from workbench.domain.document import Document, Search, SearchText
from workbench.domain.knowledge_settings import ChunkerSettings
from workbench.retrieval.chunkers import chunk
from workbench.retrieval.client import IndexRetriever
from workbench.retrieval.sweep import vector_cache
from workbench.retrieval.sweep.bench import RetrievalBench, Ways
from workbench.retrieval.sweep.questions import Questions
from workbench.retrieval.sweep.vector_cache import VectorCache

ROLES = {"customer": ("customer",), "agent": ("customer", "agent")}
DOCUMENTS = [
    Document("refund.md", "Refunds", "A refund takes five days.\n\nAsk for it online.", "customer"),
    Document("staff.md", "For staff", "A refund above 50 EUR takes ten days.", "agent"),
    Document("card.md", "Cards", "Change your card in the settings.", "customer"),
]
SMALL, LARGE = ChunkerSettings(size_tokens=8), ChunkerSettings(size_tokens=200)
HYBRID, WORDS = RetrievalSettings(), RetrievalSettings(retrievers=("bm25",))


def search(text="how long does a refund take", role="customer"):
    return Search((SearchText(text),), role)


@pytest.fixture
def bench(tmp_path):
    def cut(document, settings):
        return chunk(document, settings, TOOLS).chunks

    embedder = HashingEmbedder()
    ways = Ways(cut, {"hashing": embedder}, ROLES, date(2026, 11, 22))
    with closing(VectorCache(tmp_path / "sweep.sqlite")) as cache:
        made = RetrievalBench(DOCUMENTS, ways, cache)
        made.embedder = embedder
        yield made


def ask(bench, chunker=LARGE, settings=HYBRID, **more):
    retriever = bench.retriever(chunker, "hashing", CancelToken())
    return retriever.candidates(search(**more), settings, CancelToken())


def test_it_finds_what_an_index_finds(bench):
    server = MemoryServer(DOCUMENTS)
    retriever = IndexRetriever(server, HashingEmbedder(), ROLES, lambda: date(2026, 11, 22))
    theirs = retriever.candidates(search(), HYBRID, CancelToken())
    assert [one.id for one in ask(bench).chunks] == [one.id for one in theirs.chunks]


def test_what_a_role_may_not_read_is_not_found_here_either(bench):
    assert "staff.md" not in {one.path for one in ask(bench).chunks}
    assert "staff.md" in {one.path for one in ask(bench, role="agent").chunks}


def test_another_fusion_or_depth_ranks_nothing_again(bench):
    ask(bench)
    before = bench.spent
    ask(bench, settings=RetrievalSettings(fusion="score", dense_weight=0.3))
    ask(bench, settings=RetrievalSettings(top_k=2))
    ask(bench, settings=WORDS)
    assert bench.spent == before
    assert bench.saved_s > 0


def test_another_chunker_embeds_only_texts_that_differ(bench):
    ask(bench)
    first = bench.spent.embedded
    ask(bench, chunker=SMALL)
    assert bench.chunk_count(SMALL) > bench.chunk_count(LARGE)
    # Two documents are one chunk either way.
    assert bench.spent.embedded - first < bench.chunk_count(SMALL)
    assert bench.spent.chunkings == 2
    assert len(bench.embedder.asked) == len(set(bench.embedder.asked))


def test_vectors_outlive_the_sweep_and_belong_to_their_embedder(tmp_path):
    asked = HashingEmbedder()
    with closing(VectorCache(tmp_path / "v.sqlite")) as cache:
        first = cache.vectors("one", asked, ["a", "b", "a"], CancelToken())
    with closing(VectorCache(tmp_path / "v.sqlite")) as cache:
        again = cache.vectors("one", asked, ["b", "a"], CancelToken())
        assert again == [first[1], first[0]]
        assert cache.embedded == 0
        cache.vectors("another", asked, ["a"], CancelToken())
        assert cache.embedded == 1
    assert asked.asked == ["a", "b", "a"]


class SlowEmbedder(HashingEmbedder):
    """Takes a second for each request."""

    def __init__(self, clock):
        super().__init__()
        self._clock = clock

    def embed(self, texts, cancel):
        self._clock.now += 1.0
        return super().embed(texts, cancel)


@dataclass
class StandingClock:
    now: float = 0.0

    def __call__(self):
        return self.now


def test_a_question_that_was_embedded_before_counts_as_if_it_was_not(tmp_path, monkeypatch):
    clock = StandingClock()
    monkeypatch.setattr(vector_cache, "perf_counter", clock)
    embedder = SlowEmbedder(clock)
    with closing(VectorCache(tmp_path / "sweep.sqlite")) as cache:
        Questions(cache, "slow", embedder).embed(["How long?"], CancelToken())
        later = Questions(cache, "slow", embedder)
        assert later.embed(["How long?"], CancelToken()) == tuple(
            pytest.approx(each) for each in HashingEmbedder().embed(["How long?"], CancelToken())
        )
    assert (later.saved_s, clock.now, cache.embedded) == (1.0, 1.0, 1)
