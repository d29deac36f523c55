"""A run as one JSON document."""

from dataclasses import asdict
from typing import Any

from workbench.evals.report.run_report import (
    RunReport,
    cell_errors,
    recipe,
    threshold_results,
    thresholds_met,
)
from workbench.projections.forecast_check import forecast_checks


def report_json(report: RunReport) -> dict[str, Any]:
    """Plain values only: ready for `json.dumps`."""
    return {
        "run": asdict(report.run),
        "suite": report.suite.name,
        "trials": report.suite.trials,
        "scorers": list(report.suite.scorers),
        "variants": [asdict(summary) for summary in report.summaries],
        "recipes": {bot.name: recipe(bot) for bot in report.suite.variants},
        "thresholds": [asdict(result) for result in threshold_results(report)],
        "thresholds_met": thresholds_met(report),
        "forecast_check": [
            asdict(check) | {"is_inside": check.is_inside} for check in forecast_checks(report.run)
        ],
        "errors": [asdict(error) for error in cell_errors(report)],
        "cells": [asdict(cell) for cell in report.cells],
        "egress": asdict(report.egress),
        "version": report.version,
        "machine": report.machine,
    }
