import pytest

from tests.ui.fake_bridge import workspace
from tests.ui.pages.knowledge.evaluation.reports import (
    BROKEN,
    CARDS,
    DEEP,
    FOUND,
    REFUNDS,
    SUITE,
    choose_sweep,
    last,
    result,
    tell,
)
from ui.pages.knowledge import PAGE
from workbench.domain.bot import RetrievalSettings
from workbench.domain.knowledge_settings import IndexSpec
from workbench.knowledge_commands import ListDocuments, ListIndexes
from workbench.knowledge_messages import DocumentsListed, IndexesListed, IndexRow
from workbench.messages import ContentsListed
from workbench.retrieval_commands import StartRetrievalEvaluation, StartRetrievalSweep


@pytest.fixture
def page(build, bridge):
    bridge.tell(*workspace())
    made = build(PAGE)
    bridge.tell(*workspace())
    bridge.tell(ContentsListed((), (BROKEN, SUITE), (), (), ()))
    specs = (IndexRow(IndexSpec(), 9, is_stale=False), IndexRow(DEEP, 9, is_stale=False))
    bridge.tell(IndexesListed(last(bridge, ListIndexes).request_id, specs))
    asked = last(bridge, ListDocuments).request_id
    bridge.tell(DocumentsListed(asked, "default", (REFUNDS, CARDS)))
    made.show_view("evaluation")
    return made


@pytest.fixture
def evaluated(page, bridge):
    page.evaluation.controls.button.click()
    tell(bridge, last(bridge, StartRetrievalEvaluation).request_id)
    return page


@pytest.fixture
def swept(page, bridge):
    """Two modes over two sizes, of which two were measured before a stop."""
    choose_sweep(page)
    axes = page.evaluation.controls.axes
    axes.mode.set_values({"bm25", "dense"})
    axes.chunker.set_values({"sentences"})
    axes.overlap.set_values({"20"})
    page.evaluation.controls.button.click()
    command = last(bridge, StartRetrievalSweep)
    names = ("sentences 100+20 · bm25 · k 3", "sentences 200+20 · minilm · dense · k 3")
    settings = (RetrievalSettings(retrievers=("bm25",)), RetrievalSettings(retrievers=("dense",)))
    results = [
        result(name, 0.5 + place / 10, (FOUND,), 0.01 + place / 100, settings=settings[place],
               is_on_front=place == 0)
        for place, name in enumerate(names)
    ]  # fmt: skip
    tell(bridge, command.request_id, results, names[0])
    return page
