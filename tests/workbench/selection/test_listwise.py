from hypothesis import given
from hypothesis import strategies as st

from tests.workbench.selection.candidates import chunk
from workbench.selection.listwise import listwise_prompt, order_scores

IDS = ("a", "b", "c")


def best_first(scores):
    return sorted(scores, key=lambda key: -scores[key])


def test_the_reply_s_order_counts_and_what_it_leaves_out_follows():
    assert best_first(order_scores("[3] > [1]", IDS)) == ["c", "a", "b"]


def test_numbers_of_no_passage_and_repeated_ones_are_ignored():
    assert best_first(order_scores("9 > 2 > 2 > 0 > 1", IDS)) == ["b", "a", "c"]


@given(st.text())
def test_any_reply_orders_all_passages(reply):
    scores = order_scores(reply, IDS)
    assert sorted(scores) == list(IDS)
    assert len(set(scores.values())) == len(IDS)
    assert all(0 < score <= 1 for score in scores.values())


def test_passages_are_numbered_from_one():
    asked = listwise_prompt("How long?", (chunk("a"), chunk("c")))[1].text
    assert asked.startswith("Question: How long?\n\n[1] a: You can")
    assert "[2] c: Change your card" in asked
