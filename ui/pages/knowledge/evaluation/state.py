"""What the view Evaluation knows: a fold of what the worker tells of one evaluation. Qt-free."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from workbench.domain.retrieval_report import (
    ConfigurationResult,
    QueryScores,
    RetrievalReport,
)
from workbench.domain.retrieval_sweep import SweepAxes, SweepPoint, sweep_points
from workbench.messages import Message, Refused
from workbench.retrieval_commands import StartRetrievalEvaluation, StartRetrievalSweep
from workbench.retrieval_messages import RetrievalEvaluated

Wanted = StartRetrievalEvaluation | StartRetrievalSweep
LOST = "The engine ended before the evaluation did. Evaluate again."


@dataclass(slots=True)
class EvaluationState:
    """`report`: the last one, also while another is made. `points`: its configurations by name, if
    it was a sweep. Times are in seconds of one clock."""

    request_id: str = ""
    comparing: str = ""
    is_running: bool = False
    is_stopping: bool = False
    done: int = 0
    total: int = 0
    doing: str = ""
    error: str = ""
    report: RetrievalReport | None = None
    points: dict[str, SweepPoint] = field(default_factory=dict)
    _wanted: Wanted | None = None
    _began_s: float = 0.0
    _queries: dict[str, list[QueryScores]] = field(default_factory=dict)
    _results: list[ConfigurationResult] = field(default_factory=list)

    def begin(self, wanted: Wanted, now_s: float) -> None:
        self.request_id, self._wanted, self._began_s = wanted.request_id, wanted, now_s
        self.is_running, self.is_stopping = True, False
        self.done = self.total = 0
        self.doing = self.error = ""
        self._clear()

    def compare(self, request_id: str) -> None:
        self.comparing, self.error = request_id, ""
        self._clear()

    def lose(self) -> bool:
        """The worker is gone; False if nothing was lost."""
        was_running = self.is_running
        self.is_running, self.comparing = False, ""
        if was_running:
            self.error = LOST
        return was_running

    def take(self, message: Message) -> bool:
        """Fold one message in; False if it changes nothing here."""
        request_id = getattr(message, "request_id", "")
        if not request_id or request_id not in (self.request_id, self.comparing):
            return False
        match message:
            case Refused():
                self._end(request_id)
                self.error = message.line
            case RetrievalEvaluated():
                self._take(message)
            case _:
                return False
        return True

    @property
    def results(self) -> tuple[ConfigurationResult, ...]:
        return self.report.results if self.report else ()

    @property
    def is_sweep(self) -> bool:
        """Of the report that is shown."""
        return bool(self.points)

    @property
    def baseline(self) -> str:
        return self.report.baseline if self.report else ""

    def result(self, name: str) -> ConfigurationResult | None:
        return next((each for each in self.results if each.name == name), None)

    @property
    def depths(self) -> tuple[int, ...]:
        """The k of all `nDCG@k`, rising."""
        return depths(self.results)

    def seconds_left(self, now_s: float) -> float | None:
        """None until something is done, by which it could be told."""
        spent = now_s - self._began_s
        return spent / self.done * (self.total - self.done) if self.done else None

    def _take(self, told: RetrievalEvaluated) -> None:
        if told.total:
            self.done, self.total = told.done, told.total
        self.doing = told.doing
        self._queries.setdefault(told.name, []).extend(told.judged)
        if told.result:
            self._results.append(self._whole(told.result))
        if told.report:
            self.report = replace(told.report, results=tuple(self._results))
            if told.request_id == self.request_id:
                self.points = points_of(self._wanted)
            self._end(told.request_id)

    def _whole(self, result: ConfigurationResult) -> ConfigurationResult:
        """With its queries: those told now, or those of the report that is compared anew."""
        known = self.result(result.name) if self.comparing else None
        queries = known.queries if known else tuple(self._queries.get(result.name, ()))
        return replace(result, queries=queries)

    def _end(self, request_id: str) -> None:
        if request_id == self.comparing:
            self.comparing = ""
        else:
            self.is_running = self.is_stopping = False
        self._clear()

    def _clear(self) -> None:
        self._queries, self._results = {}, []


def points_of(wanted: Wanted | None) -> dict[str, SweepPoint]:
    """The configurations of a sweep by name; none of another evaluation."""
    if not isinstance(wanted, StartRetrievalSweep):
        return {}
    axes = SweepAxes(wanted.chunkers, wanted.embedders, wanted.modes, wanted.top_ks, wanted.reranks)
    return {point.name: point for point in sweep_points(axes)}


def depths(results: Sequence[ConfigurationResult]) -> tuple[int, ...]:
    names = {each.metric for result in results for each in result.metrics}
    return tuple(sorted(int(name.partition("@")[2]) for name in names if name.startswith("nDCG@")))
