"""kill -9 of any process at random moments of indexing: the index opens and is completed."""

import os
import signal
import sqlite3
import sys
import time
from contextlib import closing, suppress
from random import Random

import psutil
import pytest

from tests.workbench.retrieval.knowledge import write
from workbench.client import WorkerClient
from workbench.errors import WorkbenchError
from workbench.knowledge_commands import UpdateIndex
from workbench.messages import IndexProgressed, SearchAnswered, WorkspaceListed
from workbench.retrieval.knowledge_store import opened
from workbench.retrieval_commands import SearchKnowledge
from workbench.workspace.new_workspace import new_workspace

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="SIGKILL is of POSIX"),
    pytest.mark.timeout(400),
]

KILLS = 20
DOCUMENTS, SECTIONS = 16, 8
LONGEST_LIFE_S = 0.8


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "workspace"
    new_workspace("empty", folder)
    return folder


def write_documents(folder, version):
    """All of them are new: every section has to be embedded."""
    for number in range(DOCUMENTS):
        text = "\n\n".join(
            f"# Part {part}\n\nVersion {version} says {number * part} of item {number}."
            for part in range(SECTIONS)
        )
        write(folder / "knowledge", f"d{number}.md", text, audience="customer")


def updated(client):
    """Until the update is over: the last news."""
    client.send(UpdateIndex())
    for news in client.answers(IndexProgressed):
        if news.is_done and news.documents:
            return news
    return None


def kill_child(worker_pid, random):
    """Anything that the worker has started, as soon as there is something, or a little later."""
    worker = psutil.Process(worker_pid)
    while not (children := worker.children(recursive=True)):
        time.sleep(0.01)
    time.sleep(random.uniform(0, LONGEST_LIFE_S))
    children = worker.children(recursive=True) or children
    os.kill(random.choice(children).pid, signal.SIGKILL)


def kill_worker(worker_pid, random):
    time.sleep(random.uniform(0, 2 * LONGEST_LIFE_S))
    os.kill(worker_pid, signal.SIGKILL)


def check_whole(folder):
    with closing(sqlite3.connect(folder / ".workbench/knowledge.sqlite")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_twenty_kills_at_random_moments_leave_an_index_that_opens_and_is_completed(folder):
    random = Random(5)
    for attempt in range(KILLS):
        if attempt % 4 in (0, 3):
            write_documents(folder, attempt)
        with (
            suppress(WorkbenchError, psutil.NoSuchProcess),
            closing(WorkerClient(folder)) as client,
        ):
            next(client.answers(WorkspaceListed))
            client.send(UpdateIndex())
            if attempt % 2:
                kill_child(client.process.pid, random)
                updated(client)
            else:
                kill_worker(client.process.pid, random)
        check_whole(folder)
    with closing(WorkerClient(folder)) as client:
        news = updated(client)
        assert (news.documents, news.problems) == (DOCUMENTS + 1, ())
        client.send(SearchKnowledge("1", "version 19 says 21 of item 3", "customer"))
        (first, *_) = next(client.answers(SearchAnswered)).retrieved.chunks
    assert "Version 19 says" in first.text
    with opened(folder / ".workbench/knowledge.sqlite") as store:
        assert store.chunk_count() == DOCUMENTS * SECTIONS + 1
        embedded = store.vectors.embedded_ids(store.record().embedder)
        assert embedded == {piece.id for piece in store.chunks()}
