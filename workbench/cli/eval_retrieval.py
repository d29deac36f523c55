"""`workbench eval-retrieval`: how well the bots of a suite find what is relevant."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict, replace
from uuid import uuid4

from workbench.cli.progress import ProgressBar, progress_bar
from workbench.cli.session import CliSession, opened
from workbench.cli.table import table
from workbench.domain.retrieval_report import (
    Abstention,
    ConfigurationResult,
    Measured,
    MetricDifference,
    QueryScores,
    RetrievalReport,
)
from workbench.retrieval_commands import (
    StartRetrievalEvaluation,
    StartRetrievalSweep,
    StopRetrievalEvaluation,
)
from workbench.retrieval_messages import RetrievalEvaluated

SHOWN = ("nDCG@10", "recall@5", "recall@10", "precision@5", "hit rate@5", "MRR", "MAP")
MAIN = "nDCG@10"
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
    left_out = f", {report.left_out} left out as they gave themselves away" * bool(report.left_out)
    lines = [f"{report.queries} queries from {report.source}{left_out}. 95 % intervals.\n\n"]
    head = ("", "search", *SHOWN, "p50", "p95")
    lines.append(table(head, [_row(each) for each in report.results]))
    if compared := [each for each in report.results if each.differences]:
        lines.append(f"\nAgainst {report.baseline}, {MAIN}:\n")
        lines += [f"  {each.name}: {_difference(each.differences)}\n" for each in compared]
    if len(report.results) > 1:
        lines.append(f"{FRONT} no other is both better in {MAIN} and faster.\n")
    if report.note:
        lines.append(f"{report.note}.\n")
    lines += [
        f"{each.name}: {_abstention(each.abstention)}\n"
        for each in report.results
        if each.abstention
    ]
    if with_queries:
        lines += [_queries(each) for each in report.results]
    return "".join(lines)


def _row(result: ConfigurationResult) -> tuple[str, ...]:
    by_name = {each.metric: each for each in result.metrics}
    metrics = (_interval(by_name[name]) if name in by_name else "–" for name in SHOWN)
    return (
        FRONT if result.is_on_front else "",
        result.name,
        *metrics,
        _milliseconds(result.p50_s),
        _milliseconds(result.p95_s),
    )


def _interval(each: Measured) -> str:
    return f"{each.value:.3f} ({each.low:.3f} to {each.high:.3f})"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _difference(differences: tuple[MetricDifference, ...]) -> str:
    each = next(each for each in differences if each.metric == MAIN)
    return (
        f"{each.difference:+.3f} ({each.low:+.3f} to {each.high:+.3f}), "
        f"p = {each.p_adjusted:.3f} (permutation of signs, Holm)"
    )


def _abstention(each: Abstention) -> str:
    share = "–" if each.precision is None else f"{each.precision:.0%}"
    recall = "–" if each.recall is None else f"{each.recall:.0%}"
    return (
        f'"no evidence" at {each.threshold:g}: said {each.said} times, precision {share}, '
        f"recall {recall} of {each.unanswerable} that nothing answers"
    )


def _queries(result: ConfigurationResult) -> str:
    rows = [
        (each.query_id, f"{dict(each.scores).get(MAIN, 0.0):.3f}", each.query[:60], each.found[0])
        for each in sorted(result.queries, key=lambda each: dict(each.scores).get(MAIN, 0.0))
        if each.relevant and each.found
    ]
    return f"\n{result.name}, worst first\n{table(('query', MAIN, 'text', 'found first'), rows)}"


def carried_out(
    session: CliSession, command: StartRetrievalEvaluation | StartRetrievalSweep
) -> RetrievalReport:
    """With a progress bar; Ctrl+C tells what was found until then."""
    session.client.send(command)
    with progress_bar("retrieval") as progress:
        try:
            return _watched(session, progress)
        except KeyboardInterrupt:
            session.client.send(StopRetrievalEvaluation())
            return _watched(session, progress)


def _watched(session: CliSession, progress: ProgressBar) -> RetrievalReport:
    queries: dict[str, tuple[QueryScores, ...]] = {}
    for told in session.client.answers(RetrievalEvaluated):
        progress.show(told.done, told.total)
        queries[told.name] = (*queries.get(told.name, ()), *told.judged)
        if report := told.report:
            results = (replace(each, queries=queries.get(each.name, ())) for each in report.results)
            return replace(report, results=tuple(results))
    raise AssertionError
