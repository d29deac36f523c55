"""Real children: small Python programs that behave, die, hang or say why they cannot start."""

import os
import signal
import sys
import threading
import time
from contextlib import closing

import pytest

from workbench.cancellation import CancelToken, StoppedError
from workbench.errors import ModelUnavailableError, RetrievalError
from workbench.processes.supervisor import Supervisor

PRELUDE = """
import os, sys
from workbench.processes.child import ParentLine, exit_with_parent
parent = ParentLine()
exit_with_parent()
"""
LISTENS = PRELUDE + "parent.announce(4711, str(os.getpid()))\nimport time; time.sleep(60)"


def child(program, **options):
    return closing(Supervisor([sys.executable, "-c", program], name="The child", **options))


def wait_until(condition):
    give_up_at = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < give_up_at
        time.sleep(0.005)


def test_a_child_says_where_it_listens():
    with child(LISTENS) as supervisor:
        assert supervisor.state == "stopped"
        address = supervisor.address(CancelToken())
        assert (address.port, address.token) == (4711, str(supervisor.pid))
        assert supervisor.state == "ready"
        assert address.token not in repr(address)
    assert supervisor.state == "stopped"
    assert supervisor.pid is None


def test_a_killed_child_is_started_again():
    with child(LISTENS) as supervisor:
        first = supervisor.address(CancelToken())
        os.kill(int(first.token), signal.SIGKILL)
        wait_until(lambda: supervisor.crash_count == 1)
        second = supervisor.address(CancelToken())
        assert second.token != first.token
        assert supervisor.crash_count == 1


def test_what_a_child_prints_later_never_reaches_the_announcement(tmp_path):
    log = tmp_path / "logs/child.log"
    program = PRELUDE + (
        "print('from python', flush=True)\n"
        "os.write(1, b'from native code\\n')\n"
        "parent.announce(4711, 'x')\nimport time; time.sleep(60)"
    )
    with child(program, log_path=log) as supervisor:
        assert supervisor.address(CancelToken()).port == 4711
        wait_until(lambda: "from native code" in supervisor.last_words)
    assert log.read_text().splitlines() == ["from python", "from native code"]


def test_a_child_that_cannot_start_says_why_and_is_not_tried_again_at_once():
    program = PRELUDE + "parent.fail('The file is broken.', 'Download it again.')"
    with child(program) as supervisor:
        for _ in range(2):
            with pytest.raises(ModelUnavailableError, match=r"The file is broken\.") as raised:
                supervisor.address(CancelToken())
            assert raised.value.hint == "Download it again."
        assert supervisor.state == "failed"
        assert supervisor.crash_count == 0


def test_after_a_failure_it_is_started_when_asked_anew(tmp_path):
    repaired = tmp_path / "repaired"
    program = PRELUDE + (
        f"if not os.path.exists({str(repaired)!r}): parent.fail('Broken.')\n"
        "parent.announce(4711, 'x')\nimport time; time.sleep(60)"
    )
    with child(program) as supervisor:
        with pytest.raises(ModelUnavailableError):
            supervisor.address(CancelToken())
        repaired.touch()
        supervisor.retry()
        assert supervisor.address(CancelToken()).port == 4711


def test_a_child_that_dies_while_starting_fails_with_its_last_words():
    dies = child("import sys; sys.exit('no such file: model.bin')", error=RetrievalError)
    words = r"died while starting, 3 times .*file: model\.bin"
    with dies as supervisor, pytest.raises(RetrievalError, match=words):
        supervisor.address(CancelToken())


def test_a_child_that_never_gets_ready_is_an_error_with_a_hint():
    with child("import time; time.sleep(60)", ready_timeout_s=0.3) as supervisor:
        with pytest.raises(ModelUnavailableError, match=r"not ready after 0\.3 s") as raised:
            supervisor.address(CancelToken())
        assert "smaller model" in raised.value.hint


def test_a_program_that_is_not_there_is_an_error():
    missing = closing(Supervisor(["/no/such/program"], name="The child"))
    with missing as supervisor, pytest.raises(ModelUnavailableError, match="cannot be started"):
        supervisor.address(CancelToken())


def test_waiting_for_a_child_can_be_stopped():
    cancel = CancelToken()
    with child("import time; time.sleep(60)", ready_timeout_s=20) as supervisor:
        threading.Timer(0.1, cancel.cancel).start()
        with pytest.raises(StoppedError):
            supervisor.address(cancel)


def test_a_child_that_will_not_go_is_killed(monkeypatch):
    monkeypatch.setattr("workbench.processes.supervisor.PATIENCE_AT_EXIT_S", 0.1)
    stubborn = LISTENS.replace("exit_with_parent()\n", "")
    with child(stubborn) as supervisor:
        process_id = int(supervisor.address(CancelToken()).token)
    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)


def test_many_callers_share_one_child():
    addresses = []
    with child(LISTENS) as supervisor:
        callers = [
            threading.Thread(target=lambda: addresses.append(supervisor.address(CancelToken())))
            for _ in range(8)
        ]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
    assert len(set(addresses)) == 1
