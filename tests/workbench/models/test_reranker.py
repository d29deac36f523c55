"""A /v1/rerank on loopback."""

from contextlib import closing

import pytest

from tests.workbench.models.json_server import JsonServer
from workbench.cancellation import CancelToken
from workbench.errors import ModelRefusedError
from workbench.io_loop import IoLoop
from workbench.models.reranker import ServedReranker
from workbench.processes.announcement import Address


class Server(JsonServer):
    """Scores a text by `scores`; answers best first, as servers do."""

    def __init__(self):
        self.asked, self.scores, self.status = [], {}, 200
        super().__init__()
        self.address = Address(self.port, "secret")

    def answer(self, path, body, headers):
        self.asked.append((path, body))
        rows = [
            {"index": place, "relevance_score": self.scores[text]}
            for place, text in enumerate(body["documents"])
            if text in self.scores
        ]
        rows.sort(key=lambda row: -row["relevance_score"])
        return self.status, {"results": rows}


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
