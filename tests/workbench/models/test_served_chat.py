"""The adapter to our own server, against a socket that answers, fails and hangs as told."""

import socket
from contextlib import closing
from dataclasses import replace

import pytest

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
from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec, Sampling
from workbench.domain.conversation import Completion, Message, TokenLogprob
from workbench.domain.model_call import ModelRequest, Thought
from workbench.errors import ModelDroppedError, ModelRefusedError
from workbench.io_loop import IoLoop
from workbench.models import served_chat
from workbench.models.served_chat import NotReachedError, ServedChatModel
from workbench.processes.announcement import Address

REQUEST = ModelRequest((Message("user", "Hi"),), Sampling(repeat_penalty=1.1))


@pytest.fixture
def io():
    with closing(IoLoop()) as loop:
        yield loop


def address(server):
    return Address(int(server.base_url.rsplit(":", 1)[1].removesuffix("/v1")), "key-1")


def stream(find_server, io, *, is_interactive=True, request=REQUEST):
    spec = ModelSpec("local")
    model = ServedChatModel(spec, find_server, io, is_interactive=is_interactive)
    return model.stream(request, CancelToken())


def test_text_usage_and_timings_come_back_and_cost_nothing(io):
    with closing(ScriptedServer(HELLO + delta("length") + USAGE + DONE)) as server:
        *texts, completion = stream(lambda _: address(server), io)
    assert texts == ["Hel", "lo"]
    assert completion == Completion(
        "Hello", (), 100, 20, "length", cached_tokens=64, prompt_s=0.25, reply_s=0.5
    )


def test_thoughts_and_log_probabilities_come_through(io):
    said = (
        SSE
        + event(choices=[{"index": 0, "delta": {"reasoning_content": "Hm."}}])
        + event(choices=[{"index": 0, "delta": {"content": "Yes."}, "logprobs": {"content": [
            {"token": "Yes.", "logprob": -0.2, "top_logprobs": [
                {"token": "Yes.", "logprob": -0.2}, {"token": "No.", "logprob": -1.8}]}]}}])
    )  # fmt: skip
    request = replace(REQUEST, sampling=replace(REQUEST.sampling, logprobs=2))
    with closing(ScriptedServer(said + delta("stop") + DONE)) as server:
        *pieces, completion = stream(lambda _: address(server), io, request=request)
    assert pieces == [Thought("Hm."), "Yes."]
    assert (completion.reasoning, completion.text) == ("Hm.", "Yes.")
    assert completion.logprobs == (TokenLogprob("Yes.", -0.2, (("Yes.", -0.2), ("No.", -1.8))),)
    assert server.requests[0][1]["top_logprobs"] == 2


@pytest.mark.parametrize(("is_interactive", "priority"), [(True, "interactive"), (False, "batch")])
def test_the_server_is_told_who_asks(io, is_interactive, priority):
    with closing(ScriptedServer(HELLO + delta("stop") + DONE)) as server:
        list(stream(lambda _: address(server), io, is_interactive=is_interactive))
    headers, body = server.requests[0]
    assert (headers["x-priority"], headers["authorization"]) == (priority, "bearer key-1")
    assert body["repeat_penalty"] == 1.1


@pytest.mark.parametrize(
    ("says", "error", "message"),
    [
        (plain("400 No", '{"error": {"message": "Too long."}}'), ModelRefusedError, "Too long"),
        (plain("500 No", "<html>"), ModelRefusedError, "status 500"),
        (HELLO, ModelDroppedError, "in the middle"),
        (SSE + b"data: {oops\n\n", ModelRefusedError, "not JSON"),
        (SSE + b"data: [1]\n\n", ModelRefusedError, "no JSON object"),
        (HELLO + b'data: {"error": {"message": "GPU on fire"}}\n\n', ModelRefusedError, "on fire"),
    ],
)
def test_each_failure_is_one_clear_sentence(io, says, error, message):
    with closing(ScriptedServer(says)) as server:
        with pytest.raises(error, match=message) as raised:
            list(stream(lambda _: address(server), io))
        assert "key-1" not in raised.value.message + raised.value.hint


def test_a_server_that_just_died_is_looked_for_anew(io):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        dead = Address(unused.getsockname()[1], "key-1")
    with closing(ScriptedServer(HELLO + delta("stop") + DONE)) as server:
        places = iter([dead, address(server)])
        *_, completion = stream(lambda _: next(places), io)
    assert completion.text == "Hello"


def test_a_server_that_stays_away_is_told(io, monkeypatch):
    monkeypatch.setattr(served_chat, "TRY_AGAIN_AFTER_S", (0.0, 0.0))
    with socket.create_server(("127.0.0.1", 0)) as unused:
        dead = Address(unused.getsockname()[1], "key-1")
    with pytest.raises(NotReachedError, match="stopped before it answered"):
        list(stream(lambda _: dead, io))
