"""Prices, spending and budgets in the settings."""

import pytest

from tests.ui.fake_bridge import workspace
from ui.pages.settings import PAGE
from ui.pages.settings.spending_words import amount_of, per_million, spent_words, sum_words
from workbench.domain.price import ListedPrice, Price
from workbench.domain.spending import Budgets, ModelSpending, Sum
from workbench.messages import Refused, Saved
from workbench.spending_commands import ListPrices, MeasureSpending, SaveBudgets, SavePrice
from workbench.spending_messages import PricesListed, SpendingMeasured

PRICES = PricesListed(
    (
        ListedPrice("smollm2-135m", "local", Price(0.0, 0.0)),
        ListedPrice("big", "workbench.yaml", Price(0.25, 2.0, 0.025)),
        ListedPrice("mine", "unknown", None),
    )
)
SPENDING = SpendingMeasured(
    Sum(0.42, 1),
    Sum(3.0, 1),
    Budgets(day_usd=5.0),
    (
        ModelSpending("big", Sum(0.42), Sum(3.0)),
        ModelSpending("gone", Sum(0.0, 1), Sum(0.0, 1)),
    ),
)


@pytest.fixture
def section(build, bridge):
    page = build(PAGE)
    bridge.tell(*workspace(), PRICES, SPENDING)
    return page.spending


def cells(section):
    texts = [[column.text(row) for column in section.rows.columns] for row in section.rows.rows]
    return {model: rest for model, *rest in texts}


def test_it_asks_when_it_is_shown(section, bridge):
    assert bridge.sent_of(MeasureSpending)
    assert bridge.sent_of(ListPrices)


def test_each_model_has_its_price_its_source_and_what_it_cost(section):
    shown = cells(section)
    assert shown["smollm2-135m"] == ["This machine", "$0", "$0", "$0", "$0", "$0"]
    assert shown["big"] == ["workbench.yaml", "$0.25", "$0.025", "$2", "$0.42", "$3.00"]
    assert shown["mine"] == ["No price known", "–", "–", "–", "$0", "$0"]
    assert shown["gone"] == ["Not in models.yaml", "–", "–", "–", "–, 1 call", "–, 1 call"]
    assert section.spent.text() == "Today $0.42 + 1 call, in this workspace $3.00 + 1 call"


def test_budgets_are_shown_saved_and_taken_away(section, bridge, session):
    told = []
    session.told.connect(lambda sentence, change: told.append((sentence, change)))
    run, day, whole = section.budgets.fields
    assert (run.text(), day.text(), whole.text()) == ("", "5", "")
    run.setText("$0.50")
    day.setText("")
    section.budgets.save.click()
    command = bridge.sent_of(SaveBudgets)[-1]
    assert command.budgets == Budgets(run_usd=0.5)
    bridge.tell(Saved(command.request_id, "c1", "Budgets saved."))
    assert told == [("Budgets saved.", "c1")]


def test_what_is_no_amount_is_said_and_nothing_is_sent(section, bridge):
    section.budgets.fields[1].setText("a lot")
    section.budgets.save.click()
    assert not bridge.sent_of(SaveBudgets)
    assert section.bar.text() == "A day, $: “a lot” is no amount. Write it like 0.50."


def test_an_own_price_is_shown_changed_and_taken_away(section, bridge):
    section.model.set_value("big")
    section.model.value_chosen.emit("big")
    read, kept, wrote = section.price.fields
    assert (read.text(), kept.text(), wrote.text()) == ("0.25", "0.025", "2")
    kept.setText("")
    section.price.save.click()
    assert bridge.sent_of(SavePrice)[-1].price == Price(0.25, 2.0)
    read.setText("")
    section.price.save.click()
    assert "needs what is read and what is written" in section.bar.text()
    wrote.setText("")
    section.price.save.click()
    command = bridge.sent_of(SavePrice)[-1]
    assert (command.model, command.price) == ("big", None)
    bridge.tell(Refused(command.request_id, "The file is wrong.", "Correct it."))
    assert section.bar.text() == "The file is wrong. Correct it."


@pytest.mark.parametrize(
    ("text", "amount"), [("5", 5.0), (" $0.50 ", 0.5), ("", None), ("1,000", 1000.0), ("0", 0.0)]
)
def test_amounts_are_read_as_people_write_them(text, amount):
    assert amount_of(text) == amount


@pytest.mark.parametrize("text", ["a lot", "-1", "nan", "inf", "1.2.3"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        amount_of(text)


def test_figures_in_words():
    assert [per_million(usd) for usd in (None, 0.0, 0.075, 15.0)] == ["–", "$0", "$0.075", "$15"]
    assert sum_words(Sum(0.0, 2)) == "–, 2 calls"
    assert spent_words(None) == "Adding up"
