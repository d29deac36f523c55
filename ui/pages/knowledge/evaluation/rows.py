"""What stands in the tables of the view Evaluation. Qt-free."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ui.pages.knowledge.evaluation.state import EvaluationState
from ui.theme.status import StatusKind
from ui.widgets import amounts
from workbench.domain.retrieval_report import ConfigurationResult, MetricDifference, QueryScores
from workbench.domain.retrieval_sweep import SweepPoint


@dataclass(frozen=True, slots=True)
class ResultRow:
    result: ConfigurationResult
    point: SweepPoint | None = None
    is_baseline: bool = False

    @property
    def name(self) -> str:
        return self.result.name

    def value(self, metric: str) -> float | None:
        found = self.result.measured(metric)
        return found.value if found else None


@dataclass(frozen=True, slots=True)
class QueryRow:
    """One query in one configuration. `before`: the same in the baseline, unless it is that.

    `declines`: a least score is set, so "no evidence" can be said at all.
    """

    scores: QueryScores
    depth: int
    before: QueryScores | None = None
    declines: bool = True

    @property
    def first_rank(self) -> int | None:
        """Where the first relevant document stands, counted from 1."""
        relevant = set(self.scores.relevant)
        ranked = enumerate(self.scores.found, start=1)
        return next((rank for rank, path in ranked if path in relevant), None)

    @property
    def ndcg(self) -> float | None:
        return self.scores.score(f"nDCG@{self.depth}")

    @property
    def change(self) -> float | None:
        """nDCG less the baseline's."""
        old = self.before.score(f"nDCG@{self.depth}") if self.before else None
        return None if old is None or self.ndcg is None else self.ndcg - old

    @property
    def kind(self) -> StatusKind:
        if not self.scores.relevant:
            return "pass" if self.scores.no_evidence else "fail" if self.declines else "idle"
        if self.first_rank is None:
            return "fail"
        return "pass" if self._found_within == len(set(self.scores.relevant)) else "warn"

    @property
    def is_miss(self) -> bool:
        return self.kind == "fail" or (self.first_rank or 0) > self.depth

    @property
    def words(self) -> str:
        """`Found at 2`, `1 of 2 found, first at 3`, `Missed`."""
        if not self.scores.relevant:
            return "No evidence, rightly" if self.scores.no_evidence else "Nothing answers it"
        if self.first_rank is None:
            return "No evidence, wrongly" if self.scores.no_evidence else "Missed"
        if self.first_rank > self.depth:
            return f"Missed at {self.depth}, found at {self.first_rank}"
        wanted = len(set(self.scores.relevant))
        if self._found_within < wanted:
            return f"{self._found_within} of {wanted} found, first at {self.first_rank}"
        return f"Found at {self.first_rank}"

    @property
    def _found_within(self) -> int:
        return len(set(self.scores.relevant) & set(self.scores.found[: self.depth]))


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A document that was found, or that is relevant and was not (`rank` None)."""

    path: str
    title: str
    rank: int | None
    is_relevant: bool


def result_rows(state: EvaluationState) -> list[ResultRow]:
    return [
        ResultRow(each, state.points.get(each.name), each.name == state.baseline)
        for each in state.results
    ]


def query_rows(state: EvaluationState, name: str, depth: int) -> list[QueryRow]:
    """Worst first; queries that nothing answers come after the others."""
    result, base = state.result(name), state.result(state.baseline)
    if not result:
        return []
    before = {each.query_id: each for each in base.queries} if base and base != result else {}
    declines = result.settings.min_score > 0
    rows = [QueryRow(each, depth, before.get(each.query_id), declines) for each in result.queries]
    return sorted(rows, key=lambda row: (row.ndcg is None, row.ndcg or 0.0, row.kind != "fail"))


def found_rows(scores: QueryScores, titles: Mapping[str, str]) -> list[FoundRow]:
    """What is relevant and missing first, then what was found, best first."""
    relevant = set(scores.relevant)
    missing: Iterable[str] = (path for path in scores.relevant if path not in scores.found)
    return [
        *(FoundRow(path, titles.get(path, path), None, is_relevant=True) for path in missing),
        *(
            FoundRow(path, titles.get(path, path), rank, is_relevant=path in relevant)
            for rank, path in enumerate(scores.found, start=1)
        ),
    ]


def against_words(found: MetricDifference) -> tuple[str, str]:
    """`+0.04` and `0.01 to 0.07, p 0.003`; what may be chance says so."""
    low, high = amounts.signed_score(found.low), amounts.signed_score(found.high)
    p_text = amounts.p_words(found.p_adjusted)
    is_sure = found.p_adjusted < amounts.SIGNIFICANT
    said = p_text if is_sure else f"not sig., {p_text}"
    return amounts.signed_score(found.difference), f"{low} to {high}, {said}"
