"""How well configurations of retrieval found what was relevant, query by query and on the whole."""

from dataclasses import dataclass

from workbench.domain.bot import RetrievalSettings

MAIN_METRIC = "nDCG@10"


@dataclass(frozen=True, slots=True)
class Measured:
    """A mean over queries, and its 95 % bootstrap interval."""

    metric: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class QueryScores:
    """One query in one configuration: each metric by name, and the documents found, best first."""

    query_id: str
    query: str
    scores: tuple[tuple[str, float], ...]
    found: tuple[str, ...]
    relevant: tuple[str, ...]
    seconds: float
    no_evidence: str = ""

    def score(self, metric: str) -> float | None:
        """None where nothing is relevant to the query."""
        return next((value for name, value in self.scores if name == metric), None)


@dataclass(frozen=True, slots=True)
class MetricDifference:
    """Mean of a configuration minus the baseline's, over the same queries; `p` two-sided."""

    metric: str
    difference: float
    low: float
    high: float
    p: float
    p_adjusted: float


@dataclass(frozen=True, slots=True)
class Abstention:
    """How often "no evidence" was said where nothing relevant exists, and only there."""

    threshold: float
    said: int
    right: int
    unanswerable: int

    @property
    def precision(self) -> float | None:
        return self.right / self.said if self.said else None

    @property
    def recall(self) -> float | None:
        return self.right / self.unanswerable if self.unanswerable else None


@dataclass(frozen=True, slots=True)
class ConfigurationResult:
    """`name`: of the bots that search so. Seconds are per query."""

    name: str
    settings: RetrievalSettings
    metrics: tuple[Measured, ...]
    queries: tuple[QueryScores, ...]
    p50_s: float
    p95_s: float
    differences: tuple[MetricDifference, ...] = ()
    abstention: Abstention | None = None
    is_on_front: bool = False

    def measured(self, metric: str) -> Measured | None:
        return next((each for each in self.metrics if each.metric == metric), None)

    def difference(self, metric: str) -> MetricDifference | None:
        return next((each for each in self.differences if each.metric == metric), None)


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """`queries`: how many were judged. `note`: what was done for it, in words.
    `left_out`: made questions that gave themselves away."""

    suite: str
    source: str
    queries: int
    baseline: str
    results: tuple[ConfigurationResult, ...]
    left_out: int = 0
    is_whole: bool = True
    note: str = ""
