"""The adapter against a server on a real socket that answers, fails and hangs as told."""

import socket
import threading
import time
from contextlib import closing

import pytest

from tests.workbench.models.remote import KEY, REQUEST, remote, spec_of
from tests.workbench.models.scripted_server import (
    DONE,
    HELLO,
    SSE,
    USAGE,
    ScriptedServer,
    delta,
    plain,
)
from workbench.cancellation import CancelToken, StoppedError
from workbench.domain.bot import Sampling
from workbench.domain.conversation import Completion, Message, ToolCall
from workbench.domain.model_call import ModelRequest
from workbench.domain.tool import Tool
from workbench.errors import ModelDroppedError, ModelRefusedError, ModelUnavailableError
from workbench.models import openai_compatible, remote_model

PRICES = {"input_price_usd": 1.0, "output_price_usd": 10.0}


@pytest.fixture
def io():
    with remote() as made:
        yield made


def stream(server, io, spec=None, request=REQUEST, cancel=None, **fields):
    spec = spec or spec_of("openai_compatible", server.base_url, **PRICES, **fields)
    return io.stream(spec, request, cancel)


def test_text_usage_timings_and_cost_come_back(io):
    with closing(ScriptedServer(HELLO + delta("stop") + USAGE + DONE)) as server:
        *texts, completion = stream(server, io)
    assert texts == ["Hel", "lo"]
    assert completion == Completion(
        "Hello", (), 100, 20, "stop", cached_tokens=64, prompt_s=0.25, reply_s=0.5,
        cost_usd=(100 * 1.0 + 20 * 10.0) / 1e6,
    )  # fmt: skip
    headers, body = server.requests[0]
    assert headers["authorization"] == f"bearer {KEY}"
    assert (body["model"], body["stop"], body["seed"]) == ("big", ["END"], 7)
    assert "repeat_penalty" not in body
    assert "x-priority" not in headers


def test_an_unknown_price_is_an_unknown_cost(io):
    with closing(ScriptedServer(HELLO + delta("stop") + USAGE + DONE)) as server:
        *_, completion = io.stream(spec_of("openai_compatible", server.base_url))
    assert completion.cost_usd is None


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
        (b"", ModelUnavailableError, "nothing answers", "running"),
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
    monkeypatch.setattr(remote_model, "FIRST_TOKEN_S", 0.2)
    monkeypatch.setattr(remote_model, "NEXT_TOKEN_S", 0.2)
    with closing(ScriptedServer(says, hangs=True)) as server, pytest.raises(error, match=message):
        list(stream(server, io))


def test_a_remote_model_cannot_be_asked_to_count(io):
    model = io.model(spec_of("openai_compatible", "http://127.0.0.1:9/v1"))
    assert model.count_tokens(["a"], CancelToken()) is None
