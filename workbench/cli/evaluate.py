"""`workbench eval`: a suite from start to finish, with a progress bar, then the grid.

Exit status 0: every threshold is met; 100: one is not; 1: it could not be carried out, or not to
its end, as a budget was spent.
"""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from uuid import uuid4

from workbench.cli.progress import ProgressBar, progress_bar
from workbench.cli.report import run_report
from workbench.cli.session import CliSession, opened
from workbench.client import WorkerDiedError
from workbench.commands import EstimateRun, OpenRun, ResumeRun, StartRun, StopRun
from workbench.errors import StorageError, WorkbenchError
from workbench.evals.report import (
    RunReport,
    forecast_sentence,
    report_html,
    report_json,
    report_text,
    thresholds_met,
)
from workbench.messages import RunEstimated, RunProgressed

THRESHOLDS_NOT_MET, NOT_FINISHED = 100, 1
WORKERS = 5


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser("eval", parents=[shared], help="run a suite and judge it")
    parser.add_argument("suite", nargs="?", default="", help="name of a file in suites/")
    parser.add_argument("--resume", default="", metavar="RUN", help="answer what is missing of it")
    parser.add_argument(
        "--budget", type=budget, default=None, metavar="USD", help="stop before it costs more"
    )
    parser.add_argument("--forecast", action="store_true", help="say what it will take, and end")
    parser.add_argument("--html", type=Path, default=None, metavar="FILE", help="write a report")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    if not arguments.suite and not arguments.resume:
        raise WorkbenchError("Which suite?", "Name one, for example: workbench eval first-look.")
    if arguments.forecast:
        return _forecast_only(arguments)
    run_id = arguments.resume or _new_run_id(arguments.suite)
    report = _carried_out(arguments, run_id)
    if arguments.html:
        _write(arguments.html, report_html(report))
    text = json.dumps(report_json(report)) if arguments.json else report_text(report)
    sys.stdout.write(text.rstrip("\n") + "\n")
    if report.run.state != "finished":
        return NOT_FINISHED
    return 0 if thresholds_met(report) else THRESHOLDS_NOT_MET


def _forecast_only(arguments: Namespace) -> int:
    if not arguments.suite:
        raise WorkbenchError("A forecast is made of a suite.", "Name one: workbench eval SUITE.")
    with opened(arguments) as session:
        session.client.wait_for_index()
        told = _foreseen(session, arguments.suite)
    if arguments.json:
        document = asdict(told)
        sys.stdout.write(json.dumps({key: document[key] for key in ("forecast", "variants")}))
    elif told.forecast:
        sys.stdout.write(forecast_sentence(told.forecast))
    sys.stdout.write("\n")
    return 0


def _foreseen(session: CliSession, suite: str) -> RunEstimated:
    request_id = uuid4().hex
    session.client.send(EstimateRun(request_id, suite))
    return next(
        told for told in session.client.answers(RunEstimated) if told.request_id == request_id
    )


def _carried_out(arguments: Namespace, run_id: str) -> RunReport:
    """A worker that dies is followed by another, which goes on with the run."""
    is_begun = bool(arguments.resume)
    for _ in range(WORKERS):
        try:
            with opened(arguments) as session:
                session.client.wait_for_index()
                if not is_begun and not arguments.json:
                    _say_forecast(_foreseen(session, arguments.suite))
                limit_usd = arguments.budget
                session.client.send(
                    ResumeRun(run_id, limit_usd)
                    if is_begun
                    else StartRun(run_id, arguments.suite, budget_usd=limit_usd)
                )
                is_begun = True
                _watch(session, run_id)
                session.client.send(OpenRun(run_id))
                return run_report(session, run_id)
        except WorkerDiedError as error:
            sys.stderr.write(f"workbench: {error.message} It is started again.\n")
    raise WorkbenchError(
        f"The engine stopped {WORKERS} times.", f"workbench eval --resume {run_id} goes on."
    )


def _say_forecast(told: RunEstimated) -> None:
    if told.forecast:
        sys.stderr.write(f"{forecast_sentence(told.forecast)}\n")


def _watch(session: CliSession, run_id: str) -> None:
    with progress_bar(run_id) as progress:
        try:
            told = ""
            for item in session.client.answers(RunProgressed):
                if item.run.run_id == run_id:
                    _show(progress, item)
                    told = _warned(item, told)
                    if item.state != "running":
                        return
        except KeyboardInterrupt:
            session.client.send(StopRun(run_id))
            sys.stderr.write(f"\nworkbench eval --resume {run_id} goes on.\n")
            raise


def _warned(item: RunProgressed, told: str) -> str:
    """A budget that is nearly spent is said once, and once more when it is; gives what was said."""
    if item.limit is None:
        return told
    state = f"{item.limit.kind} {item.limit.is_reached or item.state != 'running'}"
    if state != told:
        sys.stderr.write(f"workbench: {item.note}\n")
        if item.state == "stopped":
            more = "--budget USD" if item.limit.kind == "run" else ""
            again = f"workbench eval --resume {item.run.run_id} {more}".strip()
            sys.stderr.write(f"{again} goes on with the rest.\n")
    return state


def budget(written: str) -> float:
    """USD, zero or more, with or without the dollar sign."""
    amount = float(written.removeprefix("$"))
    if not 0 <= amount < inf:
        raise ValueError(written)
    return amount


def _show(progress: ProgressBar, item: RunProgressed) -> None:
    rates = "  ".join(f"{name} {rate:.0%}" for name, rate in item.run.pass_rates)
    eta = f"about {item.eta_s:.0f} s left  " if item.eta_s is not None else ""
    progress.show(item.run.cells_done, item.run.cells_total, f"{eta}{rates}")


def _new_run_id(suite: str) -> str:
    return f"{suite}-{datetime.now(UTC):%Y%m%d-%H%M%S}-{uuid4().hex[:4]}"


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror}.", "Give another file name."
        ) from error
