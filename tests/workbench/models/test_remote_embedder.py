"""An OpenAI-compatible /v1/embeddings on loopback, well and ill."""

from contextlib import closing

import pytest

from tests.workbench.models.json_server import JsonServer
from workbench.cancellation import CancelToken
from workbench.domain.knowledge_settings import EmbedderSpec
from workbench.errors import ModelRefusedError, ModelUnavailableError, OfflineError
from workbench.io_loop import IoLoop
from workbench.models import remote_embedder
from workbench.models.remote_embedder import RemoteEmbedder
from workbench.network.offline import OfflineSwitch
from workbench.network.outside import Outside


class Server(JsonServer):
    """`answers`: what to say, one after the other: a status, or a status and a body."""

    def __init__(self):
        self.asked, self.keys, self.answers = [], [], []
        super().__init__()
        self.base_url = f"http://127.0.0.1:{self.port}/v1"

    def answer(self, path, body, headers):
        self.asked.append(body)
        self.keys.append(headers.get("Authorization"))
        rows = [
            {"index": place, "embedding": [3.0, 4.0 * len(text)]}
            for place, text in enumerate(body["input"])
        ]
        return self.answers.pop(0) if self.answers else (200, {"data": rows[::-1]})


@pytest.fixture
def server():
    with closing(Server()) as server:
        yield server


@pytest.fixture
def embed(server, monkeypatch):
    monkeypatch.setattr(remote_embedder, "PAUSES_S", (0.0, 0.0))
    with closing(IoLoop()) as io, closing(Outside(io, OfflineSwitch(), lambda _: None)) as outside:
        spec = EmbedderSpec("openai_compatible", "bge", "", server.base_url, "BGE_KEY")
        embedder = RemoteEmbedder(spec, lambda _: "secret", io, outside)
        yield lambda *texts: embedder.embed(texts, CancelToken())


def test_vectors_come_in_order_and_as_unit_vectors(server, embed):
    assert embed("a") == ((0.6, 0.8),)
    many = embed(*("a" if place % 2 else "aaa" for place in range(130)))
    assert len(many) == 130
    assert many[1] == (0.6, 0.8)
    assert many[0] != many[1]
    assert [len(each["input"]) for each in server.asked] == [1, 64, 64, 2]
    assert {each["model"] for each in server.asked} == {"bge"}
    assert set(server.keys) == {"Bearer secret"}


def test_a_server_that_asks_for_patience_is_asked_again(server, embed):
    server.answers = [(429, {}), (503, {})]
    assert embed("a") == ((0.6, 0.8),)
    server.answers = [(429, {})] * 3
    with pytest.raises(ModelRefusedError, match="HTTP 429"):
        embed("a")


@pytest.mark.parametrize(
    ("answer", "words", "remedy"),
    [
        ((401, {}), "did not accept the key", "BGE_KEY"),
        ((404, {"error": "no such model"}), "no such model", "name"),
        ((200, {"data": []}), "did not answer as an OpenAI API", "/v1"),
        ((200, ["?"]), "did not answer as an OpenAI API", "/v1"),
    ],
)
def test_what_goes_wrong_is_said_with_a_remedy(server, embed, answer, words, remedy):
    server.answers = [answer]
    with pytest.raises(ModelRefusedError, match=words) as raised:
        embed("a")
    assert remedy in raised.value.hint


def test_a_server_that_is_not_there_is_an_error_with_a_remedy(server, embed):
    server.close()
    with pytest.raises(ModelUnavailableError, match="nothing answers") as raised:
        embed("a")
    assert "base_url" in raised.value.hint


def test_nothing_leaves_the_machine_while_offline():
    spec = EmbedderSpec("openai_compatible", "bge", "", "https://embed.example/v1")
    switch = OfflineSwitch(is_on=True)
    with closing(IoLoop()) as io, closing(Outside(io, switch, lambda _: None)) as outside:
        embedder = RemoteEmbedder(spec, lambda _: "", io, outside)
        with pytest.raises(OfflineError, match="Nothing was sent"):
            embedder.embed(["a"], CancelToken())
