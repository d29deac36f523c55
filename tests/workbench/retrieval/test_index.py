"""The index over a real Chroma folder, whatever happens to that folder."""

import shutil
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from tests.workbench.retrieval.knowledge import HashingEmbedder, making, run, write
from workbench.cancellation import CancelToken
from workbench.domain.knowledge_settings import ChunkerSettings, IndexSpec
from workbench.errors import RetrievalError
from workbench.retrieval.chroma import _client
from workbench.retrieval.index import Index
from workbench.retrieval.indexing import index_knowledge
from workbench.retrieval.knowledge_store import opened
from workbench.retrieval.wire import SearchRequest

EMBEDDER = HashingEmbedder()
QUERY = "how many days does a refund take"
REQUEST = SearchRequest(
    query=QUERY,
    embedding=EMBEDDER.embed([QUERY], CancelToken())[0],
    audiences=("customer",),
    today="2026-11-22",
)


class Knowledge:
    def __init__(self, folder):
        self.documents = folder / "knowledge"
        self.database = folder / "knowledge.sqlite"
        self.folder = folder / "index"
        write(self.documents, "refund.md", "A refund takes five days.", audience="customer")
        write(self.documents, "card.md", "Change your card in settings.", audience="customer")
        write(self.documents, "staff.md", "A refund above 50 EUR in days.", audience="agent")
        self.update()

    def update(self, embedder=EMBEDDER):
        with opened(self.database) as store:
            run(
                index_knowledge(
                    self.documents, store, making(embedder), CancelToken(), date(2026, 11, 22)
                )
            )

    def open(self):
        index = Index(self.database, self.folder)
        index.refresh()
        return index

    def generations(self):
        return list((self.folder / "generations").iterdir())


@pytest.fixture
def knowledge(tmp_path):
    return Knowledge(tmp_path)


@pytest.fixture
def index(knowledge):
    index = knowledge.open()
    yield index
    index.close()


def paths(index, **changes):
    return [piece.path for piece in index.search(replace(REQUEST, **changes)).chunks]


def test_both_retrievers_rank_and_their_ranks_are_fused(index):
    found = index.search(REQUEST)
    assert [ranking.retriever for ranking in found.rankings] == ["bm25", "dense"]
    assert found.chunks[0].path == "refund.md"
    assert found.chunks[0].score == 2 / 61
    dense = {one.chunk_id: one.score for one in found.rankings[1].placings}
    assert all(-1 <= score <= 1.0001 for score in dense.values())


@pytest.mark.parametrize("retriever", ["bm25", "dense"])
def test_each_retriever_alone_ranks_only_what_the_role_may_read(index, retriever):
    found = index.search(replace(REQUEST, retrievers=(retriever,)))
    placed = {one.chunk_id for one in found.rankings[0].placings}
    hidden = {one.chunk_id for one in found.withheld}
    assert {piece.path for piece in found.chunks} <= {"refund.md", "card.md"}
    assert hidden
    assert not hidden & placed
    both = ("customer", "agent")
    assert "staff.md" in paths(index, retrievers=(retriever,), audiences=both)


def test_a_start_opens_what_the_last_one_built(knowledge, index):
    before = paths(index)
    index.close()
    again = knowledge.open()
    assert (again.build_count, paths(again)) == (0, before)
    again.close()


def test_a_refresh_takes_over_what_changed_and_removes_the_old_build(knowledge, index):
    (old,) = knowledge.generations()
    write(knowledge.documents, "refund.md", "A refund takes five days.", audience="agent")
    (knowledge.documents / "card.md").unlink()
    knowledge.update()
    assert paths(index) == ["refund.md", "card.md"]
    assert index.refresh() == 2
    assert paths(index) == []
    assert paths(index, audiences=("agent",)) == ["refund.md", "staff.md"]
    assert len(knowledge.generations()) == 1
    assert knowledge.generations() != [old]


def test_a_refresh_without_changes_builds_nothing(index):
    index.refresh()
    assert index.build_count == 1


def rubbish(folder):
    for file in folder.rglob("*"):
        if file.is_file():
            file.write_bytes(b"rubbish" * 100)


def truncated(folder):
    (folder / "chroma.sqlite3").write_bytes((folder / "chroma.sqlite3").read_bytes()[:8192])


def emptied(folder):
    shutil.rmtree(folder)
    folder.mkdir()


def opened_by_someone_who_died(folder):
    (folder / "opening").touch()


def without_a_vector(folder):
    with closing(_client(folder)) as client:
        collection = max(client.list_collections(), key=lambda one: one.count())
        collection.delete(ids=collection.peek(1)["ids"])


DAMAGES = [
    rubbish,
    truncated,
    emptied,
    shutil.rmtree,
    opened_by_someone_who_died,
    without_a_vector,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_build_is_made_again_without_embedding(knowledge, index, damage):
    before = paths(index)
    index.close()
    (folder,) = knowledge.generations()
    damage(folder)
    again = knowledge.open()
    assert (again.build_count, paths(again)) == (1, before)
    assert len(knowledge.generations()) == 1
    again.close()


def test_a_build_that_breaks_while_it_is_open_costs_no_answer_and_is_made_again(index):
    index._snapshot.dense._built._client.delete_collection(
        index._snapshot.dense._built._collections["customer"].name
    )
    assert paths(index) == ["refund.md", "card.md"]
    assert index.is_build_due
    index.settle()
    assert (index.build_count, paths(index)) == (2, ["refund.md", "card.md"])


def test_before_the_first_indexing_run_a_search_says_what_to_do(tmp_path):
    index = Index(tmp_path / "knowledge.sqlite", tmp_path / "index")
    with pytest.raises(RetrievalError, match="not indexed yet") as raised:
        index.search(REQUEST)
    assert raised.value.hint == "Update the index."
    assert index.chunk_count is None


def test_a_search_loads_what_was_indexed_since(tmp_path):
    index = Index(tmp_path / "knowledge.sqlite", tmp_path / "index")
    Knowledge(tmp_path)
    assert paths(index) == ["refund.md", "card.md"]
    index.close()


def test_a_question_embedded_by_another_model_is_an_error_with_a_remedy(index):
    with pytest.raises(RetrievalError, match="another embedding model") as raised:
        index.search(replace(REQUEST, embedding=(1.0, 0.0)))
    assert raised.value.hint == "Update the index."
    assert paths(index, embedding=(), retrievers=("bm25",)) == ["refund.md"]


def test_without_documents_nothing_is_found(tmp_path):
    (tmp_path / "knowledge").mkdir()
    with opened(tmp_path / "knowledge.sqlite") as store:
        run(
            index_knowledge(
                tmp_path / "knowledge", store, making(EMBEDDER), CancelToken(), date(2026, 11, 22)
            )
        )
    index = Index(tmp_path / "knowledge.sqlite", tmp_path / "index")
    assert paths(index) == []
    index.close()


def test_a_folder_that_cannot_be_written_is_an_error_with_a_remedy(knowledge):
    index = Index(knowledge.database, knowledge.folder)
    shutil.rmtree(knowledge.folder)
    knowledge.folder.write_text("in the way")
    with pytest.raises(RetrievalError, match="cannot be built") as raised:
        index.refresh()
    assert "free space" in raised.value.hint
    assert paths(index) == ["refund.md", "card.md"]


def test_an_index_folder_that_was_deleted_is_made_again(knowledge, index):
    shutil.rmtree(knowledge.folder)
    index.refresh()
    assert paths(index) == ["refund.md", "card.md"]


def test_what_is_removed_or_labelled_anew_is_out_of_reach_before_anything_is_built(
    knowledge, index
):
    write(knowledge.documents, "refund.md", "A refund takes five days.", audience="agent")
    write(knowledge.documents, "new.md", "A refund of days.", audience="customer")
    (knowledge.documents / "card.md").unlink()
    knowledge.update()
    index.take_over()
    for retriever in ("dense", "bm25"):
        assert paths(index, retrievers=(retriever,)) == ["new.md"]
        seen = paths(index, retrievers=(retriever,), audiences=("agent", "customer"))
        assert set(seen) == {"refund.md", "staff.md", "new.md"}
    before = index.search(REQUEST)
    assert (index.build_count, index.is_build_due) == (1, True)
    index.settle()
    after = index.search(REQUEST)
    assert (index.build_count, index.is_build_due) == (2, False)
    assert [piece.id for piece in after.chunks] == [piece.id for piece in before.chunks]


def test_indexes_of_one_workspace_stand_side_by_side(knowledge, index):
    spec = IndexSpec("fine", ChunkerSettings("fixed", 2))
    asked = HashingEmbedder()
    with opened(knowledge.database, "fine") as store:
        run(
            index_knowledge(
                knowledge.documents,
                store,
                making(asked, spec),
                CancelToken(),
                date(2026, 11, 22),
            )
        )
    fine = Index(knowledge.database, knowledge.folder / "fine", "fine")
    assert fine.refresh() > index.refresh() == 3
    assert {piece.text for piece in fine.search(REQUEST).chunks} >= {"A refund"}
    fine.close()
