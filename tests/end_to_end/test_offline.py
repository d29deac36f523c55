"""Offline, no process of ours opens a connection out of this machine: every one is counted.

Twice: by the interpreter of every process, which tells each connection, and, where strace is
there, by the kernel, which also sees what native code does.
"""

import os
import re
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults import FaultServer
from tests.workbench.network.test_guard import own_address
from tests.workbench.worker.scripted_workspace import add_bot, add_model
from workbench.domain.addresses import is_loopback

ROOT = Path(__file__).parents[2]
HOST = own_address()
pytestmark = [
    pytest.mark.timeout(400),
    pytest.mark.skipif(not HOST, reason="this machine has no address but loopback"),
]
# Loaded by every interpreter that is started with this folder in PYTHONPATH.
WATCH = """
import os, sys
def tell(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        with open(os.environ["CONNECTIONS"], "a") as file:
            file.write(f"{os.getpid()} {arguments[1][0]}\\n")
    if event == "socket.getaddrinfo" and arguments[0]:
        with open(os.environ["CONNECTIONS"], "a") as file:
            file.write(f"{os.getpid()} {arguments[0]}\\n")
sys.addaudithook(tell)
"""
QUESTION = ("chat", "--bot", "few-shot-retrieval", "--account", "LT-1057", "Status?")
FAR = ("chat", "--bot", "far", "--account", "LT-1057", "Status?")


@pytest.fixture(scope="module")
def server():
    with closing(FaultServer(HOST)) as made:
        yield made


@pytest.fixture(scope="module")
def sample(tmp_path_factory, server):
    folder = tmp_path_factory.mktemp("offline") / "workspace"
    shutil.copytree(ROOT / "sample_accounts", folder, ignore=shutil.ignore_patterns(".workbench"))
    for provider in ("openai_compatible", "anthropic", "gemini"):
        add_model(folder, name=provider, provider=provider, remote_name="big",
                  base_url=server.url("far", "good", provider))  # fmt: skip
        name = "far" if provider == "openai_compatible" else provider
        add_bot(folder, name, model=provider, prompt="zero-shot")
    add_bot(folder, "far-then-here", model="anthropic", fallback=["smollm2-135m"],
            prompt="zero-shot", sampling={"max_tokens": 8})  # fmt: skip
    return folder


def run(folder, *args, before=()):
    command = [*before, sys.executable, "-m", "workbench", *args, "--workspace", str(folder)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture
def connections(tmp_path, monkeypatch):
    """Every address that any process of ours connects to or looks up, and the processes."""
    (tmp_path / "sitecustomize.py").write_text(WATCH)
    log = tmp_path / "connections.txt"
    log.touch()
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{ROOT}")
    monkeypatch.setenv("CONNECTIONS", str(log))

    def told():
        lines = [line.split() for line in log.read_text().splitlines()]
        return {pid for pid, _ in lines}, [host for _, host in lines]

    return told


def test_a_local_bot_with_index_and_embedder_needs_nobody_else(sample, connections):
    ended = run(sample, *QUESTION, "--offline")
    assert ended.returncode == 0, ended.stderr
    assert "0 bytes left this machine" in ended.stdout
    processes, hosts = connections()
    assert processes
    assert hosts
    assert [host for host in hosts if not is_loopback(host)] == []


@pytest.mark.parametrize("bot", ["far", "anthropic", "gemini"])
def test_a_far_bot_is_refused_before_anybody_is_connected_to(sample, server, connections, bot):
    before = server.connections
    ended = run(sample, *FAR[:2], bot, *FAR[3:], "--offline")
    assert ended.returncode == 1
    assert "Offline mode is on" in ended.stderr
    assert HOST in ended.stderr
    assert server.connections == before
    assert [host for host in connections()[1] if not is_loopback(host)] == []


def test_online_the_same_bot_connects_so_the_counting_counts(sample, server, connections):
    before = server.connections
    ended = run(sample, *FAR)
    assert ended.returncode == 0, ended.stderr
    assert "bytes left this machine" in ended.stdout
    assert " 0 bytes left" not in ended.stdout
    assert server.connections == before + 1
    assert HOST in connections()[1]


def test_offline_a_bot_falls_back_to_a_model_that_is_here(sample, server):
    before = server.connections
    ended = run(sample, "chat", "--bot", "far-then-here", "--account", "LT-1057", "Hi", "--offline")
    assert ended.returncode == 0, ended.stderr
    assert "smollm2-135m is asked instead" in ended.stderr
    assert "on smollm2-135m" in ended.stdout
    assert server.connections == before


@pytest.mark.skipif(not shutil.which("strace"), reason="there is no strace here")
@pytest.mark.parametrize(
    "question",
    [(*QUESTION, "--offline"), QUESTION, (*FAR, "--offline")],
    ids=["local, offline", "local, online", "far, offline"],
)
def test_the_kernel_saw_no_connection_out_of_this_machine_either(sample, tmp_path, question):
    """Local bots need no offline mode for that: no library of ours reports to its makers."""
    log = tmp_path / "strace.txt"
    watch = ("strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", str(log))
    ended = run(sample, *question, before=watch)
    if "Operation not permitted" in ended.stderr:
        pytest.skip("this machine lets nobody be traced")
    addresses = re.findall(
        r'inet_addr\("([\d.]+)"\)|inet_pton\(AF_INET6, "([^"]+)"', log.read_text()
    )
    hosts = {four or six for four, six in addresses}
    assert [host for host in hosts if not is_loopback(host)] == []
    assert ended.returncode == (1 if "far" in question else 0)
