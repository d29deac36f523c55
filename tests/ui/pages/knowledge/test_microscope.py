"""The view Microscope: asking, walking along ladders, judging, saving, leaving."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.ui.fake_bridge import bot, workspace
from tests.ui.pages.knowledge.found import BY_ID, FOUND, QUESTION, SECRET
from ui.pages.knowledge import PAGE
from workbench.commands import SaveCase, SaveSuite, UndoSave
from workbench.domain.bot import RetrievalSettings
from workbench.domain.document import Document, Retrieved
from workbench.knowledge_commands import ListDocuments, ReadChunks
from workbench.knowledge_messages import ChunksListed, DocumentRow, DocumentsListed
from workbench.messages import DocumentRead, Refused, Saved, SearchAnswered
from workbench.retrieval_commands import ReadDocument, SearchKnowledge, StopSearch

HIDDEN_TEXT = "Refunds above 50 EUR need a lead."
BOT = bot("careful", retrieval=RetrievalSettings(top_k=2, min_score=0.3))


def last(bridge, kind):
    return bridge.sent_of(kind)[-1]


def ask(page, text=QUESTION):
    page.microscope.controls.query.setText(text)
    page.microscope.controls.query.returnPressed.emit()


def answer(bridge, found=FOUND, chunks=None):
    bridge.tell(SearchAnswered(last(bridge, SearchKnowledge).request_id, found))
    read = last(bridge, ReadChunks)
    texts = tuple(BY_ID.values()) if chunks is None else chunks
    bridge.tell(ChunksListed(read.request_id, "", texts))


@pytest.fixture
def page(build, bridge):
    bridge.tell(*workspace((BOT,)))
    made = build(PAGE)
    bridge.tell(*workspace((BOT,)))
    made.show_microscope()
    return made


@pytest.fixture
def asked(page, bridge):
    """A question that was answered, with the best chunk chosen."""
    ask(page)
    answer(bridge)
    return page.microscope


def press(area, qtbot, *keys):
    for key in keys:
        qtbot.keyClick(area.view, key)


def test_one_question_is_asked_as_a_role_with_the_settings_of_a_bot(page, bridge):
    page.microscope.controls.account.set_value("LT-1057")
    ask(page)
    sent = last(bridge, SearchKnowledge)
    assert (sent.query, sent.role, sent.account, sent.bot) == (
        QUESTION, "customer", "LT-1057", "careful",
    )  # fmt: skip
    answer(bridge)
    read = last(bridge, ReadChunks)
    assert (set(read.ids), read.role) == (set(BY_ID), "customer")
    assert [each.name for each in page.microscope.view.shown.ladders][:3] == [
        "BM25", "Dense", "Fused",
    ]  # fmt: skip
    assert not page.microscope.grab().isNull()


def test_the_best_chunk_is_chosen_with_its_words_marked_and_its_story_told(asked):
    assert asked.passage.title.whole_text() == "Moving"
    assert asked.passage.chip.text() == "Sent to the model"
    asked.view.choose_chunk("a1")
    assert asked.passage.path.whole_text() == "a.md"
    marked = [each.cursor.selectedText() for each in asked.passage.text.extraSelections()]
    assert marked == ["charged", "twice", "refund", "one", "payment"]
    assert asked.passage.story.text().startswith("BM25 1, Dense 2")


def test_keys_walk_up_and_down_a_ladder_and_along_the_line_of_a_chunk(asked, qtbot):
    view = asked.view
    asked.view.choose((0, 0))
    press(asked, qtbot, Qt.Key.Key_Right)
    assert (view.ladder.name, view.current.chunk_id, view.current.rank) == ("Dense", "a1", 2)
    press(asked, qtbot, Qt.Key.Key_Right)
    assert (view.ladder.name, view.current.chunk_id) == ("Fused", "a1")
    press(asked, qtbot, Qt.Key.Key_Home)
    assert view.current.chunk_id == SECRET
    press(asked, qtbot, Qt.Key.Key_End, Qt.Key.Key_Down, Qt.Key.Key_Up)
    assert view.current.chunk_id == "b1"
    assert view.accessibleDescription() == "Moving, Fused 3, sent to the model"


def test_of_a_hidden_chunk_there_is_an_id_and_a_reason_and_nothing_to_judge_or_open(
    asked, bridge, qtbot
):
    asked.view.choose_chunk(SECRET)
    assert asked.passage.title.whole_text() == SECRET
    assert asked.passage.story.text() == "Hidden from customer. Needs agent."
    assert not asked.passage.lock.isHidden()
    assert asked.passage.text.isHidden()
    assert asked.passage.open.isHidden()
    opened = []
    asked.opened.connect(opened.append)
    press(asked, qtbot, Qt.Key.Key_2, Qt.Key.Key_Return)
    assert not opened
    assert not asked.view.shown.judged
    assert not any(SECRET in read.ids for read in bridge.sent_of(ReadChunks))


def test_what_one_role_found_is_gone_as_soon_as_another_asks(asked, bridge):
    asked.controls.role.set_value("agent")
    asked.controls.role.value_chosen.emit("agent")
    assert asked.lookup.found is None
    assert not asked.lookup.chunks
    first = bridge.sent_of(ReadChunks)[0].request_id
    late = replace(BY_ID["a1"], text=HIDDEN_TEXT)
    bridge.tell(ChunksListed(first, "", (late,)))
    assert not asked.lookup.chunks
    assert asked.empty._title.text() == "Searching"


def test_relevance_is_judged_with_a_key_measured_at_once_and_taken_back(asked, session, qtbot):
    asked.view.choose_chunk("a1")
    press(asked, qtbot, Qt.Key.Key_2)
    assert asked.view.shown.judged["a1"].grade == 2
    assert dict(asked.view.shown.scores[0])["MRR"] == 1.0
    assert asked.view.accessibleDescription().endswith("answers it")
    press(asked, qtbot, Qt.Key.Key_0)
    assert dict(asked.view.shown.scores[0])["MRR"] is None
    session.undo_stack.undo()
    assert asked.view.shown.judged["a1"].grade == 2
    press(asked, qtbot, Qt.Key.Key_Backspace)
    assert not asked.view.shown.judged
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert not asked.view.shown.judged
    assert not asked.saving.button.isEnabled()


def test_judgements_are_kept_for_their_question_and_asked_for_with_it(page, asked, bridge, qtbot):
    asked.view.choose_chunk("a1")
    press(asked, qtbot, Qt.Key.Key_2)
    ask(page, "another question")
    answer(bridge)
    assert not asked.view.shown.judged
    ask(page)
    answer(bridge, replace(FOUND, rankings=(), steps=FOUND.steps[-1:]))
    assert set(asked.view.shown.judged) == {"a1"}
    assert "a1" in last(bridge, ReadChunks).ids


def test_what_was_judged_is_saved_as_a_test_case_and_a_suite_is_offered(asked, bridge, qtbot):
    asked.view.choose_chunk("a1")
    press(asked, qtbot, Qt.Key.Key_2)
    asked.saving.button.click()
    saved = last(bridge, SaveCase)
    assert (saved.dataset, saved.case.turns, saved.case.documents) == (
        "retrieval", (QUESTION,), ("a.md",),
    )  # fmt: skip
    bridge.tell(Saved(saved.request_id, "change-1", "Test case saved."))
    assert asked.saving.button.text() == "Added to test set"
    assert not asked.saving.button.isEnabled()
    assert "No suite measures" in asked.bar.text()
    asked.bar.button.click()
    suite = last(bridge, SaveSuite)
    assert (suite.dataset, suite.variants, suite.scorers) == (
        "retrieval", ("careful",), ("relevant_document",),
    )  # fmt: skip


def test_a_question_that_is_saved_again_takes_the_place_of_what_was_saved(asked, bridge, qtbot):
    asked.view.choose_chunk("a1")
    press(asked, qtbot, Qt.Key.Key_2)
    asked.saving.save()
    bridge.tell(Saved(last(bridge, SaveCase).request_id, "change-1", "Test case saved."))
    asked.view.choose_chunk("c1")
    press(asked, qtbot, Qt.Key.Key_1)
    asked.saving.save()
    assert [each.change_id for each in bridge.sent_of(UndoSave)] == ["change-1"]
    assert last(bridge, SaveCase).case.documents == ("a.md", "c.md")


def test_a_saved_case_that_was_taken_back_can_be_saved_again(asked, bridge, session, qtbot):
    asked.view.choose_chunk("a1")
    press(asked, qtbot, Qt.Key.Key_2)
    asked.saving.save()
    bridge.tell(Saved(last(bridge, SaveCase).request_id, "change-1", "Test case saved."))
    session.undo_stack.undo()
    bridge.tell(Saved(last(bridge, UndoSave).request_id, "", "Taken back."))
    assert asked.saving.button.isEnabled()


def test_that_nothing_helps_is_saved_only_after_a_second_thought(asked, bridge, qtbot):
    asked.view.choose_chunk("b1")
    press(asked, qtbot, Qt.Key.Key_0)
    asked.saving.button.click()
    assert not bridge.sent_of(SaveCase)
    assert "no document answers" in asked.bar.text()
    asked.bar.button.click()
    assert last(bridge, SaveCase).case.refuse


def test_a_refused_save_is_a_sentence_and_loses_nothing(asked, bridge, qtbot):
    asked.view.choose_chunk("a1")
    press(asked, qtbot, Qt.Key.Key_2)
    asked.saving.save()
    bridge.tell(Refused(last(bridge, SaveCase).request_id, "The disk is full.", "Make room."))
    assert asked.bar.text() == "The disk is full. Make room."
    assert asked.saving.button.isEnabled()


def test_a_search_shows_that_it_goes_on_and_can_be_left(page, bridge):
    ask(page)
    area = page.microscope
    assert page.is_running()
    assert area.empty._title.text() == "Searching"
    assert area.controls.go.text() == "Stop"
    area.controls.go.click()
    stopped = last(bridge, StopSearch)
    assert stopped.search_id == last(bridge, SearchKnowledge).request_id
    bridge.tell(SearchAnswered(stopped.search_id, FOUND))
    assert area.lookup.found is None
    assert not page.is_running()
    ask(page)
    page.on_escape()
    assert len(bridge.sent_of(StopSearch)) == 2
    assert page.views.current == "search"


def test_a_new_question_leaves_the_one_before(page, bridge):
    ask(page, "first")
    ask(page, "second")
    first, second = bridge.sent_of(SearchKnowledge)
    assert last(bridge, StopSearch).search_id == first.request_id
    bridge.tell(SearchAnswered(first.request_id, FOUND))
    assert page.microscope.lookup.found is None
    bridge.tell(SearchAnswered(second.request_id, FOUND))
    assert page.microscope.lookup.question.text == "second"


def test_a_refusal_is_one_sentence_and_shows_no_old_ladders(page, asked, bridge):
    ask(page, "again")
    refused = Refused(last(bridge, SearchKnowledge).request_id, "No index.", "Update the index.")
    bridge.tell(refused)
    assert asked.bar.text() == "No index. Update the index."
    assert asked.lookup.found is None
    assert not asked.controls.copy.isEnabled()


def test_an_engine_that_stops_leaves_no_search_waiting(page, bridge):
    ask(page)
    bridge.die("It stopped.")
    assert not page.is_running()
    assert "Search again" in page.microscope.bar.text()


def test_no_evidence_is_said_with_its_reason(page, bridge):
    ask(page)
    said = "The best passage scores 0.200, below the minimum of 0.3."
    answer(bridge, replace(FOUND, chunks=(), no_evidence=said))
    assert page.microscope.bar.text() == f"No evidence, so nothing is sent. {said}"
    ask(page, "good for nothing")
    answer(
        bridge,
        replace(FOUND, steps=(*FOUND.steps[:1], replace(FOUND.steps[-1], placings=(), dropped=()))),
    )
    assert page.microscope.view.current.chunk_id == "a1"
    ask(page, "nonsense")
    answer(bridge, Retrieved((), no_evidence="Nothing that may be read matches."), ())
    assert page.microscope.empty._title.text() == "No evidence"


def test_a_ladder_is_copied_by_a_key_and_all_of_them_by_the_menu(asked, qtbot):
    asked.view.choose((1, 0))
    qtbot.keyClick(asked.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    told = QGuiApplication.clipboard().text()
    assert "Dense:" in told
    assert "BM25:" not in told
    asked.export.copy("json")
    assert QGuiApplication.clipboard().text().count('"name"') == len(asked.view.shown.ladders)


def test_enter_opens_the_chunk_at_its_place_in_the_document(page, asked, bridge, qtbot):
    text = "line\n" * 9 + BY_ID["a1"].text
    wanted = replace(BY_ID["a1"], start=45, end=len(text))
    rows = (DocumentRow("a.md", "Refunds", "customer", "", (), "", "", 1),)
    bridge.tell(DocumentsListed(last(bridge, ListDocuments).request_id, "default", rows))
    ask(page)
    answer(bridge, chunks=(wanted,))
    asked.view.choose_chunk("a1")
    press(asked, qtbot, Qt.Key.Key_Return)
    assert page.views.current == "chunks"
    read = last(bridge, ReadDocument)
    assert read.path == "a.md"
    bridge.tell(DocumentRead(read.request_id, Document("a.md", "Refunds", text)))
    assert page.chunks.text.textCursor().position() == 45
    page.on_escape()
    assert page.views.current == "search"


def test_another_page_asks_in_the_microscope(page, bridge):
    target = {"query": "Why?", "role": "agent", "account": "LT-1063", "bot": "gone"}
    page.show_target(target | {"chunk": "c1"})
    sent = last(bridge, SearchKnowledge)
    assert (sent.query, sent.role, sent.account, sent.bot) == (
        "Why?", "agent", "LT-1063", "careful",
    )  # fmt: skip
    answer(bridge)
    assert page.microscope.view.current.chunk_id == "c1"


def test_an_example_is_one_press_away(page, bridge):
    page.microscope.empty.action.click()
    assert last(bridge, SearchKnowledge).query == "What is my account status?"


def test_without_a_bot_the_index_that_is_shown_is_searched(page, asked, bridge):
    assert last(bridge, SearchKnowledge).settings is None
    asked.controls.bot.set_value("")
    page._on_index_chosen("deep")
    bridge.tell(DocumentsListed(last(bridge, ListDocuments).request_id, "deep", ()))
    asked.ask()
    assert last(bridge, SearchKnowledge).settings.index == "deep"
