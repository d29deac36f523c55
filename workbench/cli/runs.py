"""`workbench runs`: what was run, and one run whole."""

import json
import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict

from workbench.cli.report import run_report
from workbench.cli.session import CliSession, opened
from workbench.commands import ListRuns, OpenRun
from workbench.domain.run import RunRow
from workbench.domain.spending import dollars
from workbench.errors import WorkbenchError
from workbench.evals.report import report_json, report_text
from workbench.messages import RunsListed


def add(subparsers: "_SubParsersAction[ArgumentParser]", shared: ArgumentParser) -> None:
    parser = subparsers.add_parser("runs", parents=[shared], help="list grid runs, or show one")
    parser.add_argument("action", nargs="?", choices=("list", "show"), default="list")
    parser.add_argument("id", nargs="?", default="", help="of the run to show")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead")
    parser.set_defaults(run=run)


def run(arguments: Namespace) -> int:
    if arguments.action == "show" and not arguments.id:
        raise WorkbenchError("Which run?", "Give its id: `workbench runs` lists them.")
    with opened(arguments) as session:
        if arguments.action == "show":
            session.client.send(OpenRun(arguments.id))
            report = run_report(session, arguments.id)
            text = json.dumps(report_json(report)) if arguments.json else report_text(report)
        else:
            rows = _runs(session)
            text = json.dumps([asdict(row) for row in rows]) if arguments.json else _listed(rows)
    sys.stdout.write(text.rstrip("\n") + "\n")
    return 0


def _runs(session: CliSession) -> tuple[RunRow, ...]:
    session.client.send(ListRuns())
    return next(session.client.answers(RunsListed)).runs


def _listed(rows: tuple[RunRow, ...]) -> str:
    if not rows:
        return "No runs yet. `workbench eval first-look` makes one."
    width = max(len(row.run_id) for row in rows)
    return "\n".join(
        f"{row.run_id:<{width}}  {row.started_at[:16].replace('T', ' ')}  {row.state:<8}  "
        f"{row.cells_done:>5} of {row.cells_total:<5}  {_cost(row):>8}  {row.title}"
        for row in rows
    )


def _cost(row: RunRow) -> str:
    """An en dash where no price is known."""
    spent = row.spent
    return "–" if spent.unpriced and not spent.usd else dollars(spent.usd)
