"""Retrieval evaluated in a real worker: cases, known items, questions that a model writes."""

import json

import pytest

from tests.workbench.worker.asked_workspace import PAGES, asked_desk, evaluation_told
from workbench.messages import encode_message
from workbench.retrieval_commands import (
    CompareRetrieval,
    MapEmbeddings,
    StartRetrievalEvaluation,
)
from workbench.retrieval_messages import EmbeddingsMapped


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    yield from asked_desk(tmp_path_factory.mktemp("evaluation"))


def evaluated(desk, suite="asked", **command):
    return evaluation_told(desk, StartRetrievalEvaluation("evaluation", suite, **command))


def test_each_way_to_retrieve_is_measured_once_over_the_cases(desk):
    told, judged = evaluated(desk)
    report = told.report
    assert (report.source, report.queries) == ("cases", 2)
    assert [each.name for each in report.results] == ["words", "both"]
    values = {each.metric: each.value for each in report.results[1].metrics}
    assert values["nDCG@10"] == values["hit rate@1"] == 1.0
    assert [each.query_id for each in judged["both"]] == ["c1", "c2", "c3"]
    assert judged["both"][0].found[0] == "refunds.md"
    assert report.results[1].abstention.recall == 1.0
    assert report.results[1].differences


def test_what_was_evaluated_is_compared_with_another_without_searching_again(desk):
    first, _ = evaluated(desk)
    assert first.report.baseline == "words"
    told, judged = evaluation_told(desk, CompareRetrieval("compared", "both"))
    words, both = told.report.results
    assert (told.request_id, told.report.baseline, judged) == ("compared", "both", {})
    assert words.differences
    assert not both.differences
    assert (
        words.difference("MRR").difference == -first.report.results[1].difference("MRR").difference
    )
    told, _ = evaluation_told(desk, CompareRetrieval("again", "nobody"))
    assert told.message == "The last evaluation had no nobody."


def test_titles_and_headings_are_known_items(desk):
    told, _ = evaluated(desk, known_items=3)
    assert (told.report.source, told.report.queries) == ("titles and headings", 3)
    assert {each.metric: each.value for each in told.report.results[1].metrics}["MRR"] == 1.0


def test_a_model_writes_questions_from_chunks(desk):
    told, judged = evaluated(desk, from_model=2)
    assert told.report.source == "questions of a model"
    assert {each.query for each in judged["both"]} == {"How soon am I refunded?"}


def test_a_suite_that_retrieves_nothing_is_refused_with_a_remedy(desk):
    told, _ = evaluated(desk, "unread")
    assert told.message == "No variant of unread retrieves."
    assert told.request_id == "evaluation"


def test_the_chunks_are_mapped_with_the_query_among_them(desk):
    desk.send(MapEmbeddings("map", "money back"))
    told = desk.until(lambda item: isinstance(item, EmbeddingsMapped) and item.is_last)
    made = told[-1].map
    assert {point.path for point in made.points} == {"refunds.md", "cards.md", "sessions.md"}
    assert made.total == 3
    x, y = made.query
    near = min(made.points, key=lambda point: (point.x - x) ** 2 + (point.y - y) ** 2)
    assert near.path == "refunds.md"


def test_the_map_carries_ids_paths_audiences_and_places_and_nothing_of_a_text(desk):
    desk.send(MapEmbeddings("map", "money back"))
    told = desk.until(lambda item: isinstance(item, EmbeddingsMapped) and item.is_last)
    sent = encode_message(told[-1]).decode()
    points = json.loads(sent)["map"]["points"]
    assert {frozenset(point) for point in points} == {
        frozenset({"chunk_id", "path", "audience", "x", "y"})
    }
    said = [each for title, text in PAGES.values() for each in (title, text)]
    assert not [each for each in said if each in sent or each.split()[0] in sent]
