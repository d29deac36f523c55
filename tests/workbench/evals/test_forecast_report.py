"""Forecast, result and money in the reports."""

from dataclasses import replace

from tests.workbench.evals.test_report import a_report
from workbench.domain.forecast import Forecast, Range
from workbench.domain.spending import Sum
from workbench.evals.report import forecast_sentence, report_html, report_json, report_text
from workbench.projections.route_summary import RouteShare, RouteSummary

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


ROUTING = RouteSummary(
    "big", (RouteShare("small", 15, 12), RouteShare("big", 5, 5)), (("none", 15), ("length", 5)),
    rival="big-alone", cells=20, lost=0.05, lost_low=-0.02, lost_high=0.12, p_value=0.5,
    saved_usd=0.75, rival_usd=1.0,
)  # fmt: skip


def with_router(**changes):
    report = a_report()
    router = replace(report.summaries[1], **changes)
    return replace(report, summaries=(report.summaries[0], router))


def test_routes_are_told_in_each_form_of_the_report():
    report = with_router(routing=ROUTING)
    text = report_text(report)
    assert "router was answered by small 75% (12 of 15 passed), big 25% (5 of 5 passed)" in text
    assert (
        "\u22125 pts (\u221212 pts to +2 pts), p 0.50, not sig.; saved $0.75 of $1.00, 75%" in text
    )
    page = report_html(report)
    assert "<h2>Routes</h2>" in page
    assert "length 5" in page
    assert report_json(report)["variants"][1]["routing"]["saved_usd"] == 0.75
    assert "<h2>Routes</h2>" not in report_html(a_report())


def test_without_the_strong_model_alone_the_report_says_what_to_add():
    text = report_text(with_router(routing=replace(ROUTING, rival="", saved_usd=None)))
    assert "add the same bot on big alone to see" in text


def test_answers_from_a_cache_are_pointed_out():
    for made in (report_text, report_html):
        assert "3 of 20 answers were given again from a cache" in made(with_router(reused=3))
