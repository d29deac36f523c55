import pytest

from tests.workbench.retrieval.knowledge import pieces
from workbench.domain.document import Document
from workbench.retrieval.access import Permit, Source
from workbench.retrieval.bm25 import KEPT_INDEXES, WordRanker
from workbench.retrieval.ranking import Catalog, Question

DOCUMENTS = [
    Document("refund.md", "Refunds", "A refund takes five working days.", "customer"),
    Document("tutor.md", "Tutors", "Choose another tutor whenever you like.", "customer"),
    Document("limit.md", "Limits", "A refund above 50 EUR needs a lead.", "agent"),
]
CUSTOMER = Permit(frozenset({"customer"}))


@pytest.fixture
def catalog():
    return Catalog(
        [piece for document in DOCUMENTS for piece in pieces(document)],
        [Source(document.path, document.audience) for document in DOCUMENTS],
    )


def paths(catalog, query, permit=CUSTOMER, count=5):
    (ranked,) = WordRanker(catalog).rank(Question(query), (permit,), count)
    return [catalog.chunks[key].path for key, _ in ranked]


def test_the_chunk_that_shares_the_rarest_words_is_first(catalog):
    everything = Permit(frozenset({"customer", "agent"}))
    assert paths(catalog, "refund above the limit", everything) == ["limit.md", "refund.md"]


def test_only_what_the_permit_allows_is_ranked(catalog):
    assert paths(catalog, "refund above the limit") == ["refund.md"]
    superseded = Permit(frozenset({"customer"}), frozenset({"refund.md"}))
    assert paths(catalog, "refund above the limit", superseded) == []


def test_titles_are_searched_too(catalog):
    assert paths(catalog, "tutors") == ["tutor.md"]


def test_count_is_the_most_that_is_ranked(catalog):
    assert len(paths(catalog, "refund tutor", count=1)) == 1


@pytest.mark.parametrize("query", ["", "the", "unheard", "?!"])
def test_a_question_without_a_known_word_finds_nothing(catalog, query):
    assert paths(catalog, query) == []


def test_nobody_who_may_read_nothing_finds_anything(catalog):
    assert paths(catalog, "refund", Permit(frozenset())) == []


def test_an_index_without_words_finds_nothing():
    assert paths(Catalog((), ()), "refund") == []


def test_indexes_of_old_permits_are_let_go(catalog):
    ranker = WordRanker(catalog)
    for number in range(KEPT_INDEXES + 5):
        ranker.rank(Question("refund"), (Permit(frozenset({"customer", str(number)})),), 1)
    assert len(ranker._indexes) == KEPT_INDEXES
