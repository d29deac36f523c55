"""What left this machine: a row for each connection, and their sums."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EgressRow:
    """One request to a host elsewhere. Bytes are those of HTTP, before encryption.

    `at` (ISO, UTC) is set where the row is written. `run_id` is empty outside of grids.
    """

    host: str
    purpose: str
    bytes_out: int
    bytes_in: int
    run_id: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class EgressTotal:
    connections: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    hosts: tuple[str, ...] = ()

    def plus(self, row: EgressRow) -> "EgressTotal":
        return EgressTotal(
            self.connections + 1,
            self.bytes_out + row.bytes_out,
            self.bytes_in + row.bytes_in,
            self.hosts if row.host in self.hosts else (*self.hosts, row.host),
        )


def total_of(rows: Iterable[EgressRow]) -> EgressTotal:
    total = EgressTotal()
    for row in rows:
        total = total.plus(row)
    return total


def left_in_words(bytes_out: int) -> str:
    """`0 bytes left this machine`, `3,412 bytes left this machine`."""
    return f"{bytes_out:,} {'byte' if bytes_out == 1 else 'bytes'} left this machine"
