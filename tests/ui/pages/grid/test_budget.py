"""A run that its budget warns or ends."""

from dataclasses import replace

from tests.ui.pages.grid import stories
from ui.pages.grid.budget_bar import raised_usd
from workbench.commands import ResumeRun, StartRun
from workbench.domain.spending import Limit

SUITE = stories.suite(2, 4)
ROWS = stories.all_cells(SUITE)[:5]


def told(state, limit, note):
    return replace(stories.progress(SUITE, ROWS, state), limit=limit, note=note)


def test_a_run_that_stops_at_its_budget_offers_more(desk):
    desk.open(SUITE, ROWS, "running")
    near = told("running", Limit("run", 0.42, 0.5), "84% of the budget of this run is spent.")
    desk.bridge.tell(near)
    message = desk.page.area.message
    assert message.text() == near.note
    assert not message.button.isVisible()
    message.hide()
    desk.bridge.tell(near)
    assert not message.isVisible()

    desk.bridge.tell(told("stopped", Limit("run", 0.5, 0.5), "The budget is spent."))
    assert message.text() == "The budget is spent."
    assert message.button.text() == "Resume with $1.00"
    message.button.click()
    assert desk.sent(ResumeRun) == [ResumeRun("r1", 1.0)]
    assert not message.isVisible()


def test_the_budget_of_the_day_is_raised_in_the_settings(desk, session):
    opened = []
    session.page_requested.connect(lambda name, target: opened.append((name, target)))
    desk.open(SUITE, ROWS)
    desk.bridge.tell(told("stopped", Limit("day", 5.0, 5.0), "Today's budget is spent."))
    desk.page.area.message.button.click()
    assert opened == [("settings", {"section": "spending"})]


def test_a_budget_of_nothing_is_raised_too():
    assert [raised_usd(Limit("run", 0.0, usd)) for usd in (0.0, 0.25, 3.0)] == [0.1, 0.5, 6.0]


def test_a_grid_is_built_with_a_budget(workspace):
    page = workspace.page
    for bot in page.builder._bots.values():
        page.builder._on_bot_checked(bot.name, True)
    page.builder.budget.value_chosen.emit("0.5")
    page._on_run_pressed()
    assert workspace.sent(StartRun)[-1].budget_usd == 0.5
