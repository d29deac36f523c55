"""Tools as a model is shown them, and calls as a model writes them."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.model_server.chat_request import ChatRequest
from workbench.model_server.parsing import parse
from workbench.model_server.tool_prompt import (
    forced_call_schema,
    offered_tools,
    template_messages,
)
from workbench.model_server.tool_reply import ToolReplyReader
from workbench.model_server.tool_syntax import RepliedCall, read_calls

TOOL = {
    "type": "function",
    "function": {
        "name": "get_account",
        "description": "The account.",
        "parameters": {"type": "object", "properties": {"id": {"type": "string"}}},
    },
}
CALL = RepliedCall("get_account", '{"id": "A-1"}')
KNOWS_TOOLS = "{% if tools %}{{ tools }}{% endif %}"


def asked(**fields):
    body = {"messages": [{"role": "user", "content": "Hi"}], "tools": [TOOL], **fields}
    return parse(ChatRequest, json.dumps(body).encode())


def read(text, pieces):
    reader, shown = ToolReplyReader(), ""
    for piece in pieces:
        shown += reader.feed(piece)
    rest, calls = reader.finish()
    return shown + rest, calls


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "get_account", "arguments": {"id": "A-1"}}',
        ' {"name": "get_account", "parameters": {"id": "A-1"}}\n',
        '[{"name": "get_account", "arguments": {"id": "A-1"}}]',
        '<tool_call>\n{"name": "get_account", "arguments": {"id": "A-1"}}\n</tool_call>',
        '<tool_call>{"name": "get_account", "arguments": "{\\"id\\": \\"A-1\\"}"}',
        '```json\n{"name": "get_account", "arguments": {"id": "A-1"}}\n```',
        '{"type": "function", "function": {"name": "get_account", "arguments": {"id": "A-1"}}}',
        '<|python_tag|>{"name": "get_account", "parameters": {"id": "A-1"}}',
        '<function=get_account>{"id": "A-1"}</function>',
        "<tool_call>\n<function=get_account>\n<parameter=id>\nA-1\n</parameter>\n</function>\n"
        "</tool_call>",
        '[TOOL_CALLS] [{"name": "get_account", "arguments": {"id": "A-1"}}]',
        '[TOOL_CALLS]get_account[ARGS]{"id": "A-1"}',
        '[TOOL_CALLS]get_account[CALL_ID]abc123def[ARGS]{"id": "A-1"}',
    ],
)
def test_a_call_is_read_however_it_is_written(text):
    assert read(text, text) == ("", (CALL,))


def test_words_before_a_tagged_call_are_shown():
    text = 'Let me <b>look</b>. <tool_call>{"name": "x", "arguments": {}}</tool_call>'
    assert read(text, text) == ("Let me <b>look</b>. ", (RepliedCall("x", "{}"),))


@pytest.mark.parametrize(
    "text",
    [
        '<tool_call>{"name": "get_account", "arguments": {"id": "A-1"}}</tool_call>\n' * 2,
        '<function=get_account>{"id": "A-1"}</function>' * 2,
        '[TOOL_CALLS]get_account[ARGS]{"id": "A-1"}' * 2,
        '<|python_tag|>{"name": "get_account", "parameters": {"id": "A-1"}}; '
        '{"name": "get_account", "parameters": {"id": "A-1"}}',
    ],
)
def test_two_calls_are_two_calls(text):
    assert read_calls(text) == (CALL, CALL)


def test_a_parameter_that_is_no_text_is_its_value():
    text = "<function=move><parameter=days>3</parameter><parameter=to>Monday</parameter></function>"
    assert read_calls(text) == (RepliedCall("move", '{"days": 3, "to": "Monday"}'),)


@pytest.mark.parametrize("text", ['{"answer": 1}', "{not json", "[1, 2]", "<tool_call>broken", "`"])
def test_what_is_no_call_is_shown(text):
    assert read(text, text) == (text, ())


@given(st.text("<tol_ca>{}[]`TOLCAS|pyhn_g=fui ab", max_size=40), st.data())
def test_no_text_is_lost_however_it_comes(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    edges = [0, *cuts, len(text)]
    pieces = [text[start:end] for start, end in pairwise(edges)]
    assert read(text, pieces) == (text, ())


def test_plain_words_are_shown_while_they_come():
    assert ToolReplyReader().feed("Your account") == "Your account"


def test_a_template_that_knows_tools_gets_them():
    messages, tools = template_messages(KNOWS_TOOLS, asked().messages, asked().tools)
    assert messages == [{"role": "user", "content": "Hi"}]
    assert tools[0]["function"]["name"] == "get_account"


def test_a_template_that_does_not_is_told_in_words():
    messages, tools = template_messages("", asked().messages, asked().tools)
    assert tools is None
    assert messages[0]["role"] == "system"
    assert '"get_account"' in messages[0]["content"]


def test_calls_and_their_results_can_be_told_to_any_template():
    call = {"id": "1", "function": {"name": "get_account", "arguments": '{"id": "A-1"}'}}
    request = asked(
        messages=[
            {"role": "developer", "content": "Be kind."},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "1", "content": "active"},
        ]
    )
    plain, _ = template_messages("", request.messages, [])
    assert [message["role"] for message in plain] == ["system", "assistant", "user"]
    assert json.loads(plain[1]["content"]) == {"name": "get_account", "arguments": {"id": "A-1"}}
    assert plain[2]["content"] == "<tool_response>active</tool_response>"
    native, _ = template_messages(KNOWS_TOOLS, request.messages, [])
    assert native[1]["tool_calls"][0]["function"]["arguments"] == {"id": "A-1"}
    assert native[2]["tool_call_id"] == "1"


def test_a_client_may_forbid_and_force_calls():
    assert offered_tools(asked(tool_choice="none")) == []
    assert forced_call_schema(asked()) is None
    named = {"type": "function", "function": {"name": "get_account"}}
    schema = forced_call_schema(asked(tool_choice=named))
    assert schema["properties"]["name"] == {"const": "get_account"}
    assert forced_call_schema(asked(tool_choice="required")) == schema
