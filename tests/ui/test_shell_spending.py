"""Money in the status strip and in the banner."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QSettings

from tests.ui.fake_bridge import FakeBridge
from ui.main_window import MainWindow
from ui.navigation import PAGES
from ui.session import Session
from ui.shell_banner import ShellBanner
from ui.shell_spending import ShellSpending, spending_item
from workbench.domain.spending import Budgets, ModelSpending, Sum
from workbench.spending_messages import SpendingMeasured

BIG = ModelSpending("big", Sum(0.42), Sum(3.0))
TOLD = SpendingMeasured(Sum(0.42), Sum(3.0), Budgets(day_usd=5.0), (BIG,))


@pytest.mark.parametrize(
    ("told", "detail", "tone"),
    [
        (TOLD, "$0.42 of $5.00", "text3"),
        (replace(TOLD, budgets=Budgets()), "$0.42", "text3"),
        (replace(TOLD, today=Sum(4.0)), "$4.00 of $5.00", "warn"),
        (replace(TOLD, today=Sum(5.1)), "$5.10 of $5.00", "fail"),
        (replace(TOLD, today=Sum(0.0), total=Sum(0.0)), "$0 of $5.00", "text3"),
        (replace(TOLD, today=Sum(0.42, 2)), "$0.42 of $5.00, 2 calls unpriced", "text3"),
    ],
)
def test_the_strip_says_what_today_cost_of_what_it_may(told, detail, tone):
    item = spending_item(told)
    assert (item.word, item.detail, item.tone) == ("Today", detail, tone)


def test_without_a_cost_and_a_budget_there_is_nothing_to_say():
    assert spending_item(SpendingMeasured(Sum(), Sum(), Budgets())) is None


def test_the_tip_names_the_models_and_what_could_not_be_counted():
    tip = spending_item(replace(TOLD, total=Sum(3.0, 4))).tip
    assert "$3.00 in this workspace so far" in tip
    assert "big: $0.42 today" in tip
    assert "4 calls of models without a known price" in tip


@pytest.fixture
def window(qtbot, theme, tmp_path):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    session = Session(FakeBridge(), theme, settings)
    made = MainWindow(session, PAGES)
    ShellSpending(session, made, ShellBanner(session, made))
    qtbot.addWidget(made)
    made.show()
    made.bridge = session.bridge
    return made


def test_a_budget_is_warned_of_once_near_its_end_and_once_at_it(window):
    window.bridge.tell(TOLD)
    assert window.status_strip.item("spending").detail == "$0.42 of $5.00"
    assert not window.banner.isVisible()
    window.bridge.tell(replace(TOLD, today=Sum(4.0)))
    assert window.banner.text() == "80% of today's budget is spent: $4.00 of $5.00."
    window.banner.closed.emit()
    window.bridge.tell(replace(TOLD, today=Sum(4.2)))
    assert not window.banner.isVisible()
    window.bridge.tell(replace(TOLD, today=Sum(5.0)))
    assert window.banner.text().startswith("Today's budget is spent: $5.00 of $5.00. Raise it")
    window.banner.closed.emit()
    raised = replace(TOLD, today=Sum(5.0), budgets=Budgets(day_usd=6.0))
    window.bridge.tell(raised)
    assert "83% of today's budget" in window.banner.text()
