"""Routes in a real worker: a turn, and a grid in which they are one variant of three."""

from contextlib import closing

import pytest

from tests.workbench.worker.scripted_workspace import (
    FILES,
    Desk,
    add_bot,
    add_model,
    add_suite,
    put,
    scripted_workspace,
)
from workbench.commands import EstimateRun
from workbench.messages import RunEstimated
from workbench.projections.turns import turn_row

UNSURE = '{"text": "Your account is active.", "confidence": 0.5}'
QUESTIONS = ("Status?", "Tell me please whether my account is active today")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = scripted_workspace(tmp_path_factory.mktemp("routed"), cases=6)
    prices = "{strong: {input: 10000, output: 10000}, quick: {input: 1000, output: 1000}}"
    put(folder, "workbench.yaml", f"{FILES['workbench.yaml']}prices: {prices}\n")
    add_model(folder, name="strong", provider="scripted", script=["It is active, I checked."])
    add_model(folder, name="unsure", provider="scripted", script=[UNSURE])
    add_bot(folder, "routed", model="quick", prompt="plain",
            routes={"strong": "strong", "longer_than": 4})  # fmt: skip
    add_bot(folder, "alone", model="strong", prompt="plain")
    add_bot(folder, "doubting", model="unsure", prompt="plain",
            routes={"strong": "strong", "confidence": 0.7})  # fmt: skip
    lines = "".join(
        f'{{"id": "c{n}", "input": "{QUESTIONS[n % 2]}", "account": "A-1",'
        f' "expected": {{"facts": ["active"]}}}}\n'
        for n in range(6)
    )
    put(folder, "datasets/many.jsonl", lines)
    add_suite(folder, "routes", ["routed", "alone", "doubting"], baseline="alone")
    with closing(Desk(folder)) as made:
        yield made


def test_a_long_question_is_answered_by_the_strong_model_and_paid_at_its_price(desk):
    easy = turn_row(desk.ask("routed", QUESTIONS[0]))
    hard = turn_row(desk.ask("routed", QUESTIONS[1]))
    assert (easy.answered_by, easy.route) == ("quick", "none")
    assert (hard.answered_by, hard.route) == ("strong", "length")
    assert hard.cost_usd > 5 * easy.cost_usd
    assert hard.answer == "It is active, I checked."


def test_an_unsure_model_is_paid_for_and_so_is_the_one_that_answers(desk):
    row = turn_row(desk.ask("doubting", QUESTIONS[0]))
    assert (row.answered_by, row.route) == ("strong", "confidence")
    assert row.reply_tokens == 4 + 5


def test_a_grid_tells_the_share_of_each_the_quality_lost_and_the_money_saved(desk):
    end = desk.run_end(desk.start_run("routes"))
    routed, alone, doubting = end.summaries
    assert [(each.model, each.cells) for each in routed.routing.shares] == [
        ("quick", 3), ("strong", 3),
    ]  # fmt: skip
    assert routed.routing.rival == "alone"
    assert routed.routing.lost == 0.0
    assert routed.routing.saved_usd == pytest.approx(alone.cost_usd - routed.cost_usd)
    assert 0 < routed.routing.saved_usd < routed.routing.rival_usd
    assert [each.model for each in doubting.routing.shares] == ["strong"]
    assert doubting.routing.saved_usd == pytest.approx(0.0)
    assert alone.routing is None


def test_a_forecast_of_routes_lies_between_all_easy_and_all_hard_until_it_has_learned(desk):
    told = desk.answer(EstimateRun("q", "routes"), RunEstimated, request_id="q")
    by_name = {each.variant: each for each in told.variants}
    assert by_name["routed"].cost_usd.likely < by_name["alone"].cost_usd.likely
