"""The rule that matters most: nothing forbidden is ever ranked, whoever asks for whatever."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.retrieval.knowledge import HashingEmbedder, pieces
from workbench.cancellation import CancelToken
from workbench.domain.document import Document, Withheld
from workbench.retrieval.access import Source
from workbench.retrieval.bm25 import WordRanker
from workbench.retrieval.embedded_text import embedded_text
from workbench.retrieval.ranking import Asker, Catalog, Depth, Question, find

AUDIENCES = ("customer", "agent", "internal", "executive")
PATHS = tuple(f"{name}.md" for name in "abcdefgh")
WORDS = st.lists(st.sampled_from(["refund", "invoice", "tutor", "days", "card"]), min_size=1)
DOCUMENTS = st.lists(
    st.builds(
        Document,
        path=st.sampled_from(PATHS),
        title=st.just(""),
        text=WORDS.map(" ".join),
        audience=st.sampled_from(AUDIENCES),
        effective=st.sampled_from(["", "2026-01-01", "2027-01-01"]),
        supersedes=st.lists(st.sampled_from(PATHS), max_size=2, unique=True).map(tuple),
    ),
    unique_by=lambda document: document.path,
    max_size=len(PATHS),
)
READERS = st.frozensets(st.sampled_from(AUDIENCES))


class LikenessRanker:
    """Cosine over every chunk that the permit allows: what Chroma does, without the disk."""

    def __init__(self, catalog):
        self._catalog = catalog
        pieces = catalog.chunks.values()
        vectors = HashingEmbedder().embed([embedded_text(one) for one in pieces], CancelToken())
        self._vectors = dict(zip(catalog.chunks, vectors, strict=True))

    def rank(self, question, permits, count):
        return tuple(self._best(question.embedding, permit)[:count] for permit in permits)

    def _best(self, embedding, permit):
        scored = [
            (one.id, sum(a * b for a, b in zip(embedding, self._vectors[one.id], strict=True)))
            for one in self._catalog.allowed(permit)
        ]
        return sorted(scored, key=lambda item: (-item[1], item[0]))


class CarelessRanker:
    """Ranks everything for everybody, and ids nobody knows: a cache that is out of date."""

    def __init__(self, catalog):
        self._catalog = catalog

    def rank(self, question, permits, count):
        return tuple(
            [("gone", 1.0), *((key, 0.5) for key in self._catalog.chunks)] for _ in permits
        )


def catalog_of(documents):
    chunks = [piece for document in documents for piece in pieces(document)]
    sources = [Source(one.path, one.audience, one.effective, one.supersedes) for one in documents]
    return Catalog(chunks, sources)


def ask(documents, query, audiences, top_k=3, rankers=(WordRanker, LikenessRanker)):
    catalog = catalog_of(documents)
    embedding = HashingEmbedder().embed([query], CancelToken())[0]
    return find(
        catalog,
        {ranker.__name__: ranker(catalog) for ranker in rankers},
        Question(query, embedding),
        Asker(audiences, "2026-11-22"),
        Depth(top_k, 20),
    )


def ids_in(retrieved):
    placed = {one.chunk_id for ranking in retrieved.rankings for one in ranking.placings}
    return placed | {piece.id for piece in retrieved.chunks}


RANKERS = st.sampled_from(
    [(WordRanker, LikenessRanker), (WordRanker,), (LikenessRanker,), (CarelessRanker,)]
)


@given(DOCUMENTS, WORDS.map(" ".join), READERS, st.integers(1, 5), RANKERS)
def test_nothing_forbidden_is_in_chunks_or_rankings(documents, query, audiences, top_k, rankers):
    found = ask(documents, query, audiences, top_k, rankers)
    allowed = {one.id for text in documents if text.audience in audiences for one in pieces(text)}
    assert ids_in(found) <= allowed
    assert len(found.chunks) <= top_k
    assert not ids_in(found) & {withheld.chunk_id for withheld in found.withheld}


@given(DOCUMENTS, WORDS.map(" ".join), READERS)
def test_what_one_may_not_read_does_not_change_what_one_finds(documents, query, audiences):
    found = ask(documents, query, audiences)
    out_of_force = catalog_of(documents).permit(Asker(audiences, "2026-11-22")).superseded
    readable = [
        replace(one, supersedes=())
        for one in documents
        if one.audience in audiences and one.path not in out_of_force
    ]
    alone = ask(readable, query, audiences)
    assert (found.chunks, found.rankings) == (alone.chunks, alone.rankings)


@given(DOCUMENTS, WORDS.map(" ".join), READERS)
def test_a_withheld_chunk_is_an_id_and_a_reason_that_names_nothing_hidden(
    documents, query, audiences
):
    hidden = {one.path for one in documents if one.audience not in audiences}
    for withheld in ask(documents, query, audiences).withheld:
        assert not any(path in withheld.reason for path in hidden)
        assert withheld.reason.startswith(("audience is", "superseded by"))


def test_withheld_is_what_would_have_been_among_the_best():
    documents = [
        Document("staff.md", "", "refund refund days", "agent"),
        Document("a.md", "", "refund of days", "customer"),
        Document("boss.md", "", "nothing about it", "executive"),
    ]
    found = ask(documents, "refund days", frozenset({"customer"}), 2, (WordRanker,))
    assert [piece.path for piece in found.chunks] == ["a.md"]
    assert found.withheld == (Withheld(pieces(documents[0])[0].id, 'audience is "agent"'),)


def test_a_document_out_of_force_is_left_out_and_its_successor_named():
    documents = [
        Document("old.md", "", "refund days ten", "customer"),
        Document("new.md", "", "refund days five", "customer", "2026-01-01", ("old.md",)),
    ]
    found = ask(documents, "refund days", frozenset({"customer"}))
    assert [piece.path for piece in found.chunks] == ["new.md"]
    assert found.withheld == (Withheld(pieces(documents[0])[0].id, "superseded by new.md"),)


def test_a_chunk_has_the_fused_score_and_each_ranking_its_own():
    documents = [Document("a.md", "", "refund days", "customer")]
    found = ask(documents, "refund", frozenset({"customer"}))
    assert found.chunks[0].score == 2 / 61
    assert [ranking.placings[0].rank for ranking in found.rankings] == [1, 1]
    assert len({ranking.placings[0].score for ranking in found.rankings}) == 2
