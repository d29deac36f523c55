"""Runs the command line as a process, and what an error of it has to look like."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass

from workbench.commands import MeasureStore, ReloadWorkspace
from workbench.messages import StoreMeasured

PATIENCE_S = 110


@dataclass(frozen=True)
class Ended:
    status: int
    out: str
    err: str

    @property
    def document(self):
        """The one JSON document on stdout."""
        return json.loads(self.out)


def workbench(folder, *args, **options):
    ended = subprocess.run(
        [sys.executable, "-m", "workbench", args[0], "--workspace", str(folder), *args[1:]],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False, **options,
    )  # fmt: skip
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def check_refusal(ended, *words):
    """Status 1, nothing on stdout, one line on stderr with these words and a remedy."""
    assert (ended.status, ended.out) == (1, ""), ended
    assert re.fullmatch(r"workbench: [^\n]+[.!?…}\]]\n", ended.err), ended.err
    assert "Traceback" not in ended.err
    for word in words:
        assert word in ended.err, ended.err


class SharedWorker:
    """Stands where a client would start a worker: it hands out one that runs already."""

    def __init__(self, desk):
        self.desk = desk
        self.folder = desk.folder

    def __call__(self, folder, asker):
        assert folder == self.folder
        assert asker.startswith("workbench ")
        self._hear_out()
        self.desk.send(ReloadWorkspace())
        return self

    def settle(self):
        """Until the worker knows the files as they are."""
        self._hear_out()
        self.desk.send(ReloadWorkspace())
        self.desk.listed()

    def _hear_out(self):
        """What was told to the last command, and a listing that the worker made by itself.

        A reload waits for such a listing, so that all that is told later is of the files as
        they are.
        """
        self.desk.send(ReloadWorkspace())
        self.desk.send(MeasureStore())
        self.desk.until(lambda item: isinstance(item, StoreMeasured))

    def __enter__(self):
        return self.desk.client

    def __exit__(self, *_):
        pass
