"""Anthropic's wire format on a real socket: what is sent, and what its events come to."""

import json
from contextlib import closing

import pytest

from tests.faults import FaultServer
from tests.faults.wires import ANTHROPIC, _event, _start, _stop
from tests.workbench.models.remote import KEY, REQUEST, remote, spec_of
from tests.workbench.models.scripted_server import SSE, ScriptedServer
from workbench.domain.bot import Sampling
from workbench.domain.conversation import Message, ToolCall
from workbench.domain.model_call import ModelRequest
from workbench.domain.tool import Tool

TOOL = Tool("open_ticket", "Opens a ticket.", {"properties": {}}, "account")
SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
OLD, NEW = "claude-3-5-haiku-latest", "claude-haiku-4-5"


@pytest.fixture
def io():
    with remote() as made:
        yield made


def answer(io, *chunks, request=REQUEST, **fields):
    """The completion of what the server said, and the body that it was sent."""
    with closing(ScriptedServer(SSE + b"".join(chunks))) as server:
        spec = spec_of("anthropic", server.base_url, **{"remote_name": NEW} | fields)
        *_, completion = io.ask(spec, request)
    return completion, server.requests[0][1]


def block(index, kind, **fields):
    return _event("content_block_start", index=index, content_block={"type": kind} | fields)


def piece(index, kind, **fields):
    return _event("content_block_delta", index=index, delta={"type": kind} | fields)


GOOD = (*ANTHROPIC.pieces, *ANTHROPIC.end)


def test_text_comes_in_pieces_and_usage_counts_the_cache_as_prompt(io):
    with closing(FaultServer()) as server:
        spec = spec_of("anthropic", server.url("a", "good", "anthropic"))
        *pieces, completion = io.ask(spec)
    assert pieces == ["Your ", "account ", "is active."]
    assert completion.text == "Your account is active."
    assert (completion.prompt_tokens, completion.reply_tokens) == (100, 20)
    assert (completion.cached_tokens, completion.finish_reason) == (64, "stop")
    assert KEY in str(server.headers["a"][0])


def test_system_is_a_field_and_neighbours_of_one_side_are_one_message(io):
    calls = (ToolCall("c/1", "open_ticket", {"n": 1}), ToolCall("c2", "open_ticket", {"n": 2}))
    request = ModelRequest(
        (
            Message("system", "Be brief."),
            Message("user", "Hi"),
            Message("assistant", "", calls),
            Message("tool", "one", answers_call="c/1"),
            Message("tool", "two", answers_call="c2"),
        ),
        Sampling(temperature=0.5, top_p=0.9, max_tokens=60, stop=("END", " ")),
        (TOOL,),
    )
    _, body = answer(io, *GOOD, request=request)
    assert body["system"] == "Be brief."
    assert [message["role"] for message in body["messages"]] == ["user", "assistant", "user"]
    used, results = body["messages"][1]["content"], body["messages"][2]["content"]
    assert [each["type"] for each in used] == ["tool_use", "tool_use"]
    assert used[0]["id"] == results[0]["tool_use_id"] == "c_1"
    assert [each["content"] for each in results] == ["one", "two"]
    assert (body["max_tokens"], body["temperature"]) == (60, 0.5)
    assert body["stop_sequences"] == ["END"]
    assert body["tools"][0]["input_schema"] == {"type": "object", "properties": {}}
    assert not {"seed", "top_p"} & set(body)


def test_a_call_of_a_tool_is_put_together_with_the_thoughts_that_go_back_with_it(io):
    thought = {"type": "thinking", "thinking": "Hm.", "signature": "sig"}
    completion, _ = answer(
        io,
        _start({"input_tokens": 5, "output_tokens": 1}),
        block(0, "thinking", thinking="", signature=""),
        piece(0, "thinking_delta", thinking="Hm."),
        piece(0, "signature_delta", signature="sig"),
        block(1, "tool_use", id="toolu_1", name="open_ticket", input={}),
        piece(1, "input_json_delta", partial_json='{"subject":'),
        piece(1, "input_json_delta", partial_json=' "Broken"}'),
        *_stop("tool_use", {"output_tokens": 9, "output_tokens_details": {"thinking_tokens": 4}}),
    )
    (call,) = completion.tool_calls
    assert (call.id, call.arguments) == ("toolu_1", {"subject": "Broken"})
    assert (completion.reasoning, completion.reasoning_tokens) == ("Hm.", 4)
    assert completion.finish_reason == "tool_calls"
    request = ModelRequest(
        (
            Message("user", "Hi"),
            Message("assistant", "I look.", (call,)),
            Message("tool", "{}", answers_call="toolu_1"),
        ),
        Sampling(),
    )
    _, body = answer(io, *GOOD, request=request)
    assert body["messages"][1]["content"][0] == thought


def test_thoughts_of_another_vendor_are_not_sent(io):
    call = ToolCall("c1", "open_ticket", {}, "gemini:AAAA")
    request = ModelRequest(
        (Message("user", "Hi"), Message("assistant", "", (call,)),
         Message("tool", "{}", answers_call="c1")), Sampling(),
    )  # fmt: skip
    _, body = answer(io, *GOOD, request=request)
    assert "AAAA" not in json.dumps(body)


def test_a_schema_is_asked_for_as_the_model_knows_it(io):
    request = ModelRequest((Message("user", "Hi"),), Sampling(), output_schema=SCHEMA)
    _, body = answer(io, *GOOD, request=request)
    assert body["output_config"]["format"]["schema"]["additionalProperties"] is False
    completion, body = answer(
        io,
        _start({"input_tokens": 5, "output_tokens": 1}),
        block(0, "tool_use", id="toolu_1", name="answer", input={}),
        piece(0, "input_json_delta", partial_json='{"a": "b"}'),
        *_stop("tool_use", {"output_tokens": 9}),
        request=request,
        remote_name=OLD,
    )
    assert body["tool_choice"] == {"type": "tool", "name": "answer"}
    assert completion.text == '{"a": "b"}'
    assert (completion.tool_calls, completion.finish_reason) == ((), "stop")


def test_models_that_fix_their_sampling_are_sent_none_and_room_to_think(io):
    _, body = answer(io, *GOOD, remote_name="claude-opus-5-5")
    assert not {"temperature", "top_p"} & set(body)
    assert body["max_tokens"] == 120 + 4096


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("end_turn", "stop"),
        ("max_tokens", "length"),
        ("refusal", "content_filter"),
        ("pause_turn", "stop"),
        ("something_new", "something_new"),
    ],
)
def test_reasons_to_stop_are_told_in_the_usual_words(io, reason, finish):
    end = _stop(reason, {"output_tokens": 20})
    completion, _ = answer(io, *ANTHROPIC.pieces, *end)
    assert completion.finish_reason == finish
