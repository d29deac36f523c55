"""`workbench leak-test`: asks as each role for what it may not read, and tells what came out.

Exit status 0: nothing leaked; 100: something did; 1: it could not be carried out.
"""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict, replace
from uuid import uuid4

from workbench.cli.progress import ProgressBar
from workbench.cli.session import CliSession, opened
from workbench.cli.table import table
from workbench.cli.watching import watched
from workbench.domain.leaks import Leak, LeakReport
from workbench.errors import WorkbenchError
from workbench.retrieval_commands import StartLeakTest, StopLeakTest
from workbench.retrieval_messages import LeakTestProgressed

LEAKED = 100
SHOWN = 50


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser(
        "leak-test", parents=[shared], help="ask each role for what it may not read"
    )
    parser.add_argument(
        "--role", action="append", default=[], help="only as this role (may be given again)"
    )
    parser.add_argument(
        "--bot", action="append", default=None, help="only through this bot (may be given again)"
    )
    parser.add_argument("--no-bots", action="store_true", help="through retrieval alone")
    parser.add_argument(
        "--no-paraphrase", action="store_true", help="without questions that a local model writes"
    )
    parser.add_argument(
        "--self-check",
        action="store_true",
        help="search without access control, to see what the questions would find",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    with opened(arguments) as session:
        _check_roles(session, arguments.role)
        session.client.wait_for_index()
        report = _carried_out(session, arguments)
    if arguments.json:
        sys.stdout.write(json.dumps(asdict(report), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(report_text(report))
    return LEAKED if report.leaks and report.is_filtered else 0


def report_text(report: LeakReport) -> str:
    """A sentence, then a line for each leak."""
    counted = (
        f"{report.asked} questions asked as {', '.join(report.roles)} "
        f"in {report.seconds:.0f} s, for {report.forbidden} documents that they may not read.\n"
    )
    if not report.is_filtered:
        return counted + (
            f"Without access control they reach {report.reached} of {report.forbidden}: "
            "so much the test would have seen.\n"
        )
    through = ", ".join(("retrieval", *report.bots))
    lines = [counted, f"Asked through {through}.\n"]
    if report.failed:
        lines.append(f"{report.failed} failed. {report.note}\n")
    if not report.is_whole:
        lines.append("Stopped before its end.\n")
    lines.append(f"{len(report.leaks)} leaks.\n" if report.leaks else "Nothing leaked.\n")
    if report.leaks:
        lines.append(_leak_table(report))
    return "".join(lines)


def _leak_table(report: LeakReport) -> str:
    rows = [
        (
            leak.probe.role,
            leak.bot or "retrieval",
            leak.place,
            leak.way,
            leak.source,
            leak.detail,
            leak.turn_id,
        )
        for leak in report.leaks[:SHOWN]
    ]
    more = len(report.leaks) - len(rows)
    head = ("role", "through", "in", "what", "document", "detail", "trace")
    return table(head, rows) + (f"and {more} more (--json has all)\n" if more else "")


def _check_roles(session: CliSession, roles: list[str]) -> None:
    for role in roles:
        if role not in session.listing.roles:
            known = ", ".join(session.listing.roles)
            raise WorkbenchError(f"There is no role called {role}.", f"Roles: {known}.")


def _carried_out(session: CliSession, arguments: Namespace) -> LeakReport:
    request_id = uuid4().hex[:8]
    bots = () if arguments.no_bots else arguments.bot
    command = StartLeakTest(
        request_id,
        tuple(arguments.role),
        None if bots is None else tuple(bots),
        paraphrase=not arguments.no_paraphrase,
        is_filtered=not arguments.self_check,
    )
    session.client.send(command)
    return watched(session, "leak test", _heard, StopLeakTest())


def _heard(session: CliSession, progress: ProgressBar) -> LeakReport:
    leaks: tuple[Leak, ...] = ()
    for told in session.client.answers(LeakTestProgressed):
        progress.show(told.done, told.total, told.doing)
        leaks += told.found
        if told.report:
            return replace(told.report, leaks=leaks)
    raise AssertionError
