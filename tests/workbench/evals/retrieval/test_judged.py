from dataclasses import replace

import pytest

from workbench.domain.document import Chunk, Retrieved
from workbench.domain.suite import Case
from workbench.evals.retrieval.judged import JudgedQuery, queries_of, query_scores


def chunk(path, number=1):
    return Chunk(f"{path}-{number}", path, "", "", "text", 0, 4, "customer")


def test_only_cases_with_documents_or_nothing_to_find_are_queries():
    plain = Case("plain", ("Hi",))
    found = replace(plain, id="found", documents=("a.md",))
    refused = replace(plain, id="refused", refuse=True)
    assert [each.id for each in queries_of([plain, found, refused])] == ["found", "refused"]


def test_a_document_stands_where_its_best_chunk_does():
    query = JudgedQuery("q", "How?", ("b.md", "c.md"))
    chunks = (chunk("a.md"), chunk("a.md", 2), chunk("b.md"), chunk("a.md", 3), chunk("c.md"))
    scores = query_scores(query, Retrieved(chunks), 0.1)
    assert scores.found == ("a.md", "b.md", "c.md")
    values = dict(scores.scores)
    assert (values["MRR"], values["recall@1"], values["recall@3"]) == (0.5, 0.0, 1.0)
    assert values["MAP"] == pytest.approx((1 / 2 + 2 / 3) / 2)


def test_where_nothing_is_relevant_nothing_is_scored():
    found = Retrieved((), no_evidence="Nothing fits.")
    scores = query_scores(JudgedQuery("q", "How?", ()), found, 0.1)
    assert (scores.scores, scores.no_evidence) == ((), "Nothing fits.")
