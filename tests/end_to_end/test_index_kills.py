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
DOCUMENTS, SECTIONS = 24, 8
LONGEST_LIFE_S = 1.2


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


def kill_one(worker_pid, random):
    """The worker or anything that it started; which one it was."""
    worker = psutil.Process(worker_pid)
    victim = random.choice([worker, *worker.children(recursive=True)])
    os.kill(victim.pid, signal.SIGKILL)
    return "worker" if victim == worker else "child"


def check_whole(folder):
    with closing(sqlite3.connect(folder / ".workbench/knowledge.sqlite")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_twenty_kills_at_random_moments_leave_an_index_that_opens_and_is_completed(folder):
    random, victims = Random(5), []
    for attempt in range(KILLS):
        if attempt % 4 == 0:
            write_documents(folder, attempt)
        with (
            suppress(WorkbenchError, psutil.NoSuchProcess),
            closing(WorkerClient(folder)) as client,
        ):
            next(client.answers(WorkspaceListed))
            client.send(UpdateIndex())
            time.sleep(random.uniform(0, LONGEST_LIFE_S))
            victims.append(kill_one(client.process.pid, random))
            if victims[-1] == "child":
                updated(client)
        check_whole(folder)
    assert victims.count("worker") >= 3
    assert victims.count("child") >= 3
    with closing(WorkerClient(folder)) as client:
        news = updated(client)
        assert (news.documents, news.problems) == (DOCUMENTS + 1, ())
        client.send(SearchKnowledge("1", "version 16 says 21 of item 3", "customer"))
        (first, *_) = next(client.answers(SearchAnswered)).retrieved.chunks
    assert "Version 16 says" in first.text
    with opened(folder / ".workbench/knowledge.sqlite") as store:
        assert store.chunk_count() == DOCUMENTS * SECTIONS + 1
        embedded = store.embedded_ids(store.record().embedder)
        assert embedded == {piece.id for piece in store.chunks()}
