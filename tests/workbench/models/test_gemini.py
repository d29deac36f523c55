"""Gemini's wire format on a real socket: what is sent, and what its pieces come to."""

import base64
from contextlib import closing

import pytest

from tests.faults import FaultServer
from tests.faults.wires import GEMINI, _parts, sse
from tests.workbench.models.remote import KEY, REQUEST, remote, spec_of
from tests.workbench.models.scripted_server import SSE, ScriptedServer, plain
from workbench.domain.bot import Sampling
from workbench.domain.conversation import Message, TokenLogprob, ToolCall
from workbench.domain.model_call import ModelRequest
from workbench.domain.tool import Tool
from workbench.errors import ModelRefusedError

TOOL = Tool("open_ticket", "Opens a ticket.", {"type": "object", "properties": {}}, "account")
USAGE = {"promptTokenCount": 10, "candidatesTokenCount": 5, "thoughtsTokenCount": 7}
SIGNATURE = base64.b64encode(b"signed").decode()


@pytest.fixture
def io():
    with remote() as made:
        yield made


def answer(io, *chunks, request=REQUEST, **fields):
    with closing(ScriptedServer(SSE + b"".join(chunks))) as server:
        base = server.base_url.removesuffix("/v1")
        spec = spec_of("gemini", base, **{"remote_name": "gemini-2.5-flash"} | fields)
        *_, completion = io.ask(spec, request)
    return completion, server.requests[0][1]


GOOD = (*GEMINI.pieces, *GEMINI.end)


def test_text_comes_in_pieces_and_usage_comes_with_the_last(io):
    with closing(FaultServer()) as server:
        *pieces, completion = io.ask(spec_of("gemini", server.url("g", "good", "gemini")))
    assert pieces == ["Your ", "account ", "is active."]
    assert (completion.prompt_tokens, completion.reply_tokens) == (100, 20)
    assert (completion.cached_tokens, completion.finish_reason) == (64, "stop")
    assert server.headers["g"][0]["x-goog-api-key"] == KEY


def test_thoughts_are_apart_and_count_as_output(io):
    completion, body = answer(
        io,
        _parts({"text": "Hm.", "thought": True}),
        _parts({"text": "Yes."}, finish="STOP", usage=USAGE),
    )
    assert (completion.reasoning, completion.text) == ("Hm.", "Yes.")
    assert (completion.reply_tokens, completion.reasoning_tokens) == (12, 7)
    assert body["generationConfig"]["maxOutputTokens"] == 120 + 4096


def test_a_call_gets_an_id_and_its_signature_goes_back_with_it(io):
    call = {
        "functionCall": {"name": "open_ticket", "args": {"a": 1}},
        "thoughtSignature": SIGNATURE,
    }
    completion, body = answer(
        io, _parts(call, finish="STOP", usage=USAGE),
        request=ModelRequest((Message("user", "Hi"),), Sampling(), (TOOL,)),
    )  # fmt: skip
    (made,) = completion.tool_calls
    assert (made.id, made.arguments, completion.finish_reason) == ("call-1", {"a": 1}, "tool_calls")
    declared = body["tools"][0]["functionDeclarations"][0]
    assert declared["parameters_json_schema"] == TOOL.parameters
    request = ModelRequest(
        (
            Message("system", "Be brief."),
            Message("user", "Hi"),
            Message("assistant", "", (made, ToolCall("call-2", "open_ticket", {}))),
            Message("tool", '{"id": 7}', answers_call="call-1"),
            Message("tool", "declined", answers_call="call-2"),
        ),
        Sampling(),
        (TOOL,),
    )
    _, body = answer(io, *GOOD, request=request)
    asked, called, results = body["contents"]
    assert [asked["role"], called["role"], results["role"]] == ["user", "model", "user"]
    assert base64.b64decode(called["parts"][0]["thoughtSignature"] + "==") == b"signed"
    assert "thoughtSignature" not in called["parts"][1]
    responses = [part["functionResponse"]["response"] for part in results["parts"]]
    assert responses == [{"id": 7}, {"result": "declined"}]
    assert body["systemInstruction"]["parts"][0]["text"] == "Be brief."


def test_a_call_of_another_model_is_marked_as_not_signed(io):
    request = ModelRequest(
        (
            Message("user", "Hi"),
            Message("assistant", "", (ToolCall("c1", "open_ticket", {}, "anthropic:[]"),)),
            Message("tool", "{}", answers_call="c1"),
        ),
        Sampling(),
    )
    _, body = answer(io, *GOOD, request=request)
    signature = body["contents"][1]["parts"][0]["thoughtSignature"]
    assert base64.b64decode(signature + "==") == b"skip_thought_signature_validator"


def test_a_schema_and_log_probabilities_are_asked_for_and_read(io):
    likely = {
        "chosenCandidates": [{"token": "Yes", "logProbability": -0.1}],
        "topCandidates": [{"candidates": [{"token": "No", "logProbability": -2.5}]}],
    }
    chunk = {
        "candidates": [
            {"content": {"role": "model", "parts": [{"text": "Yes"}]}, "finishReason": "STOP",
             "logprobsResult": likely}
        ]
    }  # fmt: skip
    request = ModelRequest((Message("user", "Hi"),), Sampling(logprobs=1), (), {"type": "object"})
    completion, body = answer(io, sse(chunk), request=request, can=("logprobs",))
    assert completion.logprobs == (TokenLogprob("Yes", -0.1, (("No", -2.5),)),)
    config = body["generationConfig"]
    assert (config["responseMimeType"], config["responseLogprobs"]) == ("application/json", True)
    assert config["responseJsonSchema"] == {"type": "object"}


def test_gemma_reads_the_system_prompt_before_the_question(io):
    request = ModelRequest((Message("system", "Be brief."), Message("user", "Hi")), Sampling())
    _, body = answer(io, *GOOD, request=request, remote_name="gemma-3-4b-it")
    assert "systemInstruction" not in body
    assert body["contents"][0]["parts"][0]["text"] == "Be brief.\n\nHi"


def test_a_filtered_answer_says_so_and_a_blocked_prompt_is_an_error(io):
    completion, _ = answer(io, _parts({"text": "Well"}, finish="SAFETY", usage=USAGE))
    assert completion.finish_reason == "content_filter"
    with pytest.raises(ModelRefusedError, match=r"blocked the prompt: PROHIBITED_CONTENT\."):
        answer(io, sse({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}))


def test_a_key_that_is_none_is_refused_with_400_and_understood(io):
    error = (
        '{"error": {"code": 400, "message": "API key not valid.", "status": "INVALID_ARGUMENT",'
        ' "details": [{"reason": "API_KEY_INVALID"}]}}'
    )
    with closing(ScriptedServer(plain("400 Bad Request", error))) as server:
        spec = spec_of("gemini", server.base_url.removesuffix("/v1"))
        with pytest.raises(ModelRefusedError, match="did not accept the key"):
            io.ask(spec)
    assert io.statuses == [401]
