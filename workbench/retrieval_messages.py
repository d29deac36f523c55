"""What the worker tells about retrieval: how leak tests and evaluations go, and what they found."""

from dataclasses import dataclass
from typing import Literal

from workbench.domain.embedding_map import EmbeddingMap
from workbench.domain.leaks import Leak, LeakReport
from workbench.domain.retrieval_report import ConfigurationResult, QueryScores, RetrievalReport


@dataclass(frozen=True, slots=True)
class LeakTestProgressed:
    """`doing`: what is asked now, in words. `report`: at the end.

    `found` are some of its leaks, told in the messages before it, in order.
    """

    request_id: str
    done: int
    total: int
    leaks: int
    doing: str = ""
    report: LeakReport | None = None
    found: tuple[Leak, ...] = ()
    kind: Literal["leak_test_progressed"] = "leak_test_progressed"


@dataclass(frozen=True, slots=True)
class RetrievalEvaluated:
    """`doing`: what is asked now, in words. `report`: at the end, without its results.

    Those are told before it, in order: `judged` are some of the queries of the configuration
    `name`, and `result` follows with the last of them.
    """

    request_id: str
    done: int
    total: int
    report: RetrievalReport | None = None
    name: str = ""
    judged: tuple[QueryScores, ...] = ()
    result: ConfigurationResult | None = None
    doing: str = ""
    kind: Literal["retrieval_evaluated"] = "retrieval_evaluated"


@dataclass(frozen=True, slots=True)
class EmbeddingsMapped:
    """Some of the points; the other figures are the whole map's. They name nothing of a text."""

    request_id: str
    map: EmbeddingMap
    is_first: bool
    is_last: bool
    kind: Literal["embeddings_mapped"] = "embeddings_mapped"


RetrievalMessage = LeakTestProgressed | RetrievalEvaluated | EmbeddingsMapped
