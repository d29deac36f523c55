"""Prices, spending and budgets on the command line."""

import pytest

from tests.workbench.cli.commands import check_refusal
from tests.workbench.worker.scripted_workspace import FILES, add_bot, put

PRICED = """\
prices: {quick: {input: 10000, output: 10000}}
budgets: {run: 100}
"""


@pytest.fixture
def priced(shared):
    put(shared.folder, "workbench.yaml", FILES["workbench.yaml"] + PRICED)
    return shared


def test_costs_lists_prices_and_what_was_spent(priced):
    before = priced("costs", "--json").document["total"]["usd"]
    priced("chat", "Status?")
    document = priced("costs", "--json").document
    assert document["total"]["usd"] > before
    assert document["budgets"] == {"run_usd": 100.0, "day_usd": None, "workspace_usd": None}
    sources = {price["model"]: price["source"] for price in document["prices"]}
    assert (sources["quick"], sources["slow"]) == ("workbench.yaml", "local")
    text = priced("costs").out
    assert "10000" in text
    assert "Budgets: each run $100.00." in text


def test_chat_shows_what_the_answer_cost(priced):
    assert "$0." in priced("chat", "Status?").out


def test_a_run_that_its_budget_ends_says_so_and_how_to_go_on(priced):
    stopped = priced("eval", "many", "--budget", "$0.2", "--json")
    assert stopped.status == 1
    run = stopped.document["run"]
    assert (run["state"], run["budget_usd"]) == ("stopped", 0.2)
    assert 0 < run["cells_done"] < 4
    assert "of the budget of this run is spent" in stopped.err
    assert f"workbench eval --resume {run['run_id']} --budget USD goes on" in stopped.err
    again = priced("eval", "--resume", run["run_id"])
    check_refusal(again, "85% of the budget of this run", "One more cell", "--budget")
    whole = priced("eval", "--resume", run["run_id"], "--budget", "5", "--json")
    assert whole.status == 0
    assert whole.document["run"]["cells_done"] == 4


@pytest.mark.parametrize("budget", ["much", "-1", "nan", "inf"])
def test_what_is_no_budget_is_refused_by_name(shared, budget):
    ended = shared("eval", "many", f"--budget={budget}")
    check_refusal(ended, f"Argument --budget: invalid budget value: '{budget}'", "--help")


def test_the_cache_is_measured_cleared_and_audited(shared):
    cache = {"exact": True, "semantic": True, "similarity": 0.8}
    add_bot(shared.folder, "kept", model="quick", prompt="plain", cache=cache)
    for _ in range(3):
        assert shared("chat", "--bot", "kept", "Is it active?").status == 0
    measured = shared("cache", "--json").document
    assert measured["answers"] >= 1
    assert measured["hits"] >= 2
    assert "of at most 100 MB" in shared("cache").out
    audit = shared("cache", "audit", "--sample", "2", "--json").document
    assert (audit["checked"], audit["wrong"], audit["wrong_rate"]) == (2, 0, 0.0)
    assert (
        "0 of 2 answers that were given again are wrong"
        in shared("cache", "audit", "--sample", "2").out
    )
    assert shared("cache", "clear", "--json").document["answers"] == 0
    check_refusal(shared("cache", "audit", "--sample", "0"), "at least one")
