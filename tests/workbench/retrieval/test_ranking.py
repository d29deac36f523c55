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
from workbench.retrieval.ranking import Asker, Catalog, Plan, Question, find

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
    sources = [
        Source(one.path, one.audience, one.effective, one.supersedes, one.region)
        for one in documents
    ]
    return Catalog(chunks, sources)


def ask(documents, query, audiences, top_k=3, rankers=(WordRanker, LikenessRanker), **plan):
    catalog = catalog_of(documents)
    embedding = HashingEmbedder().embed([query], CancelToken())[0]
    return find(
        catalog,
        {ranker.__name__: ranker(catalog) for ranker in rankers},
        [Question(query, embedding)],
        Asker(audiences, "2026-11-22"),
        Plan(top_k, 20, **plan),
    )


def not_yet(document):
    return document.effective > "2026-11-22"


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
    out_of_force = catalog_of(documents).rules("2026-11-22", "").replaced
    seen = [one for one in documents if one.audience in audiences and one.path not in out_of_force]
    paths = {one.path for one in seen}
    readable = [
        replace(
            one, supersedes=tuple(old for old in one.supersedes if old in paths and not_yet(one))
        )
        for one in seen
    ]
    alone = ask(readable, query, audiences)
    assert (found.chunks, found.rankings) == (alone.chunks, alone.rankings)
    assert [(each.name, each.placings) for each in found.steps] == [
        (each.name, each.placings) for each in alone.steps
    ]


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


def test_a_document_for_another_region_is_withheld_with_the_reason():
    documents = [
        Document("us.md", "", "refund days ten", "customer", region="US, CA"),
        Document("uk.md", "", "refund days five", "customer", region="UK"),
        Document("all.md", "", "refund days", "customer"),
    ]
    catalog = catalog_of(documents)
    asker = Asker(frozenset({"customer"}), "2026-11-22", "UK")
    found = find(
        catalog, {"bm25": WordRanker(catalog)}, [Question("refund days")], asker, Plan(3, 20)
    )
    assert {piece.path for piece in found.chunks} == {"uk.md", "all.md"}
    assert found.withheld == (
        Withheld(pieces(documents[0])[0].id, "holds in US, CA, the account is in UK"),
    )


def test_a_successor_for_elsewhere_replaces_nothing_here():
    documents = [
        Document("old.md", "", "refund days ten", "customer"),
        Document("us.md", "", "refund days", "customer", supersedes=("old.md",), region="US"),
    ]
    rules_of = catalog_of(documents).rules
    assert rules_of("2026-11-22", "UK").replaced == {}
    assert rules_of("2026-11-22", "us").replaced == {"old.md": ("us.md",)}
    assert rules_of("2026-11-22", "").replaced == {"old.md": ("us.md",)}


def test_a_successor_that_is_yet_to_come_stands_behind_and_is_shown():
    documents = [
        Document("now.md", "", "refund of many days and weeks", "customer"),
        Document("next.md", "", "refund days", "customer", "2027-01-01", ("now.md",)),
    ]
    found = ask(documents, "refund days", frozenset({"customer"}), 3, (WordRanker,))
    assert [piece.path for piece in found.chunks] == ["now.md", "next.md"]
    assert found.steps[-1].name == "in force"
    assert found.steps[-1].dropped[0].reason == "not in force yet: behind now.md"
    assert found.not_yet == (("next.md", ("now.md",)),)


def test_weighted_scores_count_as_much_as_the_weight_says():
    documents = [
        Document("a.md", "", "refund refund refund days card", "customer"),
        Document("b.md", "", "tutor card refund", "customer"),
    ]
    words, likeness = (
        ask(documents, "refund", frozenset({"customer"}), rankers=(ranker,)).chunks[0].path
        for ranker in (WordRanker, LikenessRanker)
    )
    assert words == likeness == "a.md"
    found = ask(documents, "refund", frozenset({"customer"}), fusion="score", dense_weight=0.25)
    assert [piece.score for piece in found.chunks] == [1.5, 0.0]


def test_newer_documents_rise_as_far_as_recency_says():
    documents = [
        Document("old.md", "", "refund refund days", "customer", "2020-01-01"),
        Document("new.md", "", "refund days card tutor", "customer", "2026-11-01"),
    ]
    plain = ask(documents, "refund", frozenset({"customer"}), rankers=(WordRanker,))
    recent = ask(documents, "refund", frozenset({"customer"}), rankers=(WordRanker,), recency=1.0)
    assert [piece.path for piece in plain.chunks] == ["old.md", "new.md"]
    assert [piece.path for piece in recent.chunks] == ["new.md", "old.md"]
    assert [each.name for each in recent.steps] == ["fused", "recency"]


def test_several_texts_have_rankings_of_their_own_by_those_who_are_asked():
    catalog = catalog_of([Document("a.md", "", "refund days", "customer")])
    rankers = {"bm25": WordRanker(catalog), "dense": LikenessRanker(catalog)}
    embedding = HashingEmbedder().embed(["refund"], CancelToken())[0]
    questions = [
        Question("refund", (), ("bm25",)),
        Question("a made up passage", embedding, ("dense",), "hyde 1"),
    ]
    asker = Asker(frozenset({"customer"}), "2026-11-22")
    found = find(catalog, rankers, questions, asker, Plan(3, 20))
    assert [each.retriever for each in found.rankings] == ["bm25", "dense (hyde 1)"]


def test_a_chunk_has_the_fused_score_and_each_ranking_its_own():
    documents = [Document("a.md", "", "refund days", "customer")]
    found = ask(documents, "refund", frozenset({"customer"}))
    assert found.chunks[0].score == 2 / 61
    assert [ranking.placings[0].rank for ranking in found.rankings] == [1, 1]
    assert len({ranking.placings[0].score for ranking in found.rankings}) == 2
