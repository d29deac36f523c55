"""The real index server behind its supervisor: raw HTTP, kills and damaged files."""

import json
import os
import signal
import sqlite3
import urllib.error
import urllib.request
from contextlib import closing
from datetime import date
from random import Random
from threading import Timer

import pytest

from tests.workbench.retrieval.knowledge import HashingEmbedder, making, run, write
from workbench.cancellation import CancelToken, StoppedError
from workbench.domain.bot import RetrievalSettings
from workbench.domain.document import Search, SearchText
from workbench.errors import RetrievalError
from workbench.io_loop import IoLoop
from workbench.processes.announcement import Address
from workbench.processes.launch import child_command
from workbench.processes.supervisor import Supervisor
from workbench.retrieval.client import IndexRetriever, IndexServer
from workbench.retrieval.indexing import index_knowledge
from workbench.retrieval.knowledge_store import opened

MARKER = "xyzzy"
ROLES = {"customer": ("customer",), "agent": ("customer", "agent")}
QUERY = f"how many days does a {MARKER} refund take"
EMBEDDER = HashingEmbedder()


def order(ranking):
    return ranking.retriever, [placing.chunk_id for placing in ranking.placings]


class Knowledge:
    """A workspace's documents and index, and whoever serves it."""

    def __init__(self, folder):
        self.folder = folder
        self.documents = folder / "knowledge"
        self.io = IoLoop()
        self.supervisor = Supervisor(
            child_command("retrieval", str(folder / "knowledge.sqlite"), str(folder / "index")),
            name="The index server",
            log_path=folder / "index.log",
            error=RetrievalError,
        )
        self.server = IndexServer(self.supervisor.address, self.io)
        self.retriever = IndexRetriever(self.server, EMBEDDER, ROLES, lambda: date(2026, 11, 22))

    def write_documents(self):
        write(self.documents, "refund.md", "A refund takes five days.", audience="customer")
        hidden = f"# {MARKER} heading\n\nA {MARKER} refund above 50 EUR takes {MARKER} days."
        write(self.documents, f"{MARKER}.md", hidden, f"{MARKER} title", audience="agent")
        self.update()

    def update(self):
        with opened(self.folder / "knowledge.sqlite") as store:
            indexing = index_knowledge(
                self.documents, store, making(EMBEDDER), CancelToken(), date(2026, 11, 22)
            )
            return run(indexing)[1]

    def find(self, role="customer", **settings):
        search = Search((SearchText(QUERY),), role)
        return self.retriever.candidates(search, RetrievalSettings(**settings), CancelToken())

    def kill_server(self):
        if pid := self.supervisor.pid:
            os.kill(pid, signal.SIGKILL)

    def close(self):
        self.supervisor.close()
        self.io.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """One server for all who only read."""
    with closing(Knowledge(tmp_path_factory.mktemp("served"))) as knowledge:
        knowledge.write_documents()
        yield knowledge


@pytest.fixture
def empty(tmp_path):
    with closing(Knowledge(tmp_path)) as knowledge:
        yield knowledge


@pytest.fixture
def knowledge(empty):
    empty.write_documents()
    return empty


def paths(retrieved):
    return [piece.path for piece in retrieved.chunks]


def raw(knowledge, path, body=None, token=None, method=None):
    """Status and bytes of an answer."""
    address = knowledge.supervisor.address(CancelToken())
    request = urllib.request.Request(f"{address.base_url}{path}", body, method=method)
    request.add_header("Authorization", f"Bearer {token or address.token}")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def search_body(**changes):
    body = {
        "query": QUERY,
        "embedding": EMBEDDER.embed([QUERY], CancelToken())[0],
        "audiences": ["customer"],
        "today": "2026-11-22",
        "top_k": 3,
        "candidates": 20,
        "retrievers": ["bm25", "dense"],
    }
    return json.dumps(body | changes).encode()


def test_what_a_role_may_not_read_is_in_no_answer_and_no_log(knowledge):
    for retrievers in (["bm25"], ["dense"], ["bm25", "dense"]):
        status, answer = raw(knowledge, "/search", search_body(retrievers=retrievers))
        assert status == 200
        assert MARKER.encode() not in answer
        (withheld,) = json.loads(answer)["withheld"]
        assert withheld["reason"] == 'audience is "agent"'
    _, seen = raw(knowledge, "/search", search_body(audiences=["agent"]))
    assert MARKER.encode() in seen
    for path in ("/refresh", "/health"):
        assert MARKER.encode() not in raw(knowledge, path, method="POST")[1]
    _, wrong = raw(knowledge, "/search", search_body(embedding=[1.0]))
    assert b"another embedding model" in wrong
    knowledge.supervisor.close()
    log = knowledge.folder / "index.log"
    assert not log.exists() or MARKER not in log.read_text()


def test_only_who_knows_the_token_is_answered(served):
    for path in ("/search", "/refresh"):
        assert raw(served, path, search_body(), token="wrong")[0] == 401
    assert raw(served, "/health", token="wrong")[0] == 401
    assert raw(served, "/health")[0] == 200


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"{", "no JSON"),
        (search_body(top_k=0), "top_k"),
        (search_body(retrievers=["guessing"]), "retrievers"),
        (search_body(role="boss"), "role"),
    ],
)
def test_a_request_that_is_wrong_is_refused_by_name(served, body, what):
    status, answer = raw(served, "/search", body)
    assert status == 422
    assert what in json.loads(answer)["message"]


def test_a_role_finds_what_it_may_read(served):
    assert paths(served.find("customer")) == ["refund.md"]
    assert set(paths(served.find("agent"))) == {"refund.md", f"{MARKER}.md"}
    with pytest.raises(RetrievalError, match="no role called boss"):
        served.find("boss")


def test_a_retriever_that_does_not_exist_is_an_error_with_a_remedy(served):
    with pytest.raises(RetrievalError, match="bm25 and dense, not guessing") as raised:
        served.find(retrievers=("guessing",))
    assert "retrieval settings" in raised.value.hint


def test_before_the_first_indexing_run_the_person_is_told_what_to_do(empty):
    with pytest.raises(RetrievalError, match="The documents are not indexed yet") as raised:
        empty.find()
    assert raised.value.hint == "Update the index."
    empty.write_documents()
    assert empty.server.refresh(CancelToken()) == 2
    assert paths(empty.find()) == ["refund.md"]


def test_a_new_label_counts_from_the_next_refresh_on(knowledge):
    assert paths(knowledge.find()) == ["refund.md"]
    write(knowledge.documents, "refund.md", "A refund takes five days.", audience="internal")
    knowledge.update()
    knowledge.server.refresh(CancelToken())
    found = knowledge.find()
    assert paths(found) == []
    assert {one.reason for one in found.withheld} == {
        'audience is "agent"',
        'audience is "internal"',
    }


def test_a_server_that_is_killed_between_searches_is_not_noticed(knowledge):
    before = knowledge.find("agent")
    knowledge.kill_server()
    after = knowledge.find("agent")
    assert (after.chunks, after.withheld) == (before.chunks, before.withheld)
    # The one is of vectors in memory, the other of Chroma: alike but for the last bits.
    assert after.relevance == pytest.approx(before.relevance, abs=1e-6)
    assert [order(each) for each in after.rankings] == [order(each) for each in before.rankings]


def test_a_server_killed_at_any_moment_opens_and_answers_again(knowledge):
    random = Random(11)
    before = knowledge.find("agent")
    for round_number in range(4):
        text = f"A refund takes {round_number} days."
        write(knowledge.documents, f"more-{round_number}.md", text, audience="internal")
        knowledge.update()
        killer = Timer(random.uniform(0, 0.15), knowledge.kill_server)
        killer.start()
        knowledge.server.refresh(CancelToken())
        assert knowledge.find("agent").chunks == before.chunks
        killer.join()
    assert knowledge.server.refresh(CancelToken()) == 6
    assert len(list((knowledge.folder / "index/generations").iterdir())) == 1


def test_a_damaged_graph_of_a_large_collection_is_built_again(knowledge):
    sections = "\n\n".join(f"# Part {part}\n\nText {part}." for part in range(1010))
    write(knowledge.documents, "large.md", sections, audience="customer")
    knowledge.update()
    knowledge.server.refresh(CancelToken())
    best = knowledge.find("agent", top_k=1).chunks
    knowledge.supervisor.close()
    (built,) = (knowledge.folder / "index/generations").iterdir()
    graphs = list(built.rglob("*.bin"))
    assert graphs
    for graph in graphs:
        graph.write_bytes(b"rubbish" * (graph.stat().st_size // 7))
    with closing(Knowledge(knowledge.folder)) as again:
        assert again.find("agent", top_k=1).chunks == best
        again.server.refresh(CancelToken())
        assert again.find("agent", top_k=1).chunks == best
    assert not built.exists()


def test_stop_hangs_up_on_a_server_that_does_not_answer(served):
    served.find()
    os.kill(served.supervisor.pid, signal.SIGSTOP)
    try:
        cancel = CancelToken()
        Timer(0.05, cancel.cancel).start()
        search = Search((SearchText(QUERY),), "customer")
        with pytest.raises(StoppedError):
            served.retriever.candidates(search, RetrievalSettings(), cancel)
    finally:
        os.kill(served.supervisor.pid, signal.SIGCONT)


def test_a_server_that_stays_away_is_an_error_with_a_remedy(empty):
    server = IndexServer(lambda cancel: Address(port=1, token="nobody"), empty.io)
    with pytest.raises(RetrievalError, match="stopped 4 times") as raised:
        server.chunk_count(CancelToken())
    assert "update the index" in raised.value.hint


def test_a_second_server_is_kept_from_the_folder(served):
    served.find()
    lock = sqlite3.connect(served.folder / "index/server.lock", timeout=0)
    with closing(lock), pytest.raises(sqlite3.OperationalError, match="locked"):
        lock.execute("BEGIN EXCLUSIVE")
