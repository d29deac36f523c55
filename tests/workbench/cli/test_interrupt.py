"""Ctrl+C in a terminal: the whole group of processes gets it."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing

import pytest

from tests.workbench.worker.scripted_workspace import (
    Desk,
    add_bot,
    add_model,
    add_suite,
    is_alive,
    put,
    scripted_workspace,
    stored_cells,
)
from workbench.commands import ListRuns, ResumeBrokenRuns
from workbench.messages import RunsListed
from workbench.store.library import Library

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="groups of processes")

INTERRUPTED = 130
LOOK_EVERY_S = 0.02


def stored_run(folder):
    store = folder / ".workbench/store.sqlite"
    if not store.exists():
        return None
    with closing(Library(store)) as library:
        return next(iter(library.runs()), None)


# Whoever runs the tests in the background has its children ignore Ctrl+C: these do not.
HEEDING = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from workbench.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def begun(*args):
    """A command in a group of processes of its own."""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-c", HEEDING, *args],
        stdout=pipe, stderr=pipe, text=True, start_new_session=True,
    )  # fmt: skip


def until(condition, command):
    while not (found := condition()):
        assert command.poll() is None
        time.sleep(LOOK_EVERY_S)
    return found


def test_a_run_that_is_interrupted_is_stopped_and_says_how_it_goes_on(tmp_path):
    folder = scripted_workspace(tmp_path / "workspace", cases=200)
    add_model(folder, name="steady", provider="scripted", script=["Active now."], gap_s=0.05)
    add_bot(folder, "steady", model="steady", prompt="plain")
    add_suite(folder, "steady", ["steady"])
    with begun("eval", "steady", "--workspace", str(folder)) as command:
        until(lambda: (run := stored_run(folder)) and run.cells_done, command)
        os.killpg(command.pid, signal.SIGINT)
        _, said = command.communicate()
    run = stored_run(folder)
    assert command.returncode == INTERRUPTED
    assert f"workbench eval --resume {run.run_id} goes on." in said
    assert run.state == "stopped"
    done = len(stored_cells(folder, run.run_id))
    with closing(Desk(folder)) as desk:
        desk.send(ResumeBrokenRuns())
        (listed,) = desk.answer(ListRuns(), RunsListed).runs
        assert (listed.state, listed.cells_done) == ("stopped", done)


def test_a_window_that_is_interrupted_in_its_terminal_closes_in_order(tmp_path, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    folder = scripted_workspace(tmp_path / "workspace")
    put(folder, "knowledge/status.md", "---\ntitle: Status\naudience: customer\n---\nActive.\n")
    holder = folder / ".workbench/owner.pid"
    with begun("--workspace", str(folder)) as command:
        until(holder.exists, command)
        worker = int(holder.read_text().split()[0])
        # The window takes the key once its event loop runs; before, it is a start that was broken.
        until((folder / ".workbench/knowledge.sqlite").exists, command)
        os.killpg(command.pid, signal.SIGINT)
        _, said = command.communicate()
    assert command.returncode == 0, said
    assert not is_alive(worker)
