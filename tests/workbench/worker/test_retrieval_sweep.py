import pytest

from tests.workbench.worker.asked_workspace import asked_desk
from workbench.domain.knowledge_settings import ChunkerSettings
from workbench.messages import Refused
from workbench.retrieval_commands import StartRetrievalSweep
from workbench.retrieval_messages import RetrievalEvaluated
from workbench.worker.retrieval_sweep import points

SIZES = (ChunkerSettings(size_tokens=50), ChunkerSettings(size_tokens=200))


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    yield from asked_desk(tmp_path_factory.mktemp("sweep"))


def swept(desk, **axes):
    desk.send(StartRetrievalSweep("sweep", "asked", **axes))
    told = desk.until(
        lambda item: (
            isinstance(item, Refused)
            or (isinstance(item, RetrievalEvaluated) and bool(item.report))
        )
    )
    return told[-1]


def test_points_are_every_combination_and_bm25_needs_no_embedder():
    command = StartRetrievalSweep(
        "s", "suite", SIZES, ("minilm", "other"), ("bm25", "dense"), (3, 5)
    )
    names = [point.name for point in points(command)]
    assert len(names) == len(set(names)) == 2 * 2 + 2 * 2 * 2
    assert names[0] == "heading 50+0 · bm25 · k 3"
    assert "heading 200+0 · other · dense · k 5" in names


def test_24_configurations_embed_each_text_once(desk):
    axes = {
        "chunkers": SIZES,
        "modes": ("bm25", "dense", "hybrid", "weighted"),
        "top_ks": (1, 2, 3),
    }
    first, again = swept(desk, **axes).report, swept(desk, **axes).report
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
