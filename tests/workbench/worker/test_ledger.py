"""Sums of what is spent, against budgets."""

import threading
from contextlib import closing
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.cancellation import CancelToken
from workbench.domain.bot import Bot, ModelSpec, Prompt
from workbench.domain.spending import Budgets, Expense, Limit, Sum
from workbench.errors import BudgetError
from workbench.projections.grid import CellRow
from workbench.store.event_store import EventStore
from workbench.store.library import Library
from workbench.worker.ledger import Ledger
from workbench.worker.run_budget import RunBudget

PAID = Bot("paid", ModelSpec("big", "openai_compatible"), Prompt("p", ""))
FREE = Bot("free", ModelSpec("small"), Prompt("p", ""))
AMOUNTS = st.lists(st.one_of(st.none(), st.floats(0.001, 1.0)), max_size=20)


class Calendar:
    day = "2026-11-16"

    def __call__(self):
        return self.day


@pytest.fixture
def path(tmp_path):
    with closing(EventStore(tmp_path / "store.sqlite")):
        return tmp_path / "store.sqlite"


def expense(number, usd, run_id="", day="2026-11-16", model="big"):
    return Expense(f"t{number}", 3, day, run_id, model, usd)


def keep(path, *expenses):
    with closing(EventStore(path)) as store:
        store.append([], expenses)


def ledger(path, calendar=None, **budgets):
    return Ledger(path, lambda: Budgets(**budgets), calendar or Calendar())


def run_budget(kept, budget_usd=None, run_id="r1"):
    return RunBudget(kept, run_id, budget_usd, lambda bot: bot is FREE)


def test_a_worker_begins_with_what_the_ones_before_it_spent(path):
    keep(path, expense(1, 0.5, "r1"), expense(2, None), expense(3, 0.25, day="2026-11-15"))
    measured = ledger(path).measured()
    assert (measured.today, measured.total) == (Sum(0.5, 1), Sum(0.75, 1))
    assert [each.model for each in measured.models] == ["big"]
    assert ledger(path).of_run("r1") == Sum(0.5)


def test_an_expense_that_is_stored_twice_counts_once(path):
    keep(path, expense(1, 0.5))
    keep(path, expense(1, 0.5))
    assert ledger(path).measured().total == Sum(0.5)


def test_deleting_turns_gives_no_money_back(path):
    keep(path, expense(1, 0.5))
    with closing(Library(path)) as library:
        library.prune("2999-01-01")
    assert ledger(path).measured().total == Sum(0.5)


def test_what_is_added_counts_at_once_for_its_day_model_and_run(path):
    kept = ledger(path)
    assert kept.of_run("r1") == Sum()
    kept.add(expense(1, 0.5, "r1"))
    kept.add(expense(2, 0.25, model="other"))
    measured = kept.measured()
    assert measured.today == Sum(0.75)
    assert [(each.model, each.today.usd) for each in measured.models] == [
        ("big", 0.5), ("other", 0.25),
    ]  # fmt: skip
    assert kept.of_run("r1") == Sum(0.5)


def test_a_new_day_begins_with_nothing_and_the_workspace_goes_on(path):
    calendar = Calendar()
    kept = ledger(path, calendar)
    kept.add(expense(1, 0.5))
    calendar.day = "2026-11-17"
    assert (kept.measured().today, kept.measured().total) == (Sum(), Sum(0.5))


def test_news_are_told_once(path):
    kept = ledger(path)
    assert kept.news().total == Sum()
    assert kept.news() is None
    kept.add(expense(1, 0.5))
    assert kept.news().today == Sum(0.5)


@pytest.mark.parametrize(
    ("budgets", "words"),
    [({"day_usd": 0.5}, "Today's budget"), ({"workspace_usd": 0.4}, "budget of this workspace")],
)
def test_over_a_budget_the_sentence_names_it_and_what_to_do(path, budgets, words):
    kept = ledger(path, **budgets)
    kept.check()
    kept.add(expense(1, 0.5))
    with pytest.raises(BudgetError, match=words) as refused:
        kept.check()
    assert "$0.50 of" in refused.value.message
    assert "workbench.yaml" in refused.value.hint


def test_a_budget_of_nothing_lets_nothing_through(path):
    with pytest.raises(BudgetError):
        ledger(path, day_usd=0.0).check()


@settings(deadline=None, max_examples=25)
@given(AMOUNTS)
def test_sums_are_those_of_the_store(tmp_path_factory, amounts):
    path = tmp_path_factory.mktemp("sums") / "store.sqlite"
    with closing(EventStore(path)):
        kept = ledger(path)
    expenses = [expense(number, usd, "r1") for number, usd in enumerate(amounts)]
    for each in expenses:
        kept.add(each)
    keep(path, *expenses)
    again = ledger(path).measured().total
    assert kept.measured().total.usd == pytest.approx(again.usd)
    assert kept.measured().total.unpriced == again.unpriced == amounts.count(None)


@pytest.mark.parametrize(
    ("spent", "sentence"),
    [
        (0.40, "80% of today's budget is spent: $0.40 of $0.50."),
        (0.50, "Today's budget is spent: $0.50 of $0.50."),
        (0.0021, "0% of today's budget is spent: $0.0021 of $0.50."),
    ],
)
def test_a_limit_says_how_far_it_is(spent, sentence):
    assert Limit("day", spent, 0.5).sentence == sentence


def cell(cost_usd):
    return CellRow("r1", "c", "v", 0, "t", "passed", cost_usd=cost_usd)


class Carrier:
    """Answers cells of the same cost, several at once, until one may not begin."""

    def __init__(self, kept, budget, cell_usd, at_once):
        self.kept, self.budget, self.cell_usd = kept, budget, cell_usd
        self.numbers, self.paid = count(), 0
        threads = [threading.Thread(target=self.work) for _ in range(at_once)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def work(self):
        while self.budget.begin(PAID, CancelToken()):
            self.kept.add(expense(next(self.numbers), self.cell_usd, "r1"))
            self.budget.end(PAID, self.cell_usd)
            self.paid += 1


@settings(deadline=None, max_examples=25)
@given(
    st.integers(1, 6),
    st.floats(0.02, 0.4),
    st.one_of(st.none(), st.floats(0.001, 5.0)),
)
def test_a_run_never_costs_more_than_its_budget_however_many_cells_are_answered_at_once(
    tmp_path_factory, at_once, cell_usd, forecast_usd
):
    path = tmp_path_factory.mktemp("run") / "store.sqlite"
    with closing(EventStore(path)):
        kept = ledger(path)
    budget = run_budget(kept, 1.0)
    budget.expect(forecast_usd, ())
    carrier = Carrier(kept, budget, cell_usd, at_once)
    spent_usd = kept.of_run("r1").usd
    assert spent_usd == pytest.approx(carrier.paid * cell_usd)
    if forecast_usd is None or forecast_usd >= cell_usd:
        assert 1.0 - cell_usd < spent_usd + 1e-6 <= 1.0 + 1e-5
    else:
        # Believing too low a forecast, the first cells begin at once.
        assert spent_usd <= 1.0 + at_once * cell_usd


def test_what_costs_nothing_goes_on_when_the_budget_is_spent(path):
    kept = ledger(path)
    budget = run_budget(kept, 0.5)
    kept.add(expense(1, 0.5, "r1"))
    budget.expect(0.1, ())
    assert not budget.begin(PAID, CancelToken())
    assert budget.begin(FREE, CancelToken())
    budget.end(FREE, 0.0)
    assert "were not begun" in budget.note
    assert budget.limit == Limit("run", 0.5, 0.5)


def test_a_forecast_over_the_budget_is_tried_once_and_the_cost_of_a_cell_is_believed(path):
    kept = ledger(path)
    tried, believed = run_budget(kept, 0.5), run_budget(kept, 0.5)
    tried.expect(2.0, ())
    tried.check()
    assert tried.begin(PAID, CancelToken())
    believed.expect(0.1, [cell(0.6), cell(0.0), cell(None)])
    with pytest.raises(BudgetError, match="One more cell would go over it"):
        believed.check()
    assert not believed.begin(PAID, CancelToken())


def test_a_cell_that_waits_for_money_ends_when_the_run_is_stopped(path):
    budget = run_budget(ledger(path), 0.5)
    budget.expect(None, ())
    cancel = CancelToken()
    assert budget.begin(PAID, cancel)
    waiting = threading.Thread(target=budget.begin, args=(PAID, cancel))
    waiting.start()
    cancel.cancel()
    waiting.join(10)
    assert not waiting.is_alive()
    assert budget.limit is None


def test_near_its_budget_a_run_says_so_and_what_it_could_not_count(path):
    kept = ledger(path, day_usd=10.0)
    budget = run_budget(kept, 0.5)
    assert budget.note == ""
    kept.add(expense(1, 0.4, "r1"))
    kept.add(expense(2, None, "r1"))
    assert budget.note == (
        "80% of the budget of this run is spent: $0.40 of $0.50. "
        "1 call has no known price and could not be counted."
    )


def test_a_run_stops_at_the_budget_of_the_day_too(path):
    kept = ledger(path, day_usd=0.3)
    kept.add(expense(1, 0.3, "another"))
    budget = run_budget(kept)
    budget.expect(0.1, ())
    assert not budget.begin(PAID, CancelToken())
    assert budget.limit.kind == "day"
