"""The last line: a process that may not leave this machine cannot open a connection out of it."""

import errno
import os
import sys
from collections.abc import Callable
from typing import Any

from workbench.domain.addresses import is_loopback

# Set for a worker that starts offline; the processes that it starts inherit it.
OFFLINE_VARIABLE = "WORKBENCH_OFFLINE"
# Events of the interpreter (PEP 578), and which argument says where it goes.
_CONNECTING = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
_RESOLVING = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.gethostbyaddr": 0}


class OutsideBlockedError(OSError):
    """Libraries take it for a network that is not there."""

    def __init__(self, host: str) -> None:
        super().__init__(errno.ENETUNREACH, f"{host} is not on this machine")


def starts_offline() -> bool:
    return os.environ.get(OFFLINE_VARIABLE, "") not in {"", "0"}


def remember_offline(*, is_on: bool) -> None:
    """For the processes that are started from here from now on."""
    os.environ[OFFLINE_VARIABLE] = "1" if is_on else "0"


def guard_sockets(is_blocked: Callable[[], bool] = lambda: True) -> None:
    """From now on, for good, whatever library asks; `is_blocked` is asked each time.

    Names are not looked up either: the question alone would leave the machine.
    """

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        place = _CONNECTING.get(event, _RESOLVING.get(event))
        if place is not None and (host := _host(arguments[place])) and is_blocked():
            raise OutsideBlockedError(host)

    sys.addaudithook(hook)


def _host(address: object) -> str:
    """Where it goes if that is outside, else nothing; sockets of other families have no host."""
    host = address[0] if isinstance(address, tuple) and address else address
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if not isinstance(host, str) or not host or _is_path(address):
        return ""
    return "" if is_loopback(host) else host


def _is_path(address: object) -> bool:
    """A Unix socket's address is a path, not a pair."""
    return isinstance(address, str | bytes) and os.sep in os.fsdecode(address)
