"""`workbench eval-retrieval`: how well the bots of a suite find what is relevant."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict, replace
from uuid import uuid4

from workbench.cli.progress import ProgressBar
from workbench.cli.session import CliSession, opened
from workbench.cli.table import table
from workbench.cli.watching import watched
from workbench.domain.retrieval_report import (
    MAIN_METRIC,
    ConfigurationResult,
    QueryScores,
    RetrievalReport,
)
from workbench.projections.retrieval_words import (
    TEST,
    abstention_words,
    difference_words,
    interval_words,
    origin_words,
)
from workbench.retrieval_commands import (
    StartRetrievalEvaluation,
    StartRetrievalSweep,
    StopRetrievalEvaluation,
)
from workbench.retrieval_messages import RetrievalEvaluated

SHOWN = (MAIN_METRIC, "recall@5", "recall@10", "precision@5", "hit rate@5", "MRR", "MAP")
FRONT = "*"
NOT_FINISHED = 1


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser(
        "eval-retrieval", parents=[shared], help="measure what the bots of a suite find"
    )
    parser.add_argument("suite", help="name of a file in suites/")
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--known-items", type=int, default=0, metavar="N", help="ask for N titles and headings"
    )
    source.add_argument(
        "--from-model", type=int, default=0, metavar="N", help="ask N questions that a model writes"
    )
    parser.add_argument("--baseline", default="", help="the bot to compare with")
    parser.add_argument("--queries", action="store_true", help="show every query too")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    with opened(arguments) as session:
        session.client.wait_for_index()
        report = carried_out(
            session,
            StartRetrievalEvaluation(
                uuid4().hex[:8],
                arguments.suite,
                arguments.known_items,
                arguments.from_model,
                arguments.baseline,
            ),
        )
    if arguments.json:
        sys.stdout.write(json.dumps(asdict(report), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(report_text(report, with_queries=arguments.queries))
    return 0 if report.is_whole else NOT_FINISHED


def report_text(report: RetrievalReport, *, with_queries: bool = False) -> str:
    lines = [f"{origin_words(report)}. 95 % intervals.\n\n"]
    head = ("", "search", *SHOWN, "p50", "p95")
    lines.append(table(head, [_row(each) for each in report.results]))
    if compared := [each for each in report.results if each.differences]:
        lines.append(f"\nAgainst {report.baseline}, {MAIN_METRIC}:\n")
        lines += [f"  {each.name}: {_difference(each)}\n" for each in compared]
    if len(report.results) > 1:
        lines.append(f"{FRONT} no other is both better in {MAIN_METRIC} and faster.\n")
    if report.note:
        lines.append(f"{report.note}.\n")
    lines += [
        f"{each.name}: {abstention_words(each.abstention)}\n"
        for each in report.results
        if each.abstention
    ]
    if with_queries:
        lines += [_queries(each) for each in report.results]
    return "".join(lines)


def _row(result: ConfigurationResult) -> tuple[str, ...]:
    by_name = {each.metric: each for each in result.metrics}
    metrics = (interval_words(by_name[name]) if name in by_name else "–" for name in SHOWN)
    return (
        FRONT if result.is_on_front else "",
        result.name,
        *metrics,
        _milliseconds(result.p50_s),
        _milliseconds(result.p95_s),
    )


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _difference(result: ConfigurationResult) -> str:
    found = result.difference(MAIN_METRIC)
    return f"{difference_words(found)} ({TEST})" if found else "–"


def _queries(result: ConfigurationResult) -> str:
    rows = [
        (each.query_id, f"{(each.score(MAIN_METRIC) or 0.0):.3f}", each.query[:60], each.found[0])
        for each in sorted(result.queries, key=lambda each: each.score(MAIN_METRIC) or 0.0)
        if each.relevant and each.found
    ]
    head = ("query", MAIN_METRIC, "text", "found first")
    return f"\n{result.name}, worst first\n{table(head, rows)}"


def carried_out(
    session: CliSession, command: StartRetrievalEvaluation | StartRetrievalSweep
) -> RetrievalReport:
    session.client.send(command)
    return watched(session, "retrieval", _heard, StopRetrievalEvaluation())


def _heard(session: CliSession, progress: ProgressBar) -> RetrievalReport:
    queries: dict[str, tuple[QueryScores, ...]] = {}
    results: list[ConfigurationResult] = []
    for told in session.client.answers(RetrievalEvaluated):
        if told.total:
            progress.show(told.done, told.total, told.doing)
        queries[told.name] = (*queries.get(told.name, ()), *told.judged)
        if told.result:
            results.append(replace(told.result, queries=queries[told.name]))
        if told.report:
            return replace(told.report, results=tuple(results))
    raise AssertionError
