"""A circuit breaker: a server that fails and fails is left alone for a while."""

import threading
import time
from collections.abc import Callable

from workbench.errors import ModelUnavailableError

FAILURES_IN_A_ROW = 5
FIRST_REST_S, LONGEST_REST_S = 10.0, 60.0


class RestingError(ModelUnavailableError):
    """The server is being left alone; nothing was sent."""


class Breaker:
    """Closed; open after so many failures in a row; then one call at a time tries again.

    Each try that fails doubles the rest. `_lock` guards the counts.
    """

    def __init__(self, name: str, now_s: Callable[[], float] = time.monotonic) -> None:
        self._name = name
        self._now_s = now_s
        self._lock = threading.Lock()
        self._failures = 0
        self._rest_s = FIRST_REST_S
        self._open_until_s: float | None = None
        self._is_trying = False

    def check(self) -> None:
        """Raises `RestingError` while it is open."""
        with self._lock:
            if self._open_until_s is None:
                return
            left_s = self._open_until_s - self._now_s()
            if left_s <= 0 and not self._is_trying:
                self._is_trying = True
                return
        raise RestingError(
            f"{self._name} failed {self._failures} times in a row and is left alone for a while.",
            "Wait, or pick another model.",
            is_passing=True,
            retry_after_s=max(left_s, 1.0),
        )

    def succeeded(self) -> None:
        with self._lock:
            self._failures, self._rest_s = 0, FIRST_REST_S
            self._open_until_s, self._is_trying = None, False

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._is_trying:
                self._rest_s = min(2 * self._rest_s, LONGEST_REST_S)
            if self._is_trying or self._failures == FAILURES_IN_A_ROW:
                self._open_until_s = self._now_s() + self._rest_s
            self._is_trying = False

    def gave_up(self) -> None:
        """A call that was let through ended without telling anything, as a person stopped it."""
        with self._lock:
            self._is_trying = False
