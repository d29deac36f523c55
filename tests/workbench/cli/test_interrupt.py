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


def test_a_run_that_is_interrupted_is_stopped_and_says_how_it_goes_on(tmp_path):
    folder = scripted_workspace(tmp_path / "workspace", cases=200)
    add_model(folder, name="steady", provider="scripted", script=["Active now."], gap_s=0.05)
    add_bot(folder, "steady", model="steady", prompt="plain")
    add_suite(folder, "steady", ["steady"])
    argv = [sys.executable, "-m", "workbench", "eval", "steady", "--workspace", str(folder)]
    with subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as command:
        while not ((run := stored_run(folder)) and run.cells_done):
            assert command.poll() is None
            time.sleep(LOOK_EVERY_S)
        os.killpg(command.pid, signal.SIGINT)
        _, said = command.communicate()
    assert command.returncode == INTERRUPTED
    assert f"workbench eval --resume {run.run_id} goes on." in said
    assert stored_run(folder).state == "stopped"
    done = len(stored_cells(folder, run.run_id))
    with closing(Desk(folder)) as desk:
        desk.send(ResumeBrokenRuns())
        (listed,) = desk.answer(ListRuns(), RunsListed).runs
        assert (listed.state, listed.cells_done) == ("stopped", done)
