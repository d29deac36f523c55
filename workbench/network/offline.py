"""The switch: while it is on, the worker reaches this machine alone."""

import threading

from workbench.domain.addresses import host_of, is_loopback
from workbench.errors import OfflineError


class OfflineSwitch:
    """Read and set by any thread."""

    def __init__(self, *, is_on: bool = False) -> None:
        self._on = threading.Event()
        self.set(is_on=is_on)

    @property
    def is_on(self) -> bool:
        return self._on.is_set()

    def set(self, *, is_on: bool) -> None:
        if is_on:
            self._on.set()
        else:
            self._on.clear()

    def blocks(self, url: str) -> bool:
        return self.is_on and not is_loopback(host_of(url))

    def check(self, what: str, url: str) -> None:
        """Raises `OfflineError` for what is elsewhere, before anything is sent."""
        if self.blocks(url):
            raise offline(what, url)


def offline(what: str, url: str) -> OfflineError:
    return OfflineError(
        f"Offline mode is on, and {what} is at {host_of(url)}. Nothing was sent.",
        "Use a local model, or turn offline mode off in the Settings.",
    )
