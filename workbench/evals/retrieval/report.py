"""From the scores of queries to a report: means with intervals, comparisons, abstention."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.domain.bot import RetrievalSettings
from workbench.domain.retrieval_report import (
    MAIN_METRIC,
    Abstention,
    ConfigurationResult,
    Measured,
    MetricDifference,
    QueryScores,
    RetrievalReport,
)
from workbench.statistics.bootstrap import bootstrap_clustered
from workbench.statistics.paired import holm
from workbench.statistics.paired_means import PairedMeans, compare_means
from workbench.statistics.percentiles import percentile


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one configuration made of the queries."""

    name: str
    settings: RetrievalSettings
    queries: tuple[QueryScores, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Of the queries. `left_out`: generated ones that gave themselves away."""

    suite: str
    source: str
    left_out: int = 0
    is_whole: bool = True


def retrieval_report(
    outcomes: Sequence[Outcome], origin: Origin, baseline: str = ""
) -> RetrievalReport:
    """Compared with the baseline, by default the first, over the queries that both have."""
    baseline = baseline or (outcomes[0].name if outcomes else "")
    results = {each.name: measured(each) for each in outcomes}
    base = next((each for each in outcomes if each.name == baseline), None)
    if base:
        compared = _differences(base, [each for each in outcomes if each.name != baseline])
        for name, found in compared.items():
            results[name] = replace(results[name], differences=found)
    judged = {each.query_id for outcome in outcomes for each in outcome.queries if each.relevant}
    return RetrievalReport(
        origin.suite,
        origin.source,
        len(judged),
        baseline,
        with_front(list(results.values())),
        origin.left_out,
        origin.is_whole,
    )


def measured(outcome: Outcome) -> ConfigurationResult:
    judged = [dict(each.scores) for each in outcome.queries if each.relevant]
    names = list(judged[0]) if judged else []
    seconds = sorted(each.seconds for each in outcome.queries)
    return ConfigurationResult(
        outcome.name,
        outcome.settings,
        tuple(_mean(name, [scores[name] for scores in judged]) for name in names),
        outcome.queries,
        percentile(seconds, 50) if seconds else 0.0,
        percentile(seconds, 95) if seconds else 0.0,
        abstention=abstention(outcome.queries, outcome.settings.min_score),
    )


def abstention(queries: Sequence[QueryScores], threshold: float) -> Abstention | None:
    """None where every query has an answer."""
    unanswerable = {each.query_id for each in queries if not each.relevant}
    if not unanswerable:
        return None
    said = {each.query_id for each in queries if each.no_evidence}
    return Abstention(threshold, len(said), len(said & unanswerable), len(unanswerable))


def with_front(results: Sequence[ConfigurationResult]) -> tuple[ConfigurationResult, ...]:
    """Marks those that no other beats in both nDCG@10 and p50."""
    return tuple(
        replace(one, is_on_front=not any(_beats(other, one) for other in results))
        for one in results
    )


def value_of(result: ConfigurationResult, metric: str = MAIN_METRIC) -> float:
    return next((each.value for each in result.metrics if each.metric == metric), 0.0)


def _beats(other: ConfigurationResult, one: ConfigurationResult) -> bool:
    theirs, mine = (value_of(other), -other.p50_s), (value_of(one), -one.p50_s)
    return theirs != mine and all(a >= b for a, b in zip(theirs, mine, strict=True))


def _mean(name: str, values: Sequence[float]) -> Measured:
    low, high = bootstrap_clustered([[value] for value in values])
    return Measured(name, sum(values) / len(values), low, high)


def _differences(
    base: Outcome, others: Sequence[Outcome]
) -> dict[str, tuple[MetricDifference, ...]]:
    """p is adjusted over the configurations, metric by metric (Holm)."""
    found = {other.name: _against(base, other) for other in others}
    metrics = list(dict.fromkeys(name for each in found.values() for name in each))
    told: dict[str, list[MetricDifference]] = {name: [] for name in found}
    for metric in metrics:
        names = [name for name in found if metric in found[name]]
        adjusted = holm(found[name][metric].p for name in names)
        for name, p_adjusted in zip(names, adjusted, strict=True):
            pair = found[name][metric]
            told[name].append(
                MetricDifference(metric, pair.difference, pair.low, pair.high, pair.p, p_adjusted)
            )
    return {name: tuple(each) for name, each in told.items()}


def _against(base: Outcome, other: Outcome) -> Mapping[str, PairedMeans]:
    before = {each.query_id: dict(each.scores) for each in base.queries if each.relevant}
    pairs = [
        (dict(each.scores), before[each.query_id])
        for each in other.queries
        if each.query_id in before
    ]
    if not pairs:
        return {}
    return {
        name: compare_means([mine[name] for mine, _ in pairs], [old[name] for _, old in pairs])
        for name in pairs[0][0]
        if name in pairs[0][1]
    }
