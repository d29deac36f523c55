"""A /v1/rerank on loopback."""

import json
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from workbench.cancellation import CancelToken
from workbench.errors import ModelRefusedError
from workbench.io_loop import IoLoop
from workbench.models.reranker import ServedReranker
from workbench.processes.announcement import Address


class Server:
    """Scores a text by `scores`; answers best first, as servers do."""

    def __init__(self):
        self.asked, self.scores, self.status = [], {}, 200
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.asked.append((self.path, body))
                rows = [
                    {"index": place, "relevance_score": server.scores[text]}
                    for place, text in enumerate(body["documents"])
                    if text in server.scores
                ]
                rows.sort(key=lambda row: -row["relevance_score"])
                self.send_response(server.status)
                self.end_headers()
                self.wfile.write(json.dumps({"results": rows}).encode())

            def log_message(self, *_):
                """Nothing is printed."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = Address(self._http.server_port, "secret")
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
def reranker(server):
    with closing(IoLoop()) as io:
        yield ServedReranker("bge", lambda _: server.address, io)


def test_scores_come_in_the_order_of_the_texts(server, reranker):
    server.scores = {"a": 0.1, "b": 0.9}
    assert reranker.scores("How?", ["a", "b"], CancelToken()) == (0.1, 0.9)
    assert server.asked == [
        ("/v1/rerank", {"model": "bge", "query": "How?", "documents": ["a", "b"]})
    ]


def test_logits_become_shares(server, reranker):
    server.scores = {"a": 0.0, "b": 800.0, "c": -800.0}
    assert reranker.scores("How?", ["a", "b", "c"], CancelToken()) == (0.5, 1.0, 0.0)


def test_without_texts_nobody_is_asked(server, reranker):
    assert reranker.scores("How?", [], CancelToken()) == ()
    assert server.asked == []


def test_a_passage_without_a_score_is_an_error(server, reranker):
    server.scores = {"a": 0.1}
    with pytest.raises(ModelRefusedError, match="did not score every passage"):
        reranker.scores("How?", ["a", "b"], CancelToken())
