"""`workbench models bench`: how fast a model is here, alone and in parallel; kept to compare."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict

from workbench.cli.models.asked import REQUEST, pieces
from workbench.cli.progress import progress_bar
from workbench.cli.session import CliSession, opened
from workbench.cli.table import table
from workbench.domain.speed import SpeedTest
from workbench.errors import WorkbenchError
from workbench.model_commands import ListSpeedTests, StartSpeedTest, StopSpeedTest
from workbench.model_messages import SpeedTestProgressed, SpeedTestsListed

UNKNOWN = "–"
HEAD = ("prompt", "parallel", "first token s", "reading tok/s", "writing tok/s", "all tok/s")
LIST_HEAD = ("model", "quantisation", "context", "reading tok/s", "writing tok/s", "measured")


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser(
        "bench", parents=[shared], help="measure a local model; without one, what was measured"
    )
    parser.add_argument(
        "model",
        nargs="?",
        default="",
        help="a model of the picker (default: show what was measured)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    with opened(arguments) as session:
        tests = [_measured(session, arguments.model)] if arguments.model else _stored(session)
    if arguments.json:
        documents = [asdict(test) for test in tests]
        said = json.dumps(documents[0] if arguments.model else documents) + "\n"
    else:
        said = _points(tests[0]) if arguments.model else _tests(tests)
    sys.stdout.write(said)
    return 0


def _measured(session: CliSession, name: str) -> SpeedTest:
    session.client.send(StartSpeedTest(name))
    with progress_bar(f"Measuring {name}") as progress:
        try:
            for told in session.client.answers(SpeedTestProgressed):
                progress.show(told.done, told.total, _last(told.test))
                if told.state != "running":
                    return _whole(told)
        except KeyboardInterrupt:
            session.client.send(StopSpeedTest(name))
            raise
    raise AssertionError


def _whole(told: SpeedTestProgressed) -> SpeedTest:
    if told.state == "done" and told.test:
        return told.test
    raise WorkbenchError(told.detail or "The speed test was stopped.")


def _stored(session: CliSession) -> list[SpeedTest]:
    session.client.send(ListSpeedTests(REQUEST))
    return [test for piece in pieces(session, SpeedTestsListed) for test in piece.tests]


def _points(test: SpeedTest) -> str:
    rows = [
        (
            f"{point.prompt_tokens:,}",
            str(point.parallel),
            f"{point.ttft_s:.2f}",
            _rate(point.read_tps),
            _rate(point.write_tps),
            _rate(point.total_tps),
        )
        for point in test.points
    ]
    return f"{test.model}, {test.quantisation}\n{table(HEAD, rows)}"


def _tests(tests: list[SpeedTest]) -> str:
    if not tests:
        return "Nothing was measured yet. `workbench models bench MODEL` does it.\n"
    rows = [
        (
            test.model,
            test.quantisation or UNKNOWN,
            f"{test.context_tokens:,}",
            _rate(test.read_tps),
            _rate(test.write_tps),
            test.started_at[:16].replace("T", " "),
        )
        for test in tests
    ]
    return table(LIST_HEAD, rows)


def _last(test: SpeedTest | None) -> str:
    if not test or not test.points:
        return ""
    point = test.points[-1]
    return f"{point.prompt_tokens:,} tokens × {point.parallel}: {_rate(point.write_tps)} tok/s"


def _rate(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:.1f}"
