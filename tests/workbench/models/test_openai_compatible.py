"""The adapter against a server on a real socket that answers, fails and hangs as told."""

import socket
import threading
import time
from contextlib import closing
from dataclasses import replace

import pytest

from tests.workbench.models.remote import KEY, REQUEST, remote, spec_of
from tests.workbench.models.scripted_server import (
    DONE,
    HELLO,
    SSE,
    USAGE,
    ScriptedServer,
    delta,
    event,
    plain,
)
from workbench.cancellation import CancelToken, StoppedError
from workbench.domain.bot import Sampling
from workbench.domain.conversation import Completion, Message, TokenLogprob, ToolCall
from workbench.domain.model_call import ModelRequest
from workbench.domain.tool import Tool
from workbench.errors import ModelDroppedError, ModelRefusedError, ModelUnavailableError
from workbench.models import openai_compatible, remote_model


@pytest.fixture
def io():
    with remote() as made:
        yield made


def stream(server, io, spec=None, request=REQUEST, cancel=None, **fields):
    spec = spec or spec_of("openai_compatible", server.base_url, **fields)
    return io.stream(spec, request, cancel)


def test_text_usage_and_timings_come_back(io):
    with closing(ScriptedServer(HELLO + delta("stop") + USAGE + DONE)) as server:
        *texts, completion = stream(server, io)
    assert texts == ["Hel", "lo"]
    assert completion == Completion(
        "Hello", (), 100, 20, "stop", cached_tokens=64, prompt_s=0.25, reply_s=0.5
    )  # fmt: skip
    headers, body = server.requests[0]
    assert headers["authorization"] == f"bearer {KEY}"
    assert (body["model"], body["stop"], body["seed"]) == ("big", ["END"], 7)
    assert "repeat_penalty" not in body
    assert "x-priority" not in headers


def test_log_probabilities_are_asked_for_and_come_back(io):
    tokens = [
        {"token": "Hel", "logprob": -0.1, "top_logprobs": [{"token": "Hel", "logprob": -0.1}]},
        {"token": "lo", "logprob": -0.5, "top_logprobs": []},
    ]
    said = SSE + b"".join(
        event(choices=[{"index": 0, "delta": {"content": each["token"]},
                        "logprobs": {"content": [each]}, "finish_reason": None}])
        for each in tokens
    )  # fmt: skip
    with closing(ScriptedServer(said + delta("stop") + DONE)) as server:
        asked = replace(REQUEST, sampling=replace(REQUEST.sampling, logprobs=2))
        *_, completion = stream(server, io, request=asked)
    assert completion.logprobs == (
        TokenLogprob("Hel", -0.1, (("Hel", -0.1),)),
        TokenLogprob("lo", -0.5),
    )
    assert (server.requests[0][1]["logprobs"], server.requests[0][1]["top_logprobs"]) == (True, 2)


def test_tool_calls_are_put_together(io):
    first = {"index": 0, "id": "c1", "function": {"name": "get_account", "arguments": '{"id":'}}
    rest = {"index": 0, "function": {"arguments": ' "A-1"}'}}
    broken = {"index": 1, "id": "c2", "function": {"name": "x", "arguments": "{oops"}}
    said = SSE + b"".join(delta(tool_calls=[call]) for call in (first, rest, broken))
    tool = Tool("get_account", "The account.", {"type": "object"}, "account")
    request = ModelRequest(
        (
            Message("assistant", "", (ToolCall("c0", "get_account", {"id": 1}),)),
            Message("tool", "none", answers_call="c0"),
        ),
        Sampling(),
        (tool,),
        {"type": "object"},
    )
    with closing(ScriptedServer(said + delta("tool_calls") + DONE)) as server:
        (completion,) = stream(server, io, request=request)
    assert completion.tool_calls == (
        ToolCall("c1", "get_account", {"id": "A-1"}),
        ToolCall("c2", "x", {"not_a_json_object": "{oops"}),
    )
    _, body = server.requests[0]
    assert body["tools"][0]["function"]["name"] == "get_account"
    assert body["messages"][0]["tool_calls"][0]["function"]["arguments"] == '{"id": 1}'
    assert body["messages"][1]["tool_call_id"] == "c0"
    assert body["response_format"]["json_schema"]["schema"] == {"type": "object"}


@pytest.mark.parametrize(
    ("says", "error", "message", "hint"),
    [
        (plain("200 OK", "<html>", "text/html"), ModelRefusedError, "web page", "ends in /v1"),
        (plain("404 No", "<html>", "text/html"), ModelRefusedError, "web page", "ends in /v1"),
        (plain("200 OK", "{}"), ModelRefusedError, "does not stream", "base URL"),
        (plain("401 No", '{"error": {"message": "bad key"}}'), ModelRefusedError,
         r"did not accept the key .HTTP 401.\. No tokens", "environment variable"),
        (plain("404 No", '{"error": {"message": "no model"}}'), ModelRefusedError,
         "does not know this model or address .status 404.: no model", "'big'"),
        (plain("429 No", '{"error": {"message": "slow down"}}'), ModelRefusedError,
         "no more requests for now: slow down", "quota"),
        (plain("500 No", '{"error": "boom"}'), ModelRefusedError, "status 500.*boom", "later"),
        (plain("400 No", '{"error": {"message": "bad"}}'), ModelRefusedError,
         "refused the request .status 400.: bad", "complains"),
        (HELLO, ModelDroppedError, "stopped in the middle", "once more"),
        (HELLO + DONE, ModelDroppedError, "stopped in the middle", "once more"),
        (HELLO + b"data: {oops\n\n", ModelRefusedError, "not JSON", "OpenAI-compatible"),
        (HELLO + b'data: {"error": {"message": "GPU on fire"}}\n\n', ModelRefusedError,
         "GPU on fire", "again"),
        (b"", ModelUnavailableError, "hung up before it answered", "base URL"),
    ],
)  # fmt: skip
def test_each_failure_is_one_clear_sentence(io, says, error, message, hint):
    with closing(ScriptedServer(says)) as server:
        with pytest.raises(error, match=message) as raised:
            list(stream(server, io))
        assert hint in raised.value.hint
        assert "key-1" not in raised.value.message + raised.value.hint


def test_a_server_that_is_not_there_is_named(io):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    spec = spec_of("openai_compatible", f"http://127.0.0.1:{port}/v1")
    with pytest.raises(ModelUnavailableError, match="nothing answers at http://127"):
        list(io.stream(spec))


@pytest.mark.parametrize("says", [b"", SSE, HELLO])
def test_stop_hangs_up_at_once_on_a_server_that_hangs(io, says):
    openai_compatible.SDK.get(CancelToken())
    cancel, ends = CancelToken(), []
    with closing(ScriptedServer(says, hangs=True)) as server:

        def run():
            with pytest.raises(StoppedError):
                list(stream(server, io, cancel=cancel))
            ends.append(time.monotonic())

        thread = threading.Thread(target=run)
        thread.start()
        assert server.accepted.wait(10)
        stopped_at = time.monotonic()
        cancel.cancel()
        thread.join(10)
        assert ends[0] - stopped_at < 0.1
        assert server.was_hung_up_on.wait(5)


@pytest.mark.parametrize(
    ("says", "error", "message"),
    [
        (SSE, ModelUnavailableError, r"did not begin to answer within 0\.2 s"),
        (HELLO, ModelDroppedError, r"sent nothing more within 0\.2 s"),
    ],
)
def test_patience_with_a_silent_server_ends(io, monkeypatch, says, error, message):
    limit = "FIRST_TOKEN_S" if error is ModelUnavailableError else "NEXT_TOKEN_S"
    monkeypatch.setattr(remote_model, limit, 0.2)
    with closing(ScriptedServer(says, hangs=True)) as server, pytest.raises(error, match=message):
        list(stream(server, io))


def test_a_remote_model_cannot_be_asked_to_count(io):
    model = io.model(spec_of("openai_compatible", "http://127.0.0.1:9/v1"))
    assert model.count_tokens(["a"], CancelToken()) is None


def said(*chunks):
    return SSE + b"".join(chunks) + DONE


def answer(io, *chunks, request=REQUEST, **fields):
    """The completion of what a server said, and the body that it was sent."""
    with closing(ScriptedServer(said(*chunks))) as server:
        spec = spec_of("openai_compatible", server.base_url, **fields)
        *_, completion = io.ask(spec, request)
    return completion, server.requests[0][1]


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_thoughts_are_kept_apart_whatever_their_field_is_called(io, field):
    completion, _ = answer(
        io, delta(**{field: "Let me "}), delta(**{field: "see."}), delta("stop", content="Yes.")
    )
    assert (completion.reasoning, completion.text) == ("Let me see.", "Yes.")


def test_thoughts_between_tags_are_no_part_of_the_answer(io):
    texts = ("<th", "ink>Let me", " see.</thi", "nk>\n\nYes", ".")
    with closing(
        ScriptedServer(said(*(delta(content=each) for each in texts), delta("stop")))
    ) as s:
        *pieces, completion = io.ask(spec_of("openai_compatible", s.base_url))
    assert pieces == ["Yes", "."]
    assert (completion.reasoning, completion.text) == ("Let me see.", "Yes.")


def test_content_in_parts_is_read_as_mistral_writes_it(io):
    thought = {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}
    completion, body = answer(
        io,
        delta(content=[thought, {"type": "text", "text": "Yes."}]),
        delta("model_length"),
        vendor="mistral",
    )
    assert (completion.reasoning, completion.text) == ("Hm.", "Yes.")
    assert completion.finish_reason == "length"
    assert body["random_seed"] == 7
    assert not {"seed", "stream_options"} & set(body)


def test_log_probabilities_come_with_their_rivals(io):
    told = {
        "content": [
            {
                "token": "Yes",
                "logprob": -0.1,
                "top_logprobs": [
                    {"token": "Yes", "logprob": -0.1},
                    {"token": "No", "logprob": -2.5},
                ],
            }
        ]
    }
    chunk = event(
        choices=[{"index": 0, "delta": {"content": "Yes"}, "logprobs": told, "finish_reason": None}]
    )
    request = ModelRequest((Message("user", "Hi"),), Sampling(logprobs=2))
    completion, body = answer(io, chunk, delta("stop"), request=request)
    assert completion.logprobs == (TokenLogprob("Yes", -0.1, (("Yes", -0.1), ("No", -2.5))),)
    assert (body["logprobs"], body["top_logprobs"]) == (True, 2)


def test_usage_tells_cached_and_reasoning_tokens_and_deepseek_its_own_way(io):
    usage = {
        "prompt_tokens": 90,
        "completion_tokens": 30,
        "prompt_cache_hit_tokens": 60,
        "completion_tokens_details": {"reasoning_tokens": 25},
    }
    completion, body = answer(
        io,
        delta("stop", content="Yes."),
        event(choices=[], usage=usage),
        request=ModelRequest(
            (Message("user", "Hi"),), Sampling(), output_schema={"type": "object"}
        ),
        vendor="deepseek",
    )
    assert (completion.cached_tokens, completion.reasoning_tokens) == (60, 25)
    assert body["response_format"] == {"type": "json_object"}
    assert '{"type": "object"}' in body["messages"][0]["content"]
    assert "seed" not in body


def test_without_usage_tokens_are_estimates_and_the_cost_is_unknown(io):
    completion, _ = answer(io, delta("stop", content="Yes, it is."))
    assert (completion.has_usage, completion.prompt_tokens, completion.reply_tokens) == (
        False,
        1,
        3,
    )
    assert completion.cost_usd is None


def test_a_call_without_an_id_gets_one_that_no_other_call_of_the_turn_has(io):
    earlier = Message("assistant", "", (ToolCall("call-1", "x", {}),))
    request = ModelRequest(
        (earlier, Message("tool", "{}", answers_call="call-1")), Sampling(),
        (Tool("x", "X.", {"type": "object"}, "account"),),
    )  # fmt: skip
    call = {"index": 0, "function": {"name": "x", "arguments": {"a": 1}}}
    completion, _ = answer(io, delta(tool_calls=[call]), delta("tool_calls"), request=request)
    assert completion.tool_calls == (ToolCall("call-2", "x", {"a": 1}),)


def test_ids_of_calls_are_nine_letters_for_mistral(io):
    messages = (
        Message("assistant", "", (ToolCall("toolu_01/long", "x", {}),)),
        Message("tool", "{}", answers_call="toolu_01/long"),
    )
    request = ModelRequest(messages, Sampling())
    _, body = answer(io, delta("stop", content="Yes."), request=request, vendor="mistral")
    given, answered = (
        body["messages"][0]["tool_calls"][0]["id"],
        body["messages"][1]["tool_call_id"],
    )
    assert given == answered
    assert len(given) == 9
    assert given.isalnum()


@pytest.mark.parametrize(
    ("fields", "there", "not_there"),
    [
        ({"vendor": "openai", "remote_name": "gpt-4o"}, {"max_completion_tokens": 120},
         {"max_tokens", "repeat_penalty", "repetition_penalty"}),
        ({"vendor": "openai", "remote_name": "gpt-5-mini"}, {"max_completion_tokens": 120 + 4096},
         {"temperature", "top_p", "stop"}),
        ({"vendor": "vllm"}, {"repetition_penalty": 1.2, "max_tokens": 120}, {"repeat_penalty"}),
        ({"vendor": "lm_studio"}, {"repeat_penalty": 1.2}, {"repetition_penalty"}),
        ({"vendor": "ollama"}, {"seed": 7}, {"repeat_penalty", "repetition_penalty"}),
        ({"cannot": ("seed", "temperature")}, {"top_p": 1.0}, {"seed", "temperature"}),
    ],
)  # fmt: skip
def test_each_vendor_is_sent_what_it_takes(io, fields, there, not_there):
    sampling = Sampling(stop=("END",), repeat_penalty=1.2)
    request = ModelRequest((Message("user", "Hi"),), sampling)
    _, body = answer(io, delta("stop", content="Yes."), request=request, **fields)
    assert {name: body.get(name) for name in there} == there
    assert not not_there & set(body)


@pytest.mark.parametrize(
    ("schema", "is_strict"),
    [
        ({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"],
          "additionalProperties": False}, True),
        ({"type": "object", "properties": {"a": {"type": "string"}}}, False),
        ({"type": "object", "properties": {}, "additionalProperties": False,
          "items": [{"type": "object"}]}, False),
    ],
)  # fmt: skip
def test_only_a_closed_schema_is_asked_for_strictly(io, schema, is_strict):
    request = ModelRequest((Message("user", "Hi"),), Sampling(), output_schema=schema)
    _, body = answer(io, delta("stop", content="{}"), request=request)
    assert body["response_format"]["json_schema"]["strict"] is is_strict


def test_a_model_without_a_system_prompt_reads_it_before_the_question(io):
    request = ModelRequest((Message("system", "Be brief."), Message("user", "Hi")), Sampling())
    _, body = answer(io, delta("stop", content="Yes."), request=request, cannot=("system_prompt",))
    assert body["messages"] == [{"role": "user", "content": "Be brief.\n\nHi"}]


@pytest.mark.parametrize(
    "garbage", [{"choices": 5}, {"choices": [5]}, {"choices": [{"delta": 7}]}, {"usage": "much"}]
)
def test_what_cannot_be_understood_is_said_and_kills_nothing(io, garbage):
    with closing(ScriptedServer(SSE + event(**garbage) + delta("stop") + DONE)) as server:
        spec = spec_of("openai_compatible", server.base_url)
        with pytest.raises(ModelRefusedError, match=r"cannot be understood|failed"):
            io.ask(spec)


def test_organisations_in_the_environment_are_told_to_openai_alone(io, monkeypatch):
    monkeypatch.setenv("OPENAI_ORG_ID", "org-secret")
    with closing(ScriptedServer(said(delta("stop", content="Yes.")))) as server:
        io.ask(spec_of("openai_compatible", server.base_url))
    headers, _ = server.requests[0]
    assert "org-secret" not in str(headers)
