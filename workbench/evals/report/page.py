"""A run as one HTML file that needs nothing else: no scripts, nothing from the network."""

from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from workbench.domain.suite import Case
from workbench.evals.report import words
from workbench.evals.report.forecast_words import check_rows
from workbench.evals.report.route_words import reuse_sentences, route_rows
from workbench.evals.report.run_report import RunReport, recipe, threshold_results
from workbench.projections.grid import CellRow

_TEMPLATE = "report.html"


@dataclass(frozen=True, slots=True)
class _CaseRow:
    """`columns`: the trials of the case, variant by variant."""

    case: Case
    columns: tuple[tuple[CellRow, ...], ...]


def report_html(report: RunReport) -> str:
    """What bots and cases say is escaped wherever it stands."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    source = files("workbench.evals.report").joinpath(_TEMPLATE).read_text(encoding="utf-8")
    return environment.from_string(source).render(
        report=report,
        rows=_case_rows(report),
        recipes={bot.name: recipe(bot) for bot in report.suite.variants},
        titles={bot.name: bot.title or bot.name for bot in report.suite.variants},
        thresholds=threshold_results(report),
        checks=check_rows(report.run),
        routes=route_rows(report.summaries),
        reuse=reuse_sentences(report.summaries),
        words=words,
    )


def _case_rows(report: RunReport) -> list[_CaseRow]:
    """Cases in the order of the suite, if any of their cells is done."""
    names = [summary.variant for summary in report.summaries]
    found: dict[tuple[str, str], list[CellRow]] = {}
    for cell in sorted(report.cells, key=lambda cell: cell.trial):
        found.setdefault((cell.case_id, cell.variant), []).append(cell)
    rows = [
        _CaseRow(case, tuple(tuple(found.get((case.id, name), ())) for name in names))
        for case in report.suite.cases
    ]
    return [row for row in rows if any(row.columns)]
