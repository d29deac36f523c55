"""Documents in a real worker: indexed, watched, listed, cut on trial, kept apart by index."""

from contextlib import closing
from dataclasses import replace
from uuid import uuid4

import pytest

from tests.workbench.retrieval.knowledge import write
from tests.workbench.worker.scripted_workspace import FILES, Desk, put, scripted_workspace
from workbench.commands import ReloadWorkspace, StartTurn
from workbench.domain.bot import RetrievalSettings
from workbench.domain.knowledge_settings import ChunkerSettings
from workbench.knowledge_commands import (
    CountUses,
    ListChunks,
    ListDocuments,
    ListIndexes,
    PreviewChunker,
    ReadChunks,
    UpdateIndex,
)
from workbench.knowledge_messages import (
    ChunksListed,
    DocumentsListed,
    IndexesListed,
    UsesCounted,
)
from workbench.messages import ContentsListed, IndexProgressed, Refused, SearchAnswered
from workbench.retrieval_commands import SearchKnowledge

TEXT = "# When\n\nA refund takes five days. It may take ten.\n\n# Who\n\nThe owner of the card."


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = scripted_workspace(tmp_path_factory.mktemp("documents") / "workspace")
    write(folder / "knowledge", "refund.md", TEXT, "Refunds", audience="customer")
    write(folder / "knowledge", "card.md", "Change your card in settings.", audience="customer")
    (folder / "knowledge/broken.pdf").write_bytes(b"%PDF-1.4 broken")
    with closing(Desk(folder)) as made:
        made.answer(UpdateIndex(), IndexProgressed, is_done=True, documents=2)
        yield made


def found(desk, query="refund card", role="customer"):
    answer = desk.answer(SearchKnowledge("s", query, role), SearchAnswered, request_id="s")
    return {piece.path for piece in answer.retrieved.chunks}


def test_every_file_is_listed_with_its_labels_or_what_is_wrong_with_it(desk):
    listed = desk.answer(ListDocuments("d"), DocumentsListed, request_id="d")
    rows = {row.path: row for row in listed.documents}
    assert (rows["refund.md"].title, rows["refund.md"].chunks) == ("Refunds", 2)
    assert rows["broken.pdf"].problem.startswith("the PDF is damaged")
    assert rows["broken.pdf"].remedy


def test_the_chunks_of_a_document_and_of_another_way_to_cut_it_have_exact_places(desk):
    indexed = desk.answer(ListChunks("c", "refund.md"), ChunksListed, request_id="c")
    assert [chunk.heading for chunk in indexed.chunks] == ["When", "Who"]
    desk.send(PreviewChunker("p", "refund.md", ChunkerSettings("parent_child", 16)))
    parents = desk.hear(ChunksListed, request_id="p", is_parent=True).chunks
    children = desk.hear(ChunksListed, request_id="p", is_parent=False, is_last=True).chunks
    assert {child.parent_id for child in children} == {parent.id for parent in parents}
    whole = (desk.folder / "knowledge/refund.md").read_text()
    assert all(whole[each.start : each.end] == each.text for each in (*parents, *children))
    refusal = desk.answer(PreviewChunker("x", "../a.md", ChunkerSettings()), Refused)
    assert "There is no document" in refusal.message


def test_chunks_are_read_by_id_and_those_that_the_role_may_not_read_are_left_out(desk):
    write(desk.folder / "knowledge", "limit.md", "Refunds above 50 need a lead.", audience="agent")
    desk.hear(IndexProgressed, is_done=True, documents=3)
    answer = desk.answer(SearchKnowledge("s", "refund", "agent"), SearchAnswered, request_id="s")
    ids = tuple(each.chunk_id for each in answer.retrieved.rankings[1].placings)

    def read(role):
        listed = desk.answer(ReadChunks("r", (*ids, "nothing"), role), ChunksListed, request_id="r")
        assert listed.is_last
        return {each.path for each in listed.chunks}

    assert read("agent") == {"refund.md", "card.md", "limit.md"}
    assert read("customer") == {"refund.md", "card.md"}
    refused = desk.answer(ReadChunks("r", ids, "nobody"), Refused)
    assert "There is no role called nobody" in refused.message
    (desk.folder / "knowledge/limit.md").unlink()
    desk.hear(IndexProgressed, is_done=True, documents=2)


def test_files_that_change_are_followed_by_the_index_without_being_asked(desk):
    assert found(desk) == {"refund.md", "card.md"}
    text = "Where a lesson is moved to another day."
    write(desk.folder / "knowledge", "move.md", text, audience="customer")
    desk.hear(IndexProgressed, is_done=True, documents=3)
    assert "move.md" in found(desk, "move lesson")
    (desk.folder / "knowledge/move.md").unlink()
    assert desk.hear(IndexProgressed, is_done=True, documents=2).removed == 1
    assert "move.md" not in found(desk, "move lesson")
    write(desk.folder / "knowledge", "card.md", "Change your card in settings.", audience="agent")
    assert desk.hear(IndexProgressed, is_done=True, relabelled=1).embedded == 0
    assert found(desk) == {"refund.md"}
    write(desk.folder / "knowledge", "card.md", "Change your card in settings.", audience=None)
    put(desk.folder, "knowledge.yaml", "rules: [{files: card.md, audience: customer}]\n")
    while found(desk) != {"refund.md", "card.md"}:
        desk.hear(IndexProgressed, is_done=True)


def test_an_index_that_was_made_otherwise_waits_for_a_choice(desk):
    fine = "indexes: {fine: {chunker: {kind: sentences, size_tokens: %d}}}\n"
    put(desk.folder, "workbench.yaml", FILES["workbench.yaml"] + fine % 8)
    desk.answer(ReloadWorkspace(), ContentsListed)
    done = desk.answer(UpdateIndex("fine"), IndexProgressed, is_done=True, index="fine")
    listed = desk.answer(ListIndexes("i"), IndexesListed, request_id="i")
    rows = {row.spec.name: row for row in listed.indexes}
    assert rows["fine"].chunks == done.chunks > rows["default"].chunks
    assert not rows["fine"].mismatch
    assert "pypdf" in rows["fine"].made_with
    put(desk.folder, "workbench.yaml", FILES["workbench.yaml"] + fine % 16)
    desk.answer(ReloadWorkspace(), ContentsListed)
    listed = desk.answer(ListIndexes("i"), IndexesListed, request_id="i")
    rows = {row.spec.name: row for row in listed.indexes}
    assert rows["fine"].mismatch.startswith('The index "fine" was made with the chunker')
    again = desk.answer(UpdateIndex("fine"), IndexProgressed, is_done=True, index="fine")
    assert again.chunks < done.chunks
    listed = desk.answer(ListIndexes("i"), IndexesListed, request_id="i")
    assert not any(row.mismatch for row in listed.indexes)


def test_uses_count_the_turns_that_had_something_of_a_document(desk):
    def counted():
        told = desk.answer(CountUses("u"), UsesCounted, request_id="u")
        return told.turns, {each.path: each.turns for each in told.uses}

    turns, before = counted()
    given = replace(desk.given("quick", "How long does a refund take?"), role="customer")
    turn_id = uuid4().hex
    bot = replace(given.bot, retrieval=RetrievalSettings(top_k=1))
    desk.send(StartTurn(turn_id, replace(given, bot=bot)))
    desk.end(turn_id)
    now, after = counted()
    assert now == turns + 1
    assert after["refund.md"] == before.get("refund.md", 0) + 1
    assert "card.md" not in after
