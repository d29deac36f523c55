"""Ladders, their words, judgements and exports: folds without a window."""

import csv
import json
from dataclasses import replace
from io import StringIO

import bm25s
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.pages.knowledge.found import BY_ID, FOUND, QUESTION, SECRET, chunk, placed
from ui.pages.knowledge.microscope.export import as_csv, as_json, as_markdown
from ui.pages.knowledge.microscope.judgements import Judged, Judgements, judged_case, scores
from ui.pages.knowledge.microscope.ladders import MOST_RUNGS, Reading, ladders, shown_ids, story
from ui.pages.knowledge.microscope.lookup import Question
from ui.pages.knowledge.microscope.words import marks, snippet, words_of
from workbench.domain.document import Ranking, Retrieved

WORDS = words_of([QUESTION])
READING = Reading("customer", 2, WORDS, BY_ID)
SHOWN = ladders(FOUND, READING)
JUDGED = {"a1": Judged(2, "a.md"), "b1": Judged(0, "b.md"), "c1": Judged(1, "c.md")}


def rungs(name):
    ladder = next(each for each in SHOWN if each.name == name)
    return [(each.kind, each.rank, each.chunk_id) for each in ladder.rungs]


def test_retrievers_and_steps_are_ladders_in_the_order_in_which_they_ran():
    assert [each.name for each in SHOWN] == [
        "BM25", "Dense", "Fused", "In force first", "Reranked", "Good enough",
    ]  # fmt: skip
    assert rungs("Reranked")[0] == ("ranked", 1, "b1")


def test_hidden_chunks_stand_above_the_fusion_with_a_reason_and_nothing_else():
    fused = next(each for each in SHOWN if each.name == "Fused")
    hidden = [each for each in fused.rungs if each.kind == "hidden"]
    assert [(each.title, each.note) for each in hidden] == [
        (SECRET, "Hidden from customer. Needs agent"),
        ("old.md#1", "Superseded by a.md"),
    ]
    assert all(each.chunk is None and not each.snippet and not each.rank for each in hidden)
    assert SECRET not in shown_ids(FOUND)


def test_many_hidden_chunks_do_not_push_a_ladder_out_of_sight():
    hidden = tuple(replace(FOUND.withheld[0], chunk_id=f"h{n}") for n in range(9))
    fused = ladders(replace(FOUND, withheld=hidden), READING)[2]
    kinds = [each.kind for each in fused.rungs]
    assert kinds == ["hidden"] * 4 + ["ranked"] * 4 + ["hidden"] * 5


def test_what_a_step_moved_or_dropped_says_why():
    notes = {each.name: {rung.chunk_id: rung.note for rung in each.rungs} for each in SHOWN}
    assert notes["In force first"]["d1"] == "not in force yet: behind c.md"
    assert notes["Good enough"]["d1"] == "0.100 is below 0.3"
    assert rungs("Good enough")[-1] == ("dropped", 0, "d1")


def test_the_story_of_a_chunk_has_its_ranks_and_what_decided():
    said = story(SHOWN, "b1", READING)
    assert said.startswith("BM25 –, Dense 1, Fused 3, In force first 3, Reranked 1")
    assert "Sent to the model." in said
    assert "none of the words" in said
    assert "By the fusion alone it would not be sent: “Reranked” moved it from 3 to 1." in said
    assert "0.100 is below 0.3." in story(SHOWN, "d1", READING)
    assert "Not sent" in story(SHOWN, "d1", READING)
    assert story(SHOWN, SECRET, READING) == "Hidden from customer. Needs agent."


def test_a_chunk_is_sent_with_the_larger_one_that_goes_in_its_place():
    parent = replace(chunk("a9", "x" * 200), path="a.md")
    found = replace(FOUND, chunks=(parent,))
    sent = {each.chunk_id for each in ladders(found, READING)[0].rungs if each.is_sent}
    assert sent == {"a1"}


def test_a_long_ladder_is_cut_and_still_knows_every_rank():
    ids = [f"x{n}" for n in range(60)]
    (ladder,) = ladders(Retrieved((), (Ranking("bm25", placed(*ids)),)), Reading("r", 3))
    assert (len(ladder.rungs), ladder.rank("x59"), ladder.rank("no")) == (MOST_RUNGS, 60, 0)


def test_scores_have_as_many_digits_as_they_need_and_a_real_minus():
    bm25, _, fused, *_ = SHOWN
    assert bm25.score(bm25.rungs[0]) == "9.00"
    assert [fused.score(each) for each in fused.rungs[1:3]] == ["", "0.0300"]
    assert bm25.score(replace(bm25.rungs[0], score=-0.5)) == "−0.50"


def test_rankings_of_further_queries_have_names():
    found = Retrieved((), (Ranking("bm25 (multi_query 1)", placed("a")),))
    assert ladders(found, Reading("r", 3))[0].name == "BM25, further query 1"


@given(st.text(max_size=80))
def test_marked_words_are_those_that_bm25_looks_for(text):
    (found,) = bm25s.tokenize([text], stopwords="en", return_ids=False, show_progress=False)
    assert words_of([text]) == set(found)


def test_marks_are_whole_words_in_any_case_and_snippets_begin_near_the_first():
    assert marks("Refund? refunds, REFUND", frozenset({"refund"})) == ((0, 6), (17, 23))
    said = snippet(f"# Head\n\n{'word ' * 40}a refund", frozenset({"refund"}))
    assert said.startswith("…")
    assert said.endswith("refund")
    assert snippet("# Head\n\ntext", frozenset()) == "Head text"


def test_judgements_belong_to_a_question_and_give_back_what_they_were():
    made = Judgements()
    assert made.put("q", "a1", Judged(2, "a.md")) is None
    assert made.put("q", "a1", Judged(1, "a.md")) == Judged(2, "a.md")
    assert made.put("q", "a1", None) == Judged(1, "a.md")
    assert (made.of("q"), made.of("other")) == ({}, {})


def test_a_case_names_the_documents_that_help_best_first():
    case = judged_case(QUESTION, "agent", "LT-1", JUDGED)
    assert (case.id, case.role, case.account) == (
        "charged-twice-refund-one-payment",
        "agent",
        "LT-1",
    )
    assert (case.documents, case.refuse) == (("a.md", "c.md"), False)
    nothing = judged_case(QUESTION, "agent", "", {"b1": JUDGED["b1"]})
    assert (nothing.documents, nothing.refuse) == ((), True)


def test_scores_are_those_of_what_was_judged_and_may_be_read():
    bm25, dense, *_ = SHOWN
    assert dict(scores(bm25, JUDGED, BY_ID, 2)) == {"Recall@2": 1.0, "MRR": 1.0, "nDCG@10": 1.0}
    found = dict(scores(dense, JUDGED, BY_ID, 2))
    assert (found["Recall@2"], found["MRR"]) == (0.5, 0.5)
    assert found["nDCG@10"] == pytest.approx(0.67, abs=0.01)
    only_c = dict(scores(dense, JUDGED, {"c1"}, 2))
    assert (only_c["Recall@2"], only_c["MRR"]) == (0.0, pytest.approx(1 / 3))
    assert {value for _, value in scores(dense, {}, BY_ID, 2)} == {None}


def test_exports_hold_ranks_judgements_and_of_hidden_chunks_the_reason():
    question = Question(QUESTION, "customer", "LT-1", "router")
    told = as_markdown(question, SHOWN, JUDGED)
    assert "| 1 | 9.00 | Refunds: Duplicates | a.md | sent to the model, answers it |" in told
    assert f"| – | – | {SECRET} |  | Hidden from customer. Needs agent |" in told
    made = json.loads(as_json(question, SHOWN[2:3], JUDGED))
    assert [each["name"] for each in made["ladders"]] == ["Fused"]
    assert made["ladders"][0]["rungs"][0] == {
        "rank": None, "score": None, "chunk": SECRET, "path": "", "title": "", "sent": False,
        "relevance": None, "note": "Hidden from customer. Needs agent",
    }  # fmt: skip
    rows = list(csv.DictReader(StringIO(as_csv(SHOWN, JUDGED))))
    assert len(rows) == sum(len(each.rungs) for each in SHOWN)
    assert rows[0]["relevance"] == "2"
