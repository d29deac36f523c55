import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workbench.projections.traces import ANSWER, a_trace, prompt, stamped
from workbench.domain.conversation import Completion
from workbench.projections.context_window import context_window
from workbench.projections.diff import word_diff
from workbench.projections.evidence import evidence
from workbench.projections.export import (
    conversation_json,
    conversation_markdown,
    cost_in_words,
    turn_markdown,
)
from workbench.projections.plain_words import result_in_words
from workbench.trace.facts import ModelAnswered, ModelAsked, TurnFailed


def test_the_context_window_is_that_of_the_last_prompt():
    window = context_window(a_trace())
    assert [(part.label, part.tokens, part.percent) for part in window.parts] == [
        ("System", 60, 15.0), ("Evidence", 100, 25.0),
    ]  # fmt: skip
    assert (window.used_tokens, window.free_tokens, window.free_percent) == (160, 240, 60.0)
    assert context_window([]) is None


def test_what_a_model_read_beyond_the_parts_is_its_template():
    asked = [*a_trace()[:2], *stamped([(0, "turn/prompt-0", prompt(100))])]
    answered = stamped([
        (0, "turn/model-0", ModelAsked("tiny")),
        (1, "turn/model-0", ModelAnswered(Completion("Yes.", (), 171, 2))),
    ])  # fmt: skip
    window = context_window([*asked, *answered])
    assert [(part.label, part.tokens) for part in window.parts] == [
        ("System", 60), ("Evidence", 100), ("Chat template", 11),
    ]  # fmt: skip
    assert (window.used_tokens, window.free_tokens) == (171, 229)
    guessed = replace(answered[1].fact.completion, has_usage=False)
    unknown = [answered[0], replace(answered[1], fact=ModelAnswered(guessed))]
    assert context_window([*asked, *unknown]).used_tokens == 160
    other = stamped([(0, "turn/model-0", ModelAsked("another"))])
    assert context_window([*asked, *other, answered[1]]).used_tokens == 160


def test_a_prompt_over_the_limit_says_by_how_much():
    window = context_window(stamped([(0, "turn/prompt-0", prompt(500))]))
    assert (window.over_tokens, window.free_tokens) == (160, 0)


def test_evidence_has_the_place_in_each_retriever_and_withheld_ids_only():
    view = evidence(a_trace())
    (first,) = view.chunks
    assert (view.query, view.top_k, first.rank) == ("When is my refund?", 1, 1)
    assert [(place.retriever, place.rank) for place in first.places] == [("bm25", 2), ("dense", 1)]
    assert [chunk_id for chunk_id, _ in view.ladders[0].places] == ["a#0", "b#0"]
    assert [(each.chunk_id, each.reason) for each in view.withheld] == [("secret#0", "Needs agent")]
    assert evidence([]) is None


def test_a_diff_is_by_words():
    parts = word_diff("The end is 22 December.", "The end is 14 December.")
    assert [(part.change, part.text) for part in parts] == [
        ("same", "The end is "), ("removed", "22"), ("added", "14"), ("same", " December."),
    ]  # fmt: skip


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_both_answers_can_be_read_from_their_diff(before, after):
    parts = word_diff(before, after)
    assert "".join(part.text for part in parts if part.change != "added") == before
    assert "".join(part.text for part in parts if part.change != "removed") == after


def test_markdown_has_the_question_tools_answer_sources_and_figures():
    text = turn_markdown(a_trace())
    assert text.startswith("## router, tiny\n\n> When is my refund?\n")
    assert '- `get_invoice(invoice_id: "INV-20417")` id INV-20417, amount 79.00, 200 ms' in text
    assert ANSWER in text
    assert "[1] get_invoice result\n[2] Refunds: Timing" in text
    assert text.endswith(
        "*First token 0.50 s, Total 3.70 s, Writing speed 20.0 tok/s, Tokens in + out 260 + 31, "
        "Cost $0, 0 bytes left this machine*"
    )


def test_a_failed_turn_says_so():
    text = conversation_markdown([stamped([(0, "turn", TurnFailed("It died.", "Try again."))])])
    assert "**It died.** Try again." in text


def test_a_conversation_is_plain_json():
    (turn,) = json.loads(json.dumps(conversation_json([a_trace()])))
    assert (turn["question"], turn["answer"], turn["error"]) == ("When is my refund?", ANSWER, None)
    assert turn["citations"][1]["label"] == "Refunds: Timing"


@pytest.mark.parametrize(
    ("cost_usd", "words"), [(None, "–"), (0.0, "$0"), (0.0021, "$0.0021"), (0.19, "$0.19")]
)
def test_cost_in_words(cost_usd, words):
    assert cost_in_words(cost_usd) == words


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ('{"paid_on": null, "is_open": true}', "is open yes"),
        ('[{"id": "A"}, {"id": "B"}]', "2 items, first: id A"),
        ('{"invoices": [1, 2]}', "2 invoices"),
        ("[]", "0 items"),
        ("{}", "nothing"),
        ("No such\n invoice.", "No such invoice."),
    ],
)
def test_a_result_in_words(output, words):
    assert result_in_words(output) == words


def test_a_long_result_is_cut():
    assert len(result_in_words("x" * 500)) == 160
