"""An OpenAI-compatible /v1/embeddings on loopback, well and ill."""

import json
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from workbench.cancellation import CancelToken
from workbench.domain.knowledge_settings import EmbedderSpec
from workbench.errors import ModelRefusedError, ModelUnavailableError, OfflineError
from workbench.io_loop import IoLoop
from workbench.models import remote_embedder
from workbench.models.remote_embedder import RemoteEmbedder
from workbench.network.offline import OfflineSwitch
from workbench.network.outside import Outside


class Server:
    """`answers`: what to say, one after the other: a status, or a status and a body."""

    def __init__(self):
        self.asked, self.keys, self.answers = [], [], []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.asked.append(body)
                server.keys.append(self.headers.get("Authorization"))
                rows = [
                    {"index": place, "embedding": [3.0, 4.0 * len(text)]}
                    for place, text in enumerate(body["input"])
                ]
                default = 200, {"data": rows[::-1]}
                status, said = server.answers.pop(0) if server.answers else default
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(said).encode())

            def log_message(self, *_):
                """Nothing is printed."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base_url = f"http://127.0.0.1:{self._http.server_port}/v1"
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)
        self._thread.start()

    def close(self):
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


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
