"""kill -9 at random moments of a grid, forty times in all: nothing is lost, nothing is doubled."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

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
    stored_turn,
)
from workbench.client import WorkerDiedError
from workbench.commands import Command, ResumeBrokenRuns, StartRun, encode_command
from workbench.messages import CellsJudged, RunProgressed
from workbench.worker.lanes import BATCH_CELLS

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="children are found in /proc"),
    # Thirty processes begin here, one after the other: long on a machine that is busy.
    pytest.mark.timeout(400),
]

KILLS = 10
# Four answers at a time of four words: about forty cells a second, far from done in ten lives.
STEADY = {"name": "steady", "provider": "scripted", "script": ["Your account is active."]}
GAP_S, LONGEST_LIFE_S = 0.025, 0.3
STEADY_CELLS = 200

# The window's own bridge, in another process, without anything to look at. It is killed.
WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from ui.bridge import WorkerBridge
from workbench.commands import decode_command

def tell_pid():
    print(bridge.worker_pid, flush=True)

def tell_states(messages):
    for message in messages:
        if message.kind == "run_progressed":
            print(message.state, flush=True)

app = QCoreApplication([])
bridge = WorkerBridge(Path(sys.argv[1]))
bridge.worker_started.connect(tell_pid)
bridge.messages_arrived.connect(tell_states)
bridge.start()
for line in sys.argv[2:]:
    bridge.send(decode_command(line.encode()))
app.exec()
"""


class Window:
    """Opens a workspace, and asks for nothing but the given commands."""

    def __init__(self, folder: Path, *commands: Command) -> None:
        lines = [encode_command(command).decode() for command in commands]
        argv = [sys.executable, "-c", WINDOW, str(folder), *lines]
        self._process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
        self._worker = int(self._process.stdout.readline())

    def until(self, state: str) -> None:
        """The run is told to be in that state."""
        while state != (line := self._process.stdout.readline()).strip():
            assert line, "the window has ended"

    def kill(self) -> None:
        with self._process:
            self._process.kill()
        # The worker notices that it is alone, and ends in order.
        while is_alive(self._worker):
            time.sleep(0.01)


class Ledger:
    """What was finished at each kill, to be found again at the end just as it was."""

    def __init__(self, folder: Path, run_id: str) -> None:
        self._folder, self._run_id = folder, run_id
        self._path = folder / ".workbench/store.sqlite"
        self._kept = {}
        self.sizes = []

    def look(self) -> None:
        """The store opens and is whole; what was finished before is finished still."""
        with closing(sqlite3.connect(self._path)) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        cells = stored_cells(self._folder, self._run_id)
        now = {(cell.case_id, cell.variant, cell.trial): cell for cell in cells}
        assert len(now) == len(cells)
        assert now.items() >= self._kept.items()
        self._kept = now
        self.sizes.append(len(now))

    def check_whole(self, cells: int) -> None:
        """Each cell once, by one turn that began once and finished once.

        Turns that a worker stopped in order, as its window was gone, are left and begun anew.
        """
        self.look()
        assert len(self._kept) == cells
        assert {cell.outcome for cell in self._kept.values()} == {"passed"}
        turns = {cell.turn_id for cell in self._kept.values()}
        started, finished = self._count("turn_started"), self._count("turn_finished")
        assert finished == dict.fromkeys(turns, 1)
        assert set(started.values()) == {1}
        assert set(started) - turns == set(self._count("turn_cancelled"))

    def _count(self, kind: str) -> Counter:
        with closing(sqlite3.connect(self._path)) as db:
            rows = db.execute(
                "SELECT turn_id FROM events WHERE instr(line, ?) > 0", (f'"kind":"{kind}"',)
            )
            return Counter(turn_id for (turn_id,) in rows)


@pytest.fixture
def steady(tmp_path):
    folder = scripted_workspace(tmp_path / "workspace", cases=STEADY_CELLS)
    add_model(folder, gap_s=GAP_S, **STEADY)
    add_bot(folder, "steady", model="steady", prompt="plain")
    add_suite(folder, "steady", ["steady"])
    return folder


def children(process_id: int) -> dict[int, str]:
    """The processes that this one started, and their command lines."""
    found = {}
    for folder in Path("/proc").iterdir():
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if parent == process_id:
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except (OSError, ValueError, IndexError):
            continue
    return found


def test_the_worker_is_killed(steady):
    random, ledger = Random(1), Ledger(steady, "run")
    command: Command = StartRun("run", "steady")
    for _ in range(KILLS):
        desk = Desk(steady)
        desk.send(command)
        desk.hear(RunProgressed)
        time.sleep(random.uniform(0, LONGEST_LIFE_S))
        desk.kill()
        with pytest.raises(WorkerDiedError):
            desk.until(lambda _: False)
        ledger.look()
        command = ResumeBrokenRuns()
    assert ledger.sizes[-1] > ledger.sizes[0]
    assert ledger.sizes[-1] < STEADY_CELLS, "the run was over before the last kill"
    with closing(Desk(steady)) as desk:
        desk.send(command)
        assert desk.run_end("run").state == "finished"
    ledger.check_whole(STEADY_CELLS)
    print(f"cells finished at each kill of the worker: {ledger.sizes}")


def test_the_window_is_killed(steady):
    """Whoever opens it again does nothing else: the run goes on by itself."""
    random, ledger = Random(2), Ledger(steady, "run")
    commands: list[Command] = [StartRun("run", "steady")]
    for _ in range(KILLS):
        window = Window(steady, *commands)
        window.until("running")
        time.sleep(random.uniform(0, LONGEST_LIFE_S))
        window.kill()
        ledger.look()
        commands = []
    assert ledger.sizes[-1] > ledger.sizes[0]
    assert ledger.sizes[-1] < STEADY_CELLS, "the run was over before the last kill"
    last = Window(steady)
    last.until("finished")
    last.kill()
    ledger.check_whole(STEADY_CELLS)
    print(f"cells finished at each kill of the window: {ledger.sizes}")


CELLS_BETWEEN_KILLS = BATCH_CELLS
# All that are answered at once may end between two kills.
REAL_CELLS = (KILLS + 1) * (CELLS_BETWEEN_KILLS + BATCH_CELLS)


@pytest.fixture
def real(tmp_path):
    """SmolLM2 over documents that the index server finds; any words of it will do."""
    folder = scripted_workspace(tmp_path / "workspace", cases=REAL_CELLS)
    text = "---\ntitle: Status\naudience: customer\n---\nYour status is active.\n"
    put(folder, "knowledge/status.md", text)
    add_bot(
        folder,
        "real",
        model="smollm2-135m",
        prompt="found",
        retrieval={"top_k": 1, "retrievers": ["bm25"]},
        sampling={"max_tokens": 3},
    )
    put(folder, "prompts/found.md", "{{ evidence }}\n")
    cases = (folder / "datasets/many.jsonl").read_text()
    put(folder, "datasets/many.jsonl", cases.replace('"facts": ["active"]', '"max_words": 99'))
    add_suite(folder, "real", ["real"], scorers=["nothing_unasked"])
    return folder


def test_the_model_server_and_the_index_server_are_killed(real):
    random, kills = Random(3), Counter()
    # Two workers, as one starts a server that keeps dying ever later.
    for last in (KILLS, 2 * KILLS):
        with closing(Desk(real)) as desk:
            desk.client.wait_for_index()
            desk.send(StartRun("run", "real"))
            while kills.total() < last:
                more_cells(desk)
                time.sleep(random.uniform(0, 0.2))
                for name in ("model_server chat", "retrieval"):
                    kills[name] += kill_child(desk.client.process.pid, name)
            if last == 2 * KILLS:
                assert desk.run_end("run").state == "finished"
            worker = desk.client.process.pid
        assert not is_alive(worker)
    ledger = Ledger(real, "run")
    ledger.look()
    cells = stored_cells(real, "run")
    assert {cell.outcome for cell in cells} == {"passed"}, {cell.note for cell in cells}
    ledger.check_whole(REAL_CELLS)
    for cell in (cells[0], cells[-1]):
        (found,) = [event.fact.retrieved for event in stored_turn(real, cell.turn_id)
                    if event.fact.kind == "chunks_retrieved"]  # fmt: skip
        assert [chunk.path for chunk in found.chunks] == ["status.md"]
    print(f"kills of servers: {dict(kills)}")


def more_cells(desk: Desk) -> None:
    """So many that nothing which the last kill hit is on its way still."""
    seen = 0

    def enough(item) -> bool:
        nonlocal seen
        seen += len(item.cells) if isinstance(item, CellsJudged) else 0
        return seen >= CELLS_BETWEEN_KILLS

    desk.until(enough)


def kill_child(worker: int, name: str) -> int:
    """How many were killed: none while it is between two lives."""
    found = [pid for pid, argv in children(worker).items() if f"workbench.{name}" in argv]
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    return len(found)
