"""A report on retrieval in words, as the command line and the window say it."""

from workbench.domain.retrieval_report import (
    Abstention,
    Measured,
    MetricDifference,
    RetrievalReport,
)

TEST = "permutation of signs, Holm"


def origin_words(report: RetrievalReport) -> str:
    """`120 queries from cases, 3 left out as they gave themselves away`."""
    left_out = f", {report.left_out} left out as they gave themselves away" * bool(report.left_out)
    return f"{report.queries} queries from {report.source}{left_out}"


def interval_words(each: Measured) -> str:
    """`0.917 (0.880 to 0.951)`."""
    return f"{each.value:.3f} ({each.low:.3f} to {each.high:.3f})"


def difference_words(each: MetricDifference) -> str:
    """`+0.042 (+0.010 to +0.071), p = 0.003`."""
    return (
        f"{each.difference:+.3f} ({each.low:+.3f} to {each.high:+.3f}), p = {each.p_adjusted:.3f}"
    )


def abstention_words(each: Abstention) -> str:
    share = "–" if each.precision is None else f"{each.precision:.0%}"
    recall = "–" if each.recall is None else f"{each.recall:.0%}"
    return (
        f'"no evidence" at {each.threshold:g}: said {each.said} times, precision {share}, '
        f"recall {recall} of {each.unanswerable} that nothing answers"
    )
