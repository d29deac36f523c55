import pytest

from workbench.domain.conversation import Message
from workbench.domain.document import SearchText
from workbench.selection.queries import further_queries, made_up, rewrite_prompt, rewritten


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ("late fee for sessions", "late fee for sessions"),
        ('Query: "late fee"\nBecause of it.', "late fee"),
        ("\n1. late fee\n", "late fee"),
    ],
)
def test_a_rewritten_query_is_the_first_line_of_the_reply(reply, text):
    assert rewritten(reply, "And late?") == SearchText(text, "rewrite")


def test_an_empty_reply_leaves_the_question():
    assert rewritten(" \n", "And late?") == SearchText("And late?")


def test_further_queries_are_new_lines_each_once():
    reply = "1. refund days\n2) How long?\n- refund days\n* late refund\nmore"
    found = further_queries(reply, ("how long?",), 2)
    assert [each.text for each in found] == ["refund days", "late refund"]


def test_a_made_up_passage_is_one_text():
    assert made_up("Passage: Refunds take\nfive days.")[0].text == "Refunds take five days."
    assert made_up("  ") == ()


def test_a_rewrite_sees_what_was_said_before_but_no_tool_results():
    said = (
        Message("user", "Can I cancel?"),
        Message("tool", "secret"),
        Message("assistant", "Yes."),
        Message("user", "How late?"),
    )
    asked = rewrite_prompt(said)[-1].text
    assert asked == "Customer: Can I cancel?\nAssistant: Yes.\nCustomer: How late?"
