"""Forecast, result and money in the reports."""

from dataclasses import replace

from tests.workbench.evals.test_report import a_report
from workbench.domain.forecast import Forecast, Range
from workbench.domain.spending import Sum
from workbench.evals.report import forecast_sentence, report_html, report_json, report_text

FORECAST = Forecast(
    40, Range(40_000, 48_000, 50_000), Range(1_000, 1_200, 1_400), Range(0.1, 0.2, 0.3),
    Range(50.0, 70.0, 90.0),
)  # fmt: skip


def foreseen(**changes):
    report = a_report()
    values = {"forecast": FORECAST, "spent": Sum(0.25), "duration_s": 120.0,
              "prompt_tokens": 48_000, "reply_tokens": 1_200, "budget_usd": 0.5}  # fmt: skip
    return replace(report, run=replace(report.run, **values | changes))


def test_each_form_of_the_report_holds_the_result_against_the_forecast():
    text = report_text(foreseen())
    assert "cost $0.25, foreseen $0.10 to $0.30" in text
    assert "time 2 min, foreseen 50 s to 1 min 30 s" in text
    assert "Spent: $0.25 of $0.50." in text
    page = report_html(foreseen())
    assert "Forecast and result" in page
    assert "not as foreseen" in page
    checks = {
        each["measure"]: each["is_inside"] for each in report_json(foreseen())["forecast_check"]
    }
    assert checks == {"cost": True, "time": False, "read": True, "written": True}


def test_a_run_that_was_not_foreseen_says_nothing_of_it():
    assert "foreseen" not in report_text(a_report())
    assert "Forecast and result" not in report_html(a_report())
    assert report_json(a_report())["forecast_check"] == []


def test_calls_without_a_price_are_named_where_money_is():
    text = report_text(foreseen(spent=Sum(0.25, 3)))
    assert "Spent: $0.25 of $0.50 and 3 calls of unknown price." in text
    assert "cost –, foreseen" in text


def test_a_forecast_in_a_sentence():
    assert forecast_sentence(FORECAST) == (
        "40 cells, about 50 s to 1 min 30 s, 48,000 tokens in and 1,200 out, $0.10 to $0.30."
    )
    new = replace(FORECAST, seconds=None, cost_usd=None, unpriced=("mine",))
    assert forecast_sentence(new) == (
        "40 cells, time unknown until these models have answered a few times, 48,000 tokens in "
        "and 1,200 out, and what mine takes, whose price is unknown."
    )
