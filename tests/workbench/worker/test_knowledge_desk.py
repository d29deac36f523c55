"""Searches of people in a real worker: they can be left, and what is judged in them is measured."""

import pytest

from tests.workbench.worker.asked_workspace import asked_desk, evaluation_told
from tests.workbench.worker.scripted_workspace import add_bot
from workbench.commands import ReloadWorkspace, SaveCase, SaveSuite, UndoSave
from workbench.domain.suite import Case
from workbench.messages import ContentsListed, Saved, SearchAnswered
from workbench.retrieval_commands import SearchKnowledge, StartRetrievalEvaluation, StopSearch

QUESTION = "new number of my card"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    yield from asked_desk(tmp_path_factory.mktemp("searched"))


def test_searches_that_are_left_are_not_answered_and_keep_nobody_waiting(desk):
    add_bot(desk.folder, "rewriter", model="slow", prompt="plain", retrieval={"rewrite": True})
    desk.answer(ReloadWorkspace(), ContentsListed)
    left = ("first", "second", "waits")
    for name in left:
        desk.send(SearchKnowledge(name, QUESTION, "customer", bot="rewriter"))
    for name in (*left, "never begun"):
        desk.send(StopSearch(name))
    desk.send(SearchKnowledge("last", QUESTION, "customer"))
    told = desk.until(lambda item: getattr(item, "request_id", "") == "last")
    assert [each.request_id for each in told if isinstance(each, SearchAnswered)] == ["last"]


def test_what_was_judged_is_a_case_that_a_retrieval_evaluation_measures(desk):
    case = Case("card", (QUESTION,), documents=("cards.md",))
    saved = desk.answer(SaveCase("c", "retrieval", case), Saved, request_id="c")
    desk.answer(
        SaveSuite("s", "retrieval", "", ("both",), "retrieval", ("relevant_document",)),
        Saved,
        request_id="s",
    )
    told, _ = evaluation_told(desk, StartRetrievalEvaluation("e", "retrieval"))
    report = told.report
    assert (report.source, report.queries) == ("cases", 1)
    assert {each.metric: each.value for each in report.results[0].metrics}["nDCG@10"] == 1.0
    desk.answer(UndoSave("u", saved.change_id), Saved, request_id="u")
    assert not (desk.folder / "datasets/retrieval.jsonl").exists()
