"""Money in a real worker: what turns and runs cost, and what happens at a budget."""

from contextlib import closing

import pytest

from tests.workbench.worker.scripted_workspace import (
    FILES,
    Desk,
    add_suite,
    put,
    scripted_workspace,
    stored_cells,
)
from workbench.commands import ForkTurn, OpenRun, ResumeRun, StartRun, UndoSave
from workbench.domain.price import Price
from workbench.domain.spending import Budgets
from workbench.errors import WorkbenchError
from workbench.messages import RunProgressed, Saved
from workbench.projections.turns import turn_row
from workbench.spending_commands import ListPrices, MeasureSpending, SaveBudgets, SavePrice
from workbench.spending_messages import PricesListed, SpendingMeasured

# USD per million tokens: a cent a token, so that sums are whole cents.
PRICE = "{input: 10000, output: 10000}"


def settings(budgets="{}", models=("quick",)):
    prices = ", ".join(f"{model}: {PRICE}" for model in models)
    return f"{FILES['workbench.yaml']}prices: {{{prices}}}\nbudgets: {budgets}\n"


@pytest.fixture
def folder(tmp_path):
    made = scripted_workspace(tmp_path, cases=20)
    put(made, "workbench.yaml", settings())
    add_suite(made, "both", ["quick", "asks"], scorers=["expected_facts"])
    return made


def turn_usd(desk):
    return turn_row(desk.ask("quick")).cost_usd


def measured(desk):
    return desk.answer(MeasureSpending(), SpendingMeasured)


def test_turns_add_up_to_what_is_spent_and_a_new_worker_knows_it(folder):
    with closing(Desk(folder)) as desk:
        cost_usd = turn_usd(desk)
        assert cost_usd == pytest.approx(turn_usd(desk))
        assert measured(desk).today.usd == pytest.approx(2 * cost_usd)
    with closing(Desk(folder)) as desk:
        found = measured(desk)
        assert found.total.usd == pytest.approx(2 * cost_usd)
        assert [each.model for each in found.models] == ["quick"]


def test_spending_is_told_unasked(folder):
    with closing(Desk(folder)) as desk:
        turn_id = desk.start("quick")
        desk.end(turn_id)
        desk.until(lambda item: isinstance(item, SpendingMeasured) and item.today.usd > 0)


def test_over_the_days_budget_a_turn_is_refused_in_a_sentence_and_a_free_one_goes_on(folder):
    put(folder, "workbench.yaml", settings("{day: 0.05}"))
    with closing(Desk(folder)) as desk:
        first = desk.ask("quick")
        assert turn_row(first).cost_usd > 0.05
        refused = desk.ask("quick")
        assert [event.fact.kind for event in refused] == ["turn_started", "turn_failed"]
        assert "Today's budget is spent" in refused[-1].fact.message
        assert "workbench.yaml" in refused[-1].fact.hint
        with pytest.raises(WorkbenchError, match="Today's budget"):
            desk.answer(ForkTurn("f1", first[0].turn_id, 0, first[0].fact), RunProgressed)
        assert desk.ask("slow", "Status?")[0].fact.kind == "turn_started"
        with pytest.raises(WorkbenchError, match="Today's budget"):
            desk.answer(StartRun("r1", "many"), RunProgressed)


def test_a_run_stops_at_its_budget_and_goes_on_with_a_bigger_one(folder):
    with closing(Desk(folder)) as desk:
        cell_usd = turn_usd(desk)
        desk.send(StartRun("r1", "many", budget_usd=cell_usd * 8))
        stopped = desk.run_end("r1")
        assert stopped.state == "stopped"
        assert stopped.limit.kind == "run"
        assert "The budget of this run is spent" in stopped.note
        assert stopped.run.cells_done == 8
        assert stopped.run.spent.usd == pytest.approx(cell_usd * 8)
        assert {cell.outcome for cell in stored_cells(folder, "r1")} == {"passed"}

        with pytest.raises(WorkbenchError, match="budget of this run") as refused:
            desk.answer(ResumeRun("r1"), RunProgressed)
        assert "--resume r1 --budget" in refused.value.hint
        reopened = desk.answer(OpenRun("r1"), RunProgressed)
        assert (reopened.state, reopened.limit.kind) == ("stopped", "run")

        desk.send(ResumeRun("r1", budget_usd=cell_usd * 100))
        end = desk.run_end("r1")
        assert (end.state, end.run.cells_done) == ("finished", 20)
        assert end.run.spent.usd == pytest.approx(cell_usd * 20)
        cells = stored_cells(folder, "r1")
        assert len({(cell.case_id, cell.variant) for cell in cells}) == len(cells) == 20


def test_the_budget_of_runs_in_the_settings_holds_for_each_run(folder):
    put(folder, "workbench.yaml", settings("{run: 0.3}"))
    with closing(Desk(folder)) as desk:
        for run_id in ("r1", "r2"):
            desk.send(StartRun(run_id, "many"))
            end = desk.run_end(run_id)
            assert (end.state, end.run.budget_usd) == ("stopped", 0.3)


def test_a_run_warns_before_its_budget_is_spent(folder):
    with closing(Desk(folder)) as desk:
        cell_usd = turn_usd(desk)
        desk.send(StartRun("r1", "many", budget_usd=cell_usd * 22))
        end = desk.run_end("r1")
        assert end.state == "finished"
        assert end.limit.is_near
        assert "% of the budget of this run is spent" in end.note


def test_the_free_cells_of_a_run_are_answered_when_the_money_is_gone(folder):
    with closing(Desk(folder)) as desk:
        cell_usd = turn_usd(desk)
        desk.send(StartRun("r1", "both", budget_usd=cell_usd * 4))
        assert desk.run_end("r1").state == "stopped"
        done = [cell.variant for cell in stored_cells(folder, "r1")]
        assert done.count("asks") == 20
        assert 0 < done.count("quick") < 20


def test_budgets_and_prices_are_written_to_the_file_and_undone(folder):
    with closing(Desk(folder)) as desk:
        saved = desk.answer(SaveBudgets("b1", Budgets(day_usd=5.0)), Saved, request_id="b1")
        text = (folder / "workbench.yaml").read_text()
        assert "day: 5" in text
        assert "company: Scripted Company" in text
        assert desk.hear(SpendingMeasured).budgets == Budgets(day_usd=5.0)
        desk.answer(UndoSave("u1", saved.change_id), Saved, request_id="u1")
        assert measured(desk).budgets == Budgets()
        desk.answer(SavePrice("p1", "slow", Price(1.0, 2.0, 0.5)), Saved, request_id="p1")
        listed = {each.model: each for each in desk.answer(ListPrices(), PricesListed).prices}
        assert listed["slow"].price == Price(1.0, 2.0, 0.5)
        assert (listed["slow"].source, listed["asks"].source) == ("workbench.yaml", "local")
        desk.answer(SavePrice("p2", "slow", None), Saved, request_id="p2")
        listed = {each.model: each for each in desk.answer(ListPrices(), PricesListed).prices}
        assert listed["slow"].source == "local"


def test_a_file_that_is_broken_by_hand_takes_no_budget_away(folder):
    put(folder, "workbench.yaml", settings("{day: 0.05}"))
    with closing(Desk(folder)) as desk:
        turn_usd(desk)
        put(folder, "workbench.yaml", "name: [\n")
        desk.listed()
        assert "budget is spent" in desk.ask("quick")[-1].fact.message


def test_a_replayed_call_is_not_paid_twice(folder):
    with closing(Desk(folder)) as desk:
        events = desk.ask("quick")
        once = measured(desk).total.usd
        end = events[-1]
        desk.send(ForkTurn("f1", events[0].turn_id, end.seq - 1, events[-2].fact))
        assert desk.end("f1")[-1].fact.kind == "turn_finished"
        assert measured(desk).total.usd == pytest.approx(once)
