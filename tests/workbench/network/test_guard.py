"""The last line is drawn in processes of their own: once drawn, it cannot be taken back."""

import socket
import subprocess
import sys
from contextlib import closing

import pytest

# Whoever connects says what came of it. The address is this machine's own, but not loopback.
TRY = """
import asyncio, socket, sys
from workbench.network.guard import OutsideBlockedError, guard_sockets
blocked = [True]
guard_sockets(lambda: blocked[0])
def tried(what):
    try:
        what()
    except OutsideBlockedError:
        return "blocked"
    except OSError as error:
        return type(error).__name__
    return "connected"
host, port = sys.argv[1], int(sys.argv[2])
udp = lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
print(tried(lambda: socket.create_connection((host, port)).close()))
print(tried(lambda: asyncio.run(asyncio.open_connection(host, port))))
print(tried(lambda: socket.getaddrinfo("example.com", 443)))
print(tried(lambda: udp().sendto(b"x", (host, port))))
print(tried(lambda: udp().connect((host, port))))
print(tried(lambda: socket.create_connection(("127.0.0.1", int(sys.argv[3]))).close()))
print(tried(lambda: socket.socket(socket.AF_UNIX).connect("/no/such/socket")))
blocked[0] = False
print(tried(lambda: socket.create_connection((host, port)).close()))
"""


def own_address():
    """An address of this machine that is not loopback; nothing is sent to find it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return probe.getsockname()[0]


def test_nothing_gets_out_whatever_library_asks():
    host = own_address()
    if not host:
        pytest.skip("this machine has no address but loopback")
    with (
        closing(socket.create_server((host, 0))) as outside,
        closing(socket.create_server(("127.0.0.1", 0))) as here,
    ):
        ports = [str(each.getsockname()[1]) for each in (outside, here)]
        done = subprocess.run(
            [sys.executable, "-c", TRY, host, *ports], capture_output=True, text=True, check=True
        )
    said = done.stdout.split()
    assert said == ["blocked"] * 5 + ["connected", "FileNotFoundError", "connected"]


def test_a_child_of_ours_cannot_leave_the_machine():
    code = (
        "import socket\n"
        "from workbench.processes.child import ParentLine\n"
        "ParentLine()\n"
        "socket.create_connection(('192.0.2.1', 9), 5)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "192.0.2.1 is not on this machine" in done.stderr
