from dataclasses import replace

import pytest

from tests.workbench.worker.asked_workspace import asked_desk
from workbench.domain.knowledge_settings import ChunkerSettings
from workbench.messages import Refused
from workbench.retrieval_commands import StartRetrievalSweep, StopRetrievalEvaluation
from workbench.retrieval_messages import RetrievalEvaluated

SIZES = (ChunkerSettings(size_tokens=50), ChunkerSettings(size_tokens=200))


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    yield from asked_desk(tmp_path_factory.mktemp("sweep"))


def is_last(item):
    return isinstance(item, Refused) or (isinstance(item, RetrievalEvaluated) and bool(item.report))


def swept(desk, **axes):
    desk.send(StartRetrievalSweep("sweep", "asked", **axes))
    return ended(desk.until(is_last))


def ended(told):
    """The last message, its report with the results told before it."""
    last = told[-1]
    if isinstance(last, Refused):
        return last
    judged = [each for each in told if isinstance(each, RetrievalEvaluated)]
    results = tuple(each.result for each in judged if each.result)
    return replace(last, report=replace(last.report, results=results))


def test_a_sweep_is_stopped_and_tells_the_configurations_that_are_whole(desk):
    """Each configuration but the first needs another cut, so a stop comes between two of them."""
    sizes = tuple(ChunkerSettings("sentences", size_tokens=size) for size in range(20, 320))
    desk.send(StartRetrievalSweep("stopped", "asked", sizes, modes=("bm25",)))
    begun = desk.until(lambda item: isinstance(item, RetrievalEvaluated) and item.done >= 2)
    assert begun[-1].doing.startswith("sentences 2")
    desk.send(StopRetrievalEvaluation())
    report = ended(desk.until(is_last)).report
    assert not report.is_whole
    assert 0 < len(report.results) < len(sizes)
    assert all(each.measured("MRR") for each in report.results)
    assert swept(desk, modes=("bm25",)).report.is_whole


def test_a_sweep_is_compared_with_the_configuration_that_is_named(desk):
    dense = "heading 200+0 · minilm · dense · k 3"
    report = swept(desk, baseline=dense).report
    assert report.baseline == dense
    assert [bool(each.differences) for each in report.results] == [True, False, True]


@pytest.fixture
def fresh_desk(tmp_path):
    """Nothing was embedded for a sweep yet."""
    yield from asked_desk(tmp_path)


def test_24_configurations_embed_each_text_once(fresh_desk):
    axes = {
        "chunkers": SIZES,
        "modes": ("bm25", "dense", "hybrid", "weighted"),
        "top_ks": (1, 2, 3),
    }
    first, again = swept(fresh_desk, **axes).report, swept(fresh_desk, **axes).report
    assert len(first.results) == 24
    # Three documents, which either size leaves whole, and two queries.
    assert "2 times cut, 5 texts embedded, " in first.note
    assert "2 times cut, 0 texts embedded, " in again.note
    assert any(each.is_on_front for each in first.results)
    values = {each.name: each.metrics for each in first.results}
    hybrid = {each.metric: each.value for each in values["heading 200+0 · minilm · hybrid · k 2"]}
    assert hybrid["recall@2"] == 1.0


def test_an_embedder_that_is_not_there_is_refused_in_words(desk):
    told = swept(desk, embedders=("elsewhere",), modes=("dense",))
    assert isinstance(told, Refused)
    assert told.message == "There is no embedder elsewhere."


def test_what_asks_a_model_is_refused_before_anything_is_measured(desk):
    told = swept(desk, reranks=("none", "listwise"))
    assert told.message.startswith("A sweep asks no model")


def test_a_configuration_that_fails_leaves_those_that_were_measured(desk):
    report = swept(desk, modes=("dense",), embedders=("minilm", "elsewhere")).report
    assert [each.name for each in report.results] == ["heading 200+0 · minilm · dense · k 3"]
    assert not report.is_whole
    assert report.note.startswith("There is no embedder elsewhere.")
