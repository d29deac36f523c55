"""What the worker tells about retrieval: how leak tests and evaluations go, and what they found."""

from dataclasses import dataclass
from typing import Literal

from workbench.domain.leaks import LeakReport


@dataclass(frozen=True, slots=True)
class LeakTestProgressed:
    """`doing`: what is asked now, in words. `report`: at the end."""

    request_id: str
    done: int
    total: int
    leaks: int
    doing: str = ""
    report: LeakReport | None = None
    kind: Literal["leak_test_progressed"] = "leak_test_progressed"


RetrievalMessage = LeakTestProgressed
