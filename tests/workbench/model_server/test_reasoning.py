"""Thoughts and answers are parted, however the text comes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.model_server.reasoning import Split
from workbench.model_server.reply_reader import ReplyReader
from workbench.model_server.tool_syntax import RepliedCall


def read(pieces, *, reads_calls=False, is_thinking=False):
    reader = ReplyReader(reads_calls=reads_calls, is_thinking=is_thinking)
    thought = said = ""
    for piece in pieces:
        split = reader.feed(piece)
        thought, said = thought + split.reasoning, said + split.answer
    rest = reader.finish()
    return thought + rest.reasoning, said + rest.text, rest.calls


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<think>\nLet me see.\n</think>\n\nActive.", ("Let me see.\n", "Active.", ())),
        ("  <think>Hm.</think>Active.", ("Hm.", "Active.", ())),
        ("Active. <think>late</think>", ("", "Active. <think>late</think>", ())),
        ("<think>never ends", ("never ends", "", ())),
        ("<thin air", ("", "<thin air", ())),
        ("<th", ("", "<th", ())),
    ],
)
def test_what_is_thought_is_not_said(text, expected):
    assert read(text) == expected
    assert read([text]) == expected


def test_a_prompt_may_end_with_the_opening_tag():
    assert read("Hm.</think>Active.", is_thinking=True) == ("Hm.", "Active.", ())


def test_thoughts_are_shown_while_they_come():
    reader = ReplyReader(reads_calls=False, is_thinking=False)
    reader.feed("<think>")
    assert reader.feed("Let me") == Split("Let me", "")


def test_a_call_may_follow_a_thought():
    text = '<think>It asks.</think><tool_call>{"name": "x", "arguments": {}}</tool_call>'
    assert read(text, reads_calls=True) == ("It asks.", "", (RepliedCall("x", "{}"),))


@given(st.text("<think>/ \nab", max_size=40), st.data())
def test_no_text_is_lost_however_it_comes(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pieces = [text[start:end] for start, end in pairwise([0, *cuts, len(text)])]
    assert read(pieces) == read([text])
