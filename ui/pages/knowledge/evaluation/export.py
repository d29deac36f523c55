"""A report on retrieval as CSV, Markdown and JSON. Qt-free."""

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict
from io import StringIO

from workbench.domain.retrieval_report import (
    MAIN_METRIC,
    ConfigurationResult,
    RetrievalReport,
)
from workbench.projections.retrieval_words import (
    TEST,
    abstention_words,
    difference_words,
    interval_words,
    origin_words,
)


def results_csv(report: RetrievalReport) -> str:
    """A line a configuration: every metric with its interval and its difference."""
    metrics = _metrics(report)
    head = ["configuration", "is_baseline", "is_on_front", "p50_s", "p95_s"]
    for name in metrics:
        head += [name, f"{name} low", f"{name} high", f"{name} difference", f"{name} p adjusted"]
    lines = [[each.name, each.name == report.baseline, each.is_on_front, each.p50_s, each.p95_s,
              *_figures(each, metrics)] for each in report.results]  # fmt: skip
    return _csv(head, lines)


def queries_csv(report: RetrievalReport) -> str:
    """A line a query of a configuration; documents are parted by spaces."""
    metrics = _metrics(report)
    head = ["configuration", "query_id", "query", "relevant", "found", "no_evidence", "seconds"]
    lines = [
        [each.name, query.query_id, query.query, " ".join(query.relevant), " ".join(query.found),
         query.no_evidence, query.seconds, *(query.score(name) for name in metrics)]
        for each in report.results
        for query in each.queries
    ]  # fmt: skip
    return _csv([*head, *metrics], lines)


def as_json(report: RetrievalReport) -> str:
    """As `workbench eval-retrieval --json` prints it."""
    return json.dumps(asdict(report), ensure_ascii=False) + "\n"


def markdown(report: RetrievalReport) -> str:
    names = [MAIN_METRIC, "recall@5", "recall@10", "precision@5", "hit rate@5", "MRR", "MAP"]
    lines = [
        f"{origin_words(report)}. 95 % intervals.",
        "",
        f"| Configuration | {' | '.join(names)} | Against the baseline | p50 | p95 |",
        f"| --- |{' ---: |' * len(names)} --- | ---: | ---: |",
        *(_markdown_row(report, each, names) for each in report.results),
        "",
        f"{MAIN_METRIC} against {report.baseline}, {TEST}. \\* no other is better and faster.",
    ]
    if not report.is_whole:
        lines.append("Stopped before the end.")
    lines += [
        f"{each.name}: {abstention_words(each.abstention)}"
        for each in report.results
        if each.abstention
    ]
    return "\n".join(lines) + "\n"


def _markdown_row(report: RetrievalReport, each: ConfigurationResult, names: list[str]) -> str:
    found = (each.measured(name) for name in names)
    pair = each.difference(MAIN_METRIC)
    against = "baseline" if each.name == report.baseline else difference_words(pair) if pair else ""
    cells = [
        each.name.replace("|", "\\|") + " \\*" * each.is_on_front,
        *(interval_words(value) if value else "–" for value in found),
        against,
        f"{each.p50_s * 1000:.0f} ms",
        f"{each.p95_s * 1000:.0f} ms",
    ]
    return f"| {' | '.join(cells)} |"


def _metrics(report: RetrievalReport) -> list[str]:
    return list(dict.fromkeys(one.metric for each in report.results for one in each.metrics))


def _figures(each: ConfigurationResult, metrics: list[str]) -> list[float | None]:
    told: list[float | None] = []
    for name in metrics:
        value, pair = each.measured(name), each.difference(name)
        told += [value.value, value.low, value.high] if value else [None] * 3
        told += [pair.difference, pair.p_adjusted] if pair else [None] * 2
    return told


def _csv(head: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(lines)
    return out.getvalue()
