"""The bridge with real children: the worker, and programs that die, refuse and flood."""

import os
import signal
import sys
import threading
from contextlib import closing
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, QTimer, Slot

from tests.workbench.worker.scripted_workspace import (
    add_bot,
    add_model,
    add_suite,
    scripted_workspace,
    stored_cells,
)
from ui import bridge as bridge_module
from ui.bridge import BYTES_AT_ONCE, RESTARTS, WorkerBridge, WorkerEnd
from ui.qt_models.row_table import Column, RowTableModel
from workbench.commands import MeasureStore, OpenSuite, RateTurn, StartRun, encode_command
from workbench.messages import BotsListed, Refused, RunProgressed, WorkspaceListed
from workbench.trace.codec import decode, encode
from workbench.trace.event import TraceEvent
from workbench.trace.facts import TextStreamed

PATIENCE_MS = 60_000
EVENTS = 40_000
EMISSIONS = 5_000
LINE = encode(TraceEvent("t1", 0, "turn", None, 0.5, TextStreamed("word")))[0].decode()

DIES = "import sys; sys.stderr.write('first\\nOut of memory.\\n'); sys.exit(70)"
REFUSES = "import sys; sys.stderr.write('The workspace is open in process 7.\\n'); sys.exit(1)"
FLOODS = f"""
import sys
before, after = {LINE!r}.split('"seq":0')
sys.stdout.write("".join(f'{{before}}"seq":{{seq}}{{after}}' for seq in range({EVENTS})))
"""
# Says how it was spoken to, in place of the text.
ECHOES = f"""
import json, signal, sys
# As if nobody had asked this process to outlive its terminal.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
line = json.loads({LINE!r})
for command in sys.stdin:
    line["fact"]["text"] = command
    print(json.dumps(line, separators=(",", ":")), flush=True)
"""
# The first time it dies, the next time it echoes.
DIES_ONCE = """
import os, sys
if not os.path.exists({path!r}):
    open({path!r}, "w").close()
    os.abort()
""" + ECHOES.replace("{", "{{").replace("}", "}}")


class Ears(QObject):
    """Hears all that a bridge says, on the window's thread."""

    def __init__(self, bridge):
        super().__init__(bridge)
        self.events, self.messages, self.stops, self.starts = [], [], [], 0
        self.threads = set()
        bridge.events_arrived.connect(self._on_events)
        bridge.messages_arrived.connect(self._on_messages)
        bridge.worker_stopped.connect(self._on_stopped)
        bridge.worker_started.connect(self._on_started)

    @Slot(list)
    def _on_events(self, events):
        self.threads.add(threading.get_ident())
        self.events += events

    @Slot(list)
    def _on_messages(self, messages):
        self.messages += messages

    @Slot(object)
    def _on_stopped(self, end):
        self.stops.append(end)

    @Slot()
    def _on_started(self):
        self.starts += 1

    def last(self, kind):
        return next((each for each in reversed(self.messages) if isinstance(each, kind)), None)


@pytest.fixture
def heard(qtbot, tmp_path):
    """Starts a bridge to a program, or to the worker; gives it and its ears."""
    bridges = []

    def start(program=None, folder=tmp_path):
        argv = [sys.executable, "-c", program] if program else None
        bridge = WorkerBridge(folder, argv)
        bridges.append(bridge)
        ears = Ears(bridge)
        bridge.start()
        return bridge, ears

    yield start
    for bridge in bridges:
        bridge.close()
        bridge.deleteLater()


def until(qtbot, condition):
    qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)


def test_a_crash_is_told_with_its_last_words_and_tried_again_ever_later(qtbot, heard, monkeypatch):
    monkeypatch.setattr(bridge_module, "FIRST_BACK_OFF_MS", 1)
    bridge, ears = heard(DIES)
    until(qtbot, lambda: ears.stops and ears.stops[-1].kind == "gave_up")
    again = WorkerEnd("first\nOut of memory.", "retried")
    assert ears.stops == [again] * RESTARTS + [replace(again, kind="gave_up")]
    assert ears.starts == RESTARTS + 1
    bridge.restart()
    until(qtbot, lambda: ears.starts == RESTARTS + 2)


def test_the_next_try_waits_longer(qtbot, heard, monkeypatch):
    waits = []
    real = QTimer.singleShot
    monkeypatch.setattr(
        bridge_module.QTimer, "singleShot",
        lambda after_ms, slot: (waits.append(after_ms), real(0, slot)),
    )  # fmt: skip
    _, ears = heard(DIES)
    until(qtbot, lambda: ears.stops and ears.stops[-1].kind == "gave_up")
    assert waits == [200, 400, 800, 1600, 3200]


def test_a_worker_that_refuses_is_not_tried_again(qtbot, heard):
    _, ears = heard(REFUSES)
    until(qtbot, lambda: ears.stops)
    assert ears.stops == [WorkerEnd("The workspace is open in process 7.", "refused")]


def test_a_worker_that_is_killed_by_the_first_signal_does_not_look_like_a_refusal(qtbot, heard):
    bridge, ears = heard(ECHOES)
    until(qtbot, lambda: ears.events)
    os.kill(bridge.worker_pid, signal.SIGHUP)
    until(qtbot, lambda: ears.stops)
    assert ears.stops == [WorkerEnd("it was killed (signal 1)", "retried")]


def test_a_program_that_is_not_there_is_told(qtbot, tmp_path):
    bridge = WorkerBridge(tmp_path, ["/no/such/program"])
    ears = Ears(bridge)
    bridge.start()
    until(qtbot, lambda: ears.stops)
    assert ears.stops == [WorkerEnd("/no/such/program could not be started", "gave_up")]


def test_each_worker_goes_on_with_the_runs_that_an_earlier_one_left(qtbot, heard, tmp_path):
    _, ears = heard(ECHOES)
    until(qtbot, lambda: ears.events)
    _, others = heard(DIES_ONCE.format(path=str(tmp_path / "died")))
    until(qtbot, lambda: others.events)
    assert others.stops[0].kind == "retried"
    for told in (ears, others):
        assert "resume_broken_runs" in told.events[0].fact.text


def test_a_command_that_is_sent_before_the_worker_runs_is_not_lost(qtbot, heard):
    bridge, ears = heard(ECHOES)
    bridge.send(RateTurn("t1", 1))
    until(qtbot, lambda: len(ears.events) > 1)
    assert ears.events[1].fact.text.encode() == encode_command(RateTurn("t1", 1))


@pytest.mark.skipif(sys.platform == "win32", reason="sessions of processes")
def test_ctrl_c_in_the_terminal_of_the_window_does_not_reach_the_worker(qtbot, heard):
    bridge, ears = heard(ECHOES)
    until(qtbot, lambda: ears.starts)
    assert os.getsid(bridge.worker_pid) == bridge.worker_pid


def test_a_flood_of_events_arrives_whole_and_the_window_answers_between_its_slices(qtbot, heard):
    table = RowTableModel(
        (Column("Seq", lambda event: event.seq), Column("Text", lambda event: event.fact.text)),
        key=lambda event: str(event.seq),
    )
    ticks, seen = [], []
    timer = QTimer(interval=0)
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start()
    bridge, ears = heard(FLOODS)
    bridge.events_arrived.connect(table.upsert)
    bridge.events_arrived.connect(lambda _: seen.append(len(ticks)))
    until(qtbot, lambda: table.total == EVENTS)
    timer.stop()
    assert [event.seq for event in ears.events] == list(range(EVENTS))
    # Each slice but the first comes in another turn of the event loop.
    assert len(set(seen)) >= len(seen) - 1
    assert len(seen) > EVENTS * len(LINE) / BYTES_AT_ONCE


def test_a_slice_ends_when_its_time_is_up(qtbot, heard, monkeypatch):
    monkeypatch.setattr(bridge_module, "SLICE_S", 0.0)
    bridge, ears = heard(FLOODS.replace(str(EVENTS), "100"))
    sizes = []
    bridge.events_arrived.connect(lambda events: sizes.append(len(events)))
    until(qtbot, lambda: len(ears.events) == 100)
    assert sizes == [1] * 100


def test_signals_survive_thousands_of_emissions_from_another_thread(qtbot, tmp_path):
    bridge = WorkerBridge(tmp_path)
    ears = Ears(bridge)
    event = decode(LINE.encode())

    def emit():
        for _ in range(EMISSIONS):
            bridge.events_arrived.emit([event, event])

    thread = threading.Thread(target=emit)
    thread.start()
    until(qtbot, lambda: len(ears.events) == 2 * EMISSIONS)
    thread.join()
    assert ears.threads == {threading.get_ident()}
    assert set(ears.events) == {event}


def test_a_worker_that_is_killed_in_the_middle_of_a_run_finishes_it_by_itself(
    qtbot, heard, tmp_path
):
    folder = scripted_workspace(tmp_path / "workspace", cases=40)
    add_model(folder, name="steady", provider="scripted", script=["Active now."], gap_s=0.03)
    add_bot(folder, "steady", model="steady", prompt="plain")
    add_suite(folder, "steady", ["steady"])
    bridge, ears = heard(folder=folder)
    until(qtbot, lambda: ears.last(BotsListed))
    assert ears.last(WorkspaceListed).name == "Scripted"
    bridge.send(StartRun("run", "steady"))
    until(qtbot, lambda: ears.last(RunProgressed))
    first = bridge.worker_pid
    os.kill(first, signal.SIGKILL)
    until(qtbot, lambda: ears.last(RunProgressed).state == "finished")
    assert ears.stops == [WorkerEnd("it was killed (signal 9)", "retried")]
    assert bridge.worker_pid != first
    assert len({cell.case_id for cell in stored_cells(folder, "run")}) == 40
    (last, *_) = [cell.turn_id for cell in stored_cells(folder, "run")]
    assert bridge.turn(last)[-1].fact.kind == "turn_finished"


def test_a_run_that_was_going_when_the_window_closed_goes_on_when_it_opens_again(
    qtbot, heard, tmp_path
):
    folder = scripted_workspace(tmp_path / "workspace", cases=40)
    add_model(folder, name="steady", provider="scripted", script=["Active now."], gap_s=0.03)
    add_bot(folder, "steady", model="steady", prompt="plain")
    add_suite(folder, "steady", ["steady"])
    bridge, ears = heard(folder=folder)
    bridge.send(StartRun("run", "steady"))
    until(qtbot, lambda: ears.last(RunProgressed) and ears.last(RunProgressed).run.cells_done)
    bridge.close()
    assert len(stored_cells(folder, "run")) < 40
    _, ears = heard(folder=folder)
    until(qtbot, lambda: ears.last(RunProgressed) and ears.last(RunProgressed).state == "finished")
    assert len({cell.case_id for cell in stored_cells(folder, "run")}) == 40


def test_a_second_window_is_told_who_holds_the_workspace(qtbot, heard, tmp_path):
    folder = scripted_workspace(tmp_path / "workspace")
    first, ears = heard(folder=folder)
    until(qtbot, lambda: ears.last(BotsListed))
    second, others = heard(folder=folder)
    until(qtbot, lambda: others.stops)
    (end,) = others.stops
    assert f"in use by a window (process {first.worker_pid})" in end.words
    assert end.kind == "refused"
    # Once the first one has let go, the person has it tried again.
    first.close()
    second.restart()
    until(qtbot, lambda: others.last(BotsListed))


def test_what_is_asked_between_two_workers_is_for_the_next_one(qtbot, heard, tmp_path):
    bridge, ears = heard(DIES_ONCE.format(path=str(tmp_path / "died")))
    until(qtbot, lambda: ears.stops)
    bridge.send(RateTurn("t1", 1))
    until(qtbot, lambda: len(ears.events) > 1)
    assert ears.events[1].fact.text.encode() == encode_command(RateTurn("t1", 1))


def test_what_is_asked_when_no_worker_comes_any_more_is_refused(qtbot, heard):
    bridge, ears = heard(REFUSES)
    until(qtbot, lambda: ears.stops)
    bridge.send(MeasureStore())
    bridge.send(OpenSuite("q1", "first-look"))
    until(qtbot, lambda: ears.messages)
    (refused,) = ears.messages
    assert refused == Refused("q1", "The engine does not run.", "Start it again first.")


def test_closing_lets_the_worker_end_and_tells_nobody(qtbot, heard, tmp_path):
    folder = scripted_workspace(tmp_path / "workspace")
    with closing(WorkerBridge(folder)) as bridge:
        ears = Ears(bridge)
        bridge.start()
        until(qtbot, lambda: ears.last(BotsListed))
    assert bridge.worker_pid == 0
    assert ears.stops == []
    assert bridge.turn("nowhere") == []
