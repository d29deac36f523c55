"""Forecasts of a real worker: no model is asked, and the run that follows is compared."""

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
from workbench.commands import EstimateRun, ListTurns, StartRun
from workbench.domain.suite import Case
from workbench.messages import RunEstimated, TurnsListed
from workbench.projections.forecast_check import forecast_checks
from workbench.worker.dry_prompts import CASES_SAMPLED, sampled

PRICES = "prices: {quick: {input: 10000, output: 10000}}\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = scripted_workspace(tmp_path_factory.mktemp("forecast"), cases=24)
    put(folder, "workbench.yaml", FILES["workbench.yaml"] + PRICES)
    url = "http://127.0.0.1:9/v1"
    add_model(folder, name="far", provider="openai_compatible", base_url=url, key_env="NO_KEY_HERE")
    add_bot(folder, "far", model="far", prompt="plain")
    add_suite(folder, "far", ["far"])
    add_suite(folder, "pair", ["quick", "asks"])
    with closing(Desk(folder)) as made:
        yield made


def foreseen(desk, suite, request_id="q"):
    return desk.answer(EstimateRun(request_id, suite), RunEstimated, request_id=request_id)


def test_a_forecast_asks_nobody_and_leaves_no_turn(desk):
    told = foreseen(desk, "pair")
    assert told.cells == 48
    assert [each.sampled for each in told.variants] == [CASES_SAMPLED] * 2
    listed = desk.answer(ListTurns("t"), TurnsListed, request_id="t")
    assert listed.total == 0


def test_a_model_without_key_server_or_price_has_a_forecast_of_tokens(desk):
    told = foreseen(desk, "far").forecast
    assert told.prompt_tokens.likely > 0
    assert (told.cost_usd, told.unpriced, told.seconds) == (None, ("far",), None)


def test_a_run_keeps_the_forecast_that_was_told_of_it_and_the_next_has_learned(desk):
    first = foreseen(desk, "many", "q1")
    assert first.variants[0].basis == "limits"
    desk.send(StartRun("r1", "many"))
    end = desk.run_end("r1")
    assert end.run.forecast == first.forecast
    second = foreseen(desk, "many", "q2")
    assert second.variants[0].basis == "bot"
    desk.send(StartRun("r2", "many"))
    checks = {each.measure: each for each in forecast_checks(desk.run_end("r2").run)}
    for measure in ("cost", "read", "written"):
        assert checks[measure].is_inside, checks[measure]
        assert checks[measure].foreseen.high < 1.5 * checks[measure].foreseen.low


def test_a_run_that_nobody_asked_about_is_foreseen_as_it_begins(desk):
    desk.send(StartRun("r3", "pair"))
    assert desk.run_end("r3").run.forecast.cells == 48


def test_cases_are_taken_evenly_from_all_accounts():
    cases = [Case(f"c{n}", ("Hi",), account=f"A-{n % 4}") for n in range(40)]
    taken = sampled(cases)
    assert len(taken) == CASES_SAMPLED
    assert len({case.account for case in taken}) == 4
    assert sampled(cases[:2]) == sorted(cases[:2], key=lambda case: case.account)
