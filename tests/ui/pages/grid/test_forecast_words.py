"""What a grid will take, in words, and what became of it."""

from dataclasses import replace

from tests.ui.pages.grid import stories
from ui.pages.grid.forecast_words import check_tip, check_words, estimate_tip, estimate_words
from workbench.commands import EstimateRun
from workbench.domain.forecast import Forecast, Range, VariantForecast
from workbench.domain.spending import Sum
from workbench.messages import RunEstimated

FORECAST = Forecast(
    64, Range(9_000, 10_000, 11_000), Range(500, 600, 700), Range(0.12, 0.2, 0.31),
    Range(110.0, 120.0, 140.0),
)  # fmt: skip
VARIANT = VariantForecast(
    "router", 64, Range(9_000, 10_000, 11_000), Range(500, 600, 700), Range(0.12, 0.2, 0.31),
    Range(110.0, 120.0, 140.0), "bot", 6, 40,
)  # fmt: skip
SUITE = stories.suite(2, 4)
ROWS = stories.all_cells(SUITE)


def told(forecast=FORECAST, seconds=120.0):
    return RunEstimated("q", 64, seconds, forecast, (VARIANT,))


def run(**changes):
    return replace(stories.progress(SUITE, ROWS).run, **changes)


def test_an_estimate_says_cells_time_and_cost_with_their_ranges():
    assert estimate_words(told()) == "64 cells, 1 min 50 s to 2 min 20 s, $0.12 to $0.31"
    free = replace(FORECAST, cost_usd=Range(0.0, 0.0, 0.0))
    assert estimate_words(told(free)).endswith(", $0")


def test_what_is_unknown_is_said():
    new = replace(FORECAST, seconds=None, cost_usd=None, unpriced=("mine",))
    words = estimate_words(told(new, None))
    assert words == (
        "64 cells, time unknown until these models have answered a few times, price of mine unknown"
    )


def test_the_tip_has_tokens_and_what_each_variant_rests_on():
    tip = estimate_tip(told())
    assert "Tokens read: 9,000 to 11,000" in tip
    assert "router: 9,000 to 11,000 read, $0.12 to $0.31, from 6 prompts and 40" in tip
    assert estimate_tip(RunEstimated("q", 1, None)) == ""


def test_a_run_that_is_over_is_held_against_its_forecast():
    over = run(forecast=FORECAST, spent=Sum(0.2), prompt_tokens=20_000, reply_tokens=600,
               duration_s=115.0)  # fmt: skip
    assert check_words(over) == "$0.20, foreseen $0.12 to $0.31"
    assert "Tokens read: 20,000, foreseen 9,000 to 11,000, not as foreseen" in check_tip(over)
    local = replace(over, spent=Sum(), forecast=replace(FORECAST, cost_usd=Range(0, 0, 0)))
    assert check_words(local) == "115 s, foreseen 110 to 140 s"
    long = replace(local.forecast, seconds=Range(3000.0, 3600.0, 6000.0))
    assert check_words(replace(local, forecast=long)) == "2 min, foreseen 50 to 100 min"


def test_nothing_is_said_of_a_run_that_goes_on_or_was_not_foreseen():
    assert check_words(run(forecast=FORECAST, state="running")) == ""
    assert check_words(run()) == check_tip(run()) == ""
    assert check_words(run(forecast=replace(FORECAST, seconds=None, cost_usd=None))) == ""


def test_the_page_shows_the_forecast_before_and_the_result_after(qtbot, workspace):
    page = workspace.page
    page.builder.bots.check("router", is_on=True)
    qtbot.waitUntil(lambda: bool(workspace.sent(EstimateRun)))
    asked = workspace.sent(EstimateRun)[-1]
    workspace.bridge.tell(replace(told(), request_id=asked.request_id))
    assert page.builder.estimate.text().endswith("$0.12 to $0.31")
    assert "No model was asked" in page.builder.estimate.toolTip()
    workspace.open(SUITE, ROWS)
    over = run(forecast=FORECAST, spent=Sum(0.2))
    workspace.bridge.tell(replace(stories.progress(SUITE, ROWS), run=over))
    qtbot.waitUntil(lambda: "foreseen" in page.area.table.heads.accessibleDescription())
    assert "Forecast and result" in page.controls.status.toolTip()
