"""The page: what is asked of the worker, what is shown of documents, chunks and access."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.fake_bridge import workspace
from ui.bridge import WorkerEnd
from ui.pages.knowledge import PAGE
from ui.pages.knowledge.marked_text import stretches
from ui.pages.knowledge.rows import day_words
from workbench.domain.document import Chunk, Document
from workbench.domain.knowledge_settings import ChunkerSettings, IndexSpec
from workbench.knowledge_commands import (
    CountUses,
    ListChunks,
    ListDocuments,
    ListIndexes,
    PreviewChunker,
    StopIndex,
    UpdateIndex,
)
from workbench.knowledge_messages import (
    ChunksListed,
    DocumentRow,
    DocumentsListed,
    DocumentUse,
    IndexesListed,
    IndexRow,
    UsesCounted,
)
from workbench.messages import DocumentRead, IndexProgressed, Refused
from workbench.retrieval_commands import ReadDocument

TEXT = "Moving 🎉 is free. It takes a day. Ask us."
REFUNDS = DocumentRow("policies/refunds.md", "Refunds", "customer", "2026-10-01", (), "", "", 6)
OLD = DocumentRow("policies/old.md", "Old refunds", "customer", "2025-01-01", (), "", "", 3)
NEW = DocumentRow(
    "policies/new.md", "New refunds", "customer", "2026-01-01", ("policies/old.md",), "", "", 3
)
LIMITS = DocumentRow("desk/limits.md", "Refund limits", "agent", "", (), "", "", 9)
SECRET = DocumentRow("board/plan.md", "Plan", "board", "", (), "", "", 2)
SCAN = DocumentRow(
    "plans/tariff.pdf", "", "customer", "", (), "", "", 0, "it has no text.", "Run OCR on it."
)
DOCUMENTS = (REFUNDS, OLD, NEW, LIMITS, SECRET, SCAN)


def last(bridge, kind):
    return bridge.sent_of(kind)[-1]


def answer(bridge, documents=DOCUMENTS, **index):
    spec = IndexRow(IndexSpec(), 20, **({"is_stale": False} | index))
    bridge.tell(IndexesListed(last(bridge, ListIndexes).request_id, (spec,)))
    asked = last(bridge, ListDocuments).request_id
    bridge.tell(DocumentsListed(asked, "default", documents[:2], is_last=False))
    bridge.tell(DocumentsListed(asked, "default", documents[2:], is_first=False))
    uses = (DocumentUse(REFUNDS.path, 34),)
    bridge.tell(UsesCounted(last(bridge, CountUses).request_id, 50, uses))


def chunk(name, start, end, parent=""):
    return Chunk(name, REFUNDS.path, "Refunds", "", TEXT[start:end], start, end, "customer",
                 parent_id=parent)  # fmt: skip


@pytest.fixture
def page(build, bridge):
    bridge.tell(*workspace())
    made = build(PAGE)
    bridge.tell(*workspace())
    answer(bridge)
    return made


@pytest.fixture
def opened(page, bridge):
    """The chunks of the document Refunds, as they are indexed."""
    page.documents.table.select_key(REFUNDS.path)
    page.documents.table.row_opened.emit(page.documents.table.current_row())
    bridge.tell(DocumentRead(last(bridge, ReadDocument).request_id,
                             Document(REFUNDS.path, "Refunds", TEXT)))  # fmt: skip
    asked = last(bridge, ListChunks).request_id
    bridge.tell(ChunksListed(asked, REFUNDS.path, (chunk("a", 0, 17), chunk("b", 18, len(TEXT)))))
    return page


def cells(page, path):
    model = page.documents.table.rows
    place = model.row_of(path)
    return [model.columns[n].text(model.rows[place]) for n in range(len(model.columns))]


def marks(page):
    text = page.chunks.text
    return [(each.cursor.selectedText()) for each in text.extraSelections()]


def test_a_document_is_listed_with_audience_date_chunks_use_and_state(page):
    assert cells(page, REFUNDS.path) == [
        "Refunds", "Policies", "customer", "1 Oct 2026", "6", "34", "Indexed",
    ]  # fmt: skip
    assert cells(page, LIMITS.path)[3:6] == ["–", "9", "0"]


def test_what_hinders_a_document_is_said_with_its_remedy(page):
    page.documents.table.select_key(SCAN.path)
    assert cells(page, SCAN.path)[-1] == "It has no text."
    assert page.panel.problem.text() == "It has no text. Run OCR on it."
    assert not page.panel.problem.isHidden()
    assert page.index.chip.text() == "1 not readable"


def test_a_document_whose_successor_is_in_force_is_named_as_superseded(page):
    assert cells(page, OLD.path)[-1] == "Superseded by New refunds"
    assert cells(page, NEW.path)[-1] == "Indexed"


def test_documents_are_found_by_words_and_area_and_all_come_back(page):
    page.documents.finder.setText("refund agent")
    page.documents.finder.search_changed.emit("refund agent")
    assert [row.path for row in page.documents.table.rows.rows] == [LIMITS.path]
    assert page.documents.count.text() == "1 of 6 documents shown"
    page.clear()
    page.documents.areas.set_value("Policies")
    page.documents.areas.value_chosen.emit("Policies")
    assert len(page.documents.table.rows.rows) == 3
    page.documents.table.link_pressed.emit()
    assert len(page.documents.table.rows.rows) == 6


def test_an_empty_folder_says_what_to_do(build, bridge):
    page = build(PAGE)
    bridge.tell(*workspace())
    answer(bridge, ())
    assert "Put files into" in page.documents.table.accessibleDescription()


def test_the_panel_says_who_may_read_a_document_and_who_may_not(page):
    page.documents.table.select_key(LIMITS.path)
    assert page.panel.readers.text() == "agent"
    assert page.panel.hidden.text() == "Hidden from customer"
    page.panel.access.click()
    assert (page.views.current, page.access.role.value) == ("access", "customer")


def test_the_view_access_shows_what_a_role_may_read_and_why_not_the_rest(page):
    page.show_view("access")
    assert page.access.words.text() == "customer may read 3 of 6 documents"
    page.access.shown.set_current("hidden")
    page.access.shown.current_changed.emit("hidden")
    model = page.access.table.rows
    said = {row.path: model.columns[-1].text(row) for row in model.rows}
    assert said == {
        LIMITS.path: "Needs agent", SECRET.path: "Needs board", SCAN.path: "Not indexed",
    }  # fmt: skip


def test_enter_shows_the_chunks_of_a_document_over_its_text(page, bridge, qtbot):
    page.documents.table.select_key(REFUNDS.path)
    qtbot.keyClick(page.documents.table, Qt.Key.Key_Return)
    assert page.views.current == "chunks"
    assert last(bridge, ReadDocument).role == "customer"


def test_chunks_lie_exactly_over_their_text_emoji_included(opened):
    assert marks(opened) == [TEXT[:17], TEXT[18:]]
    assert "As indexed: 2 chunks" in opened.chunks.words.text()
    assert not opened.grab().isNull()


def test_a_chunker_is_previewed_as_its_settings_change_and_late_answers_are_not_shown(
    opened, bridge, qtbot
):
    opened.chunks.kind.set_value("fixed")
    opened.chunks.kind.value_chosen.emit("fixed")
    qtbot.waitUntil(lambda: bool(bridge.sent_of(PreviewChunker)))
    first = last(bridge, PreviewChunker)
    assert first.chunker == ChunkerSettings("fixed", 200, 0)
    opened.chunks.overlap.set_value("50")
    opened.chunks.overlap.value_chosen.emit("50")
    qtbot.waitUntil(lambda: len(bridge.sent_of(PreviewChunker)) == 2)
    both = (chunk("c", 0, 20), chunk("d", 10, 30))
    bridge.tell(ChunksListed(last(bridge, PreviewChunker).request_id, REFUNDS.path, both))
    bridge.tell(ChunksListed(first.request_id, REFUNDS.path, (chunk("x", 0, 5),)))
    assert marks(opened) == [TEXT[:10], TEXT[10:20], TEXT[20:30]]
    assert "Preview, nothing is changed" in opened.chunks.words.text()
    opened.chunks.back.click()
    assert len(bridge.sent_of(ListChunks)) == 2


def test_parents_can_be_drawn_instead_of_the_chunks_that_are_searched(opened, bridge, qtbot):
    opened.chunks.kind.set_value("parent_child")
    opened.chunks.kind.value_chosen.emit("parent_child")
    qtbot.waitUntil(lambda: bool(bridge.sent_of(PreviewChunker)))
    asked = last(bridge, PreviewChunker).request_id
    parents = (chunk("p", 0, 30),)
    children = (chunk("c", 0, 10, "p"), chunk("d", 10, 30, "p"))
    bridge.tell(ChunksListed(asked, REFUNDS.path, parents, is_parent=True, is_last=False))
    bridge.tell(ChunksListed(asked, REFUNDS.path, children))
    assert marks(opened) == [TEXT[:10], TEXT[10:30]]
    opened.chunks.layer.set_current("parents")
    opened.chunks.layer.current_changed.emit("parents")
    assert marks(opened) == [TEXT[:30]]


def test_a_document_chosen_in_access_is_the_one_that_is_opened(page, bridge):
    page.show_view("access")
    page.access.table.select_key(LIMITS.path)
    assert page.panel.path.whole_text() == LIMITS.path
    page.show_view("chunks")
    assert last(bridge, ReadDocument).path == LIMITS.path
    assert last(bridge, ReadDocument).role == "agent"


def test_what_no_role_may_read_is_not_asked_for(page, bridge):
    page.documents.table.select_key(SECRET.path)
    page.show_view("chunks")
    assert not bridge.sent_of(ReadDocument)
    assert "No role may read it" in page.chunks.text.placeholderText()


def test_a_refused_text_is_a_sentence_on_the_view(page, bridge):
    page.documents.table.select_key(REFUNDS.path)
    page.show_view("chunks")
    asked = last(bridge, ReadDocument).request_id
    bridge.tell(Refused(asked, "It is gone.", "Look in the folder."))
    assert "It is gone." in page.chunks.bar.text()


def test_the_index_is_updated_with_progress_and_stopped_by_the_same_button(page, bridge):
    page.index.button.click()
    assert bridge.sent_of(UpdateIndex) == [UpdateIndex("default")]
    bridge.tell(IndexProgressed(1, 6, REFUNDS.path, is_done=False, documents=6, chunks=3))
    assert page.index.chip.text() == "Indexing, 1 of 6"
    assert cells(page, REFUNDS.path)[-1] == "Indexing"
    page.index.button.click()
    assert bridge.sent_of(StopIndex)
    before = len(bridge.sent_of(ListDocuments))
    bridge.tell(IndexProgressed(6, 6, "", is_done=True, documents=6, chunks=23))
    assert len(bridge.sent_of(ListDocuments)) == before + 1


def test_an_index_that_was_made_otherwise_is_made_anew_by_one_button(page, bridge):
    page.ask()
    answer(bridge, mismatch="The index was made with another chunker.", is_stale=True)
    assert "another chunker" in page.documents.bar.text()
    assert page.index.chip.text() == "Documents changed"
    page.documents.bar.button.click()
    assert bridge.sent_of(UpdateIndex)


def test_what_was_wrong_with_an_index_is_taken_back_when_it_holds_no_more(page, bridge):
    page.ask()
    answer(bridge, mismatch="The index was made with another chunker.")
    assert not page.documents.bar.isHidden()
    page.ask()
    answer(bridge)
    assert page.documents.bar.isHidden()


def test_an_index_that_is_gone_from_the_workspace_gives_way_to_the_default(page, bridge):
    answer(bridge)
    page.state.show_index("deep")
    page.ask()
    only = IndexRow(IndexSpec(), 20, is_stale=False)
    bridge.tell(IndexesListed(last(bridge, ListIndexes).request_id, (only,)))
    assert last(bridge, ListDocuments).index == "default"


def test_progress_of_another_index_marks_no_document_of_this_one(page, bridge):
    answer(bridge)
    bridge.tell(
        IndexProgressed(
            1, 6, REFUNDS.path, is_done=False, documents=6, chunks=3, index="deep"
        )
    )  # fmt: skip
    assert page.state.row(REFUNDS.path).condition.words == "Indexed"


def test_an_engine_that_ends_leaves_nothing_being_indexed(page, bridge):
    answer(bridge)
    bridge.tell(IndexProgressed(1, 6, REFUNDS.path, is_done=False, documents=6, chunks=3))
    assert page.is_running()
    page.session.bridge.worker_stopped.emit(WorkerEnd("It died.", "gave_up"))
    assert not page.is_running()


def test_stretches_of_text_know_how_many_chunks_cover_them():
    found = stretches((chunk("a", 0, 10), chunk("b", 5, 15), chunk("c", 20, 25)))
    assert [(each.start, each.end, each.place, each.chunks) for each in found] == [
        (0, 5, 0, 1), (5, 10, 0, 2), (10, 15, 1, 1), (20, 25, 2, 1),
    ]  # fmt: skip


def test_a_day_is_written_in_words_and_what_is_no_day_as_it_is():
    assert (day_words("2026-11-02"), day_words("soon")) == ("2 Nov 2026", "soon")


def test_another_index_of_the_workspace_is_shown_when_it_is_chosen(page, bridge):
    answer(bridge)
    assert not page.documents.indexes.isVisibleTo(page)
    both = tuple(IndexRow(IndexSpec(name), 20, is_stale=False) for name in ("default", "deep"))
    bridge.tell(IndexesListed(last(bridge, ListIndexes).request_id, both))
    assert page.documents.indexes.isVisibleTo(page)
    page.documents.indexes.set_value("deep")
    page.documents.indexes.value_chosen.emit("deep")
    asked = last(bridge, ListDocuments)
    assert asked.index == "deep"
    bridge.tell(DocumentsListed(asked.request_id, "deep", (REFUNDS,)))
    assert [row.path for row in page.documents.table.rows.rows] == [REFUNDS.path]
    assert page.state.index_row.spec.name == "deep"
