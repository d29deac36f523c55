"""The worker as a process: who owns the workspace, what it cannot open, how it ends."""

import sqlite3
import subprocess
import time
from contextlib import closing

import pytest

from tests.workbench.worker.scripted_workspace import (
    Desk,
    put,
    scripted_workspace,
    stored_cells,
)
from workbench.client import WorkerClient, WorkerDiedError
from workbench.commands import ListRuns, ResumeBrokenRuns, StartRun, encode_command
from workbench.errors import WorkbenchError
from workbench.messages import BotsListed, Refused, RunProgressed, RunsListed
from workbench.worker.launch import worker_command


def refused(folder):
    """Status and words of a worker that does not begin."""
    ended = subprocess.run(
        worker_command(folder, "another program"),
        input=b"",
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.stdout == b""
    words = ended.stderr.decode()
    assert words.count("\n") == 1, words
    return ended.returncode, words


def test_a_second_worker_says_who_holds_the_workspace_and_a_dead_owner_is_succeeded(tmp_path):
    folder = scripted_workspace(tmp_path)
    first = Desk(folder)
    status, words = refused(folder)
    assert status == 1
    assert f"process {first.client.process.pid}" in words
    with pytest.raises(WorkbenchError, match=f"{first.client.process.pid}") as busy:
        Desk(folder)
    assert not isinstance(busy.value, WorkerDiedError)
    assert first.ask("quick")[-1].fact.kind == "turn_finished"
    first.kill()
    with closing(Desk(folder)) as second:
        assert second.ask("quick")[-1].fact.kind == "turn_finished"
        holder = (folder / ".workbench/owner.pid").read_text()
        assert holder == f"{second.client.process.pid} another program"


@pytest.mark.parametrize(
    ("asker", "words"),
    [
        ("a window", "This workspace is in use by a window (process "),
        ("workbench eval", "Wait until it ends, or end it with Ctrl+C."),
    ],
)
def test_whoever_comes_second_is_told_for_whom_the_workspace_is_held(tmp_path, asker, words):
    folder = scripted_workspace(tmp_path)
    with closing(WorkerClient(folder, asker)) as first:
        first.until(lambda item: isinstance(item, BotsListed))
        assert words in refused(folder)[1]


def test_a_folder_that_is_no_workspace_is_refused_and_left_as_it_was(tmp_path):
    status, words = refused(tmp_path / "typo")
    assert (status, "is not there" in words) == (1, True)
    assert not (tmp_path / "typo").exists()
    (tmp_path / "empty").mkdir()
    status, words = refused(tmp_path / "empty")
    assert (status, "workbench.yaml" in words) == (1, True)
    assert not list((tmp_path / "empty").iterdir())


def test_a_store_that_is_no_store_is_refused_and_left_as_it_was(tmp_path):
    folder = scripted_workspace(tmp_path)
    rubbish = "This is not a database, whatever its name says. " * 50
    path = put(folder, ".workbench/store.sqlite", rubbish)
    status, words = refused(folder)
    assert (status, "store.sqlite" in words) == (1, True)
    assert path.read_text() == rubbish


def test_a_store_of_a_newer_version_is_refused_and_left_as_it_was(tmp_path):
    folder = scripted_workspace(tmp_path)
    path = put(folder, ".workbench/store.sqlite", "")
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    status, words = refused(folder)
    assert (status, "newer version" in words) == (1, True)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (99,)
    assert len(path.read_bytes()) == len(before)


@pytest.mark.parametrize(
    ("line", "request_id"),
    [
        (b'{"kind": "no such thing", "request_id": "q7"}', "q7"),
        (b'{"kind": "start_turn", "turn_id": "t7"}', "t7"),
        (b'{"kind": "search_knowledge", "request_id": "q8", "query": 3}', "q8"),
        (b"no JSON at all", ""),
    ],
)
def test_a_line_that_is_no_command_is_refused_and_the_worker_lives(desk, line, request_id):
    desk.client.process.stdin.write(line + b"\n")
    desk.client.process.stdin.flush()
    refused = desk.hear(Refused)
    assert refused.request_id == request_id
    assert "cannot take this request" in refused.message
    assert "pydantic" not in refused.line
    assert desk.ask("quick")[-1].fact.kind == "turn_finished"


def test_a_worker_ends_with_its_window_and_leaves_its_run_to_the_next(tmp_path):
    folder = scripted_workspace(tmp_path, cases=2000)
    with closing(Desk(folder)) as first:
        run_id = first.start_run()
        first.progress(run_id, 1)
        began_s = time.monotonic()
    print(f"a worker in the middle of a run ended in {time.monotonic() - began_s:.2f} s")
    assert first.client.process.returncode == 0
    done = len(stored_cells(folder, run_id))
    with closing(Desk(folder)) as second:
        (run,) = second.answer(ListRuns(), RunsListed).runs
        second.send(ResumeBrokenRuns())
        assert second.hear(RunProgressed).run.run_id == run_id
    assert run.state == "stopped"
    assert 0 < run.cells_done == done < 2000


def test_a_reader_that_is_gone_lets_the_worker_end_in_order(tmp_path):
    folder = scripted_workspace(tmp_path, cases=300)
    pipe = subprocess.PIPE
    with subprocess.Popen(worker_command(folder), stdin=pipe, stdout=pipe, stderr=pipe) as worker:
        worker.stdin.write(encode_command(StartRun("run", "many")))
        worker.stdin.flush()
        while b"cells_judged" not in worker.stdout.readline():
            pass
        worker.stdout.close()
        worker.stdin.close()
        assert worker.stderr.read() == b""
    assert worker.returncode == 0
    cells = stored_cells(folder, "run")
    assert len({cell.case_id for cell in cells}) == len(cells) > 0
