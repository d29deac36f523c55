"""Why something is sent, and what it came to: travels with the task that sends it."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from workbench.domain.egress import EgressRow


@dataclass(slots=True)
class Errand:
    """`purpose` in words for people. The counts grow while the task runs; loopback counts not."""

    purpose: str
    run_id: str = ""
    host: str = ""
    bytes_out: int = 0
    bytes_in: int = 0


@dataclass(slots=True)
class Tally:
    """One request and its response."""

    errand: Errand
    host: str
    tell: Callable[[EgressRow], object]
    bytes_out: int = 0
    bytes_in: int = 0
    is_closed: bool = False

    def sent(self, count: int) -> None:
        self.bytes_out += count
        self.errand.bytes_out += count

    def received(self, count: int) -> None:
        self.bytes_in += count
        self.errand.bytes_in += count

    def close(self) -> None:
        """Enter it into the book, once."""
        if not self.is_closed:
            self.is_closed = True
            errand = self.errand
            self.tell(
                EgressRow(self.host, errand.purpose, self.bytes_out, self.bytes_in, errand.run_id)
            )


ERRAND: ContextVar[Errand | None] = ContextVar("errand", default=None)
