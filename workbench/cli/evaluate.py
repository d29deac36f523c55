"""`workbench eval`: a suite from start to finish, with a progress bar, then the grid.

Exit status 0: every threshold is met; 100: one is not; 1: it could not be carried out, or not to
its end, as a budget was spent, or all that a variant has are errors.
"""

import json
import os
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from uuid import uuid4

from workbench.cli.forecast import forecast_only, say_forecast
from workbench.cli.progress import ProgressBar, progress_bar
from workbench.cli.report import run_report
from workbench.cli.session import CliSession, opened
from workbench.client import WorkerDiedError
from workbench.commands import ListRuns, OpenRun, ResumeRun, StartRun, StopRun
from workbench.errors import StorageError, WorkbenchError
from workbench.evals.report import (
    CellError,
    RunReport,
    cell_errors,
    is_measured,
    report_html,
    report_json,
    report_text,
    thresholds_met,
)
from workbench.messages import RunProgressed, RunsListed

NOT_MEASURED, NOT_FINISHED, THRESHOLDS_NOT_MET = 1, 1, 100
WORKERS = 5
ANOTHER = "Give another file name."
STOPPED_WITHIN_S = 10.0


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
        return forecast_only(arguments)
    if arguments.html:
        _check_place(arguments.html)
    run_id = arguments.resume or _new_run_id(arguments.suite)
    report = _carried_out(arguments, run_id)
    text = json.dumps(report_json(report)) if arguments.json else report_text(report)
    sys.stdout.write(text.rstrip("\n") + "\n")
    if arguments.html:
        _write(arguments.html, report_html(report))
    sys.stderr.writelines(f"workbench: {_said(error)}\n" for error in cell_errors(report))
    return _status(report)


def _status(report: RunReport) -> int:
    if report.run.state != "finished":
        return NOT_FINISHED
    if not is_measured(report):
        return NOT_MEASURED
    return 0 if thresholds_met(report) else THRESHOLDS_NOT_MET


def _said(error: CellError) -> str:
    """`8 cells without a verdict (few-shot): tr.gguf is damaged. Download it again.`"""
    cells = "1 cell" if error.cells == 1 else f"{error.cells:,} cells"
    return f"{cells} without a verdict ({', '.join(error.variants)}): {error.note}"


def _carried_out(arguments: Namespace, run_id: str) -> RunReport:
    """A worker that dies is followed by another, which goes on with the run."""
    is_begun = bool(arguments.resume)
    for _ in range(WORKERS):
        try:
            with opened(arguments) as session:
                if is_begun and arguments.suite:
                    _check_suite(session, run_id, arguments.suite)
                session.client.wait_for_index()
                if not is_begun and not arguments.json:
                    say_forecast(session, arguments.suite)
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


def _check_suite(session: CliSession, run_id: str, suite: str) -> None:
    """A run goes on with the suite that it began with."""
    session.client.send(ListRuns())
    rows = next(session.client.answers(RunsListed)).runs
    of = next((row.suite for row in rows if row.run_id == run_id), suite)
    if of != suite:
        what = f"{run_id} is a run of {of}, not of {suite}."
        raise WorkbenchError(what, "Leave the suite out to resume it.")


def _check_place(path: Path) -> None:
    """Before minutes of answering: whether the report could be written."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise StorageError(f"{path} cannot be written: {folder} is not there.", ANOTHER)
    if path.is_dir() or not os.access(folder, os.W_OK):
        what = "it is a folder" if path.is_dir() else f"{folder} is read-only"
        raise StorageError(f"{path} cannot be written: {what}.", ANOTHER)


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
            _stop(session, run_id)
            raise


def _stop(session: CliSession, run_id: str) -> None:
    """Waits until nothing of it runs: a run that is still going would be taken up again."""
    session.client.send(StopRun(run_id))
    for item in session.client.heard(STOPPED_WITHIN_S):
        match item:
            case RunProgressed(run=run) if run.run_id == run_id and item.state != "running":
                break
    sys.stderr.write(f"\nworkbench eval --resume {run_id} goes on.\n")


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
        raise StorageError(f"{path} cannot be written: {error.strerror}.", ANOTHER) from error
