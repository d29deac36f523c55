"""A run as a page, as a table for the terminal, and as data."""

from workbench.evals.report.data import report_json
from workbench.evals.report.forecast_words import forecast_sentence
from workbench.evals.report.page import report_html
from workbench.evals.report.run_report import (
    CellError,
    RunReport,
    cell_errors,
    is_measured,
    threshold_results,
    thresholds_met,
)
from workbench.evals.report.text import report_text

__all__ = [
    "CellError",
    "RunReport",
    "cell_errors",
    "forecast_sentence",
    "is_measured",
    "report_html",
    "report_json",
    "report_text",
    "threshold_results",
    "thresholds_met",
]
