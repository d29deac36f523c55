"""A provider is asked for its models; what is wrong with it is one sentence."""

import json
from contextlib import closing

import pytest

from tests.model_fixtures import io_loop
from tests.workbench.worker.providers import HTML, NO_HTTP, Provider, free_base_url
from workbench.assembly.provider_check import ProviderCheck
from workbench.cancellation import CancelToken
from workbench.domain.bot import ModelSpec
from workbench.errors import WorkbenchError


@pytest.fixture
def io():
    with io_loop() as loop:
        yield loop


def answer(status, body):
    text = json.dumps(body).encode()
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(text)}\r\n\r\n".encode() + text


def spec(url):
    return ModelSpec("far", "openai_compatible", base_url=url)


def models(io, says, *, is_offline=False):
    check = ProviderCheck(io, lambda _: "a key", lambda: is_offline)
    with closing(Provider(says, hangs_up=True)) as server:
        return check.models(spec(server.base_url), CancelToken())


def test_its_models_are_listed(io):
    assert models(io, answer(200, {"data": [{"id": "a"}, {"id": "b"}]})) == ("a", "b")


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (answer(401, {}), r"refused the key \(HTTP 401\)\. No tokens were used"),
        (answer(403, {}), "refused the key"),
        (answer(404, {}), "answered HTTP 404"),
        (answer(200, {"models": []}), "no OpenAI-compatible API"),
        (answer(200, {"data": [{"name": "a"}]}), "no OpenAI-compatible API"),
        (HTML, "no OpenAI-compatible API"),
        (NO_HTTP, "does not answer"),
    ],
)
def test_what_is_wrong_is_said(io, says, words):
    with pytest.raises(WorkbenchError, match=words) as refused:
        models(io, says)
    assert refused.value.hint
    assert "a key" not in refused.value.line


def test_nobody_there_is_said(io):
    with pytest.raises(WorkbenchError, match="does not answer"):
        ProviderCheck(io, lambda _: "", lambda: False).models(spec(free_base_url()), CancelToken())


def test_offline_only_this_machine_is_asked(io):
    check = ProviderCheck(io, lambda _: "", lambda: True)
    with pytest.raises(WorkbenchError, match="Offline mode"):
        check.models(spec("https://api.example.com/v1"), CancelToken())
    assert models(io, answer(200, {"data": []}), is_offline=True) == ()
