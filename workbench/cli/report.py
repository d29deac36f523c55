"""Everything about a run, gathered from what the worker tells of it."""

import platform
from importlib.metadata import version

from workbench.cli.session import CliSession
from workbench.errors import WorkbenchError
from workbench.evals.report import RunReport
from workbench.messages import CellsJudged, Refused, RunProgressed, SuiteOpened
from workbench.projections.grid import CellRow

APP = "support-bot-workbench"


def run_report(session: CliSession, run_id: str) -> RunReport:
    """After `OpenRun` was sent: the suite, all cells, then the summaries."""
    suite, cells = None, list[CellRow]()
    for item in session.client.heard():
        match item:
            case Refused(message=message, hint=hint):
                raise WorkbenchError(message, hint)
            case SuiteOpened(request_id=name) if name == run_id:
                suite, cells = item.joined(suite), []
            case CellsJudged(run_id=name) if name == run_id:
                cells += item.cells
            case RunProgressed(run=run) if run.run_id == run_id and suite:
                return RunReport(
                    run,
                    suite,
                    item.summaries,
                    tuple(cells),
                    version(APP),
                    platform.platform(),
                    item.egress,
                )
    raise AssertionError
