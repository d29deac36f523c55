"""Building a grid, and opening suites and runs."""

from dataclasses import replace

from PySide6.QtCore import Qt

from tests.ui.fake_bridge import workspace as workspace_told
from tests.ui.pages.grid import stories
from ui.pages.grid.scorer_words import USUAL
from workbench.commands import (
    EstimateRun,
    OpenRun,
    OpenSuite,
    SaveSuite,
    StartRun,
)
from workbench.evals.scorers import SCORERS
from workbench.messages import Refused, RunEstimated, RunsListed, Saved, SuiteOpened

ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole


# Building


def test_the_start_shows_suites_bots_cases_and_scorers(workspace):
    builder = workspace.page.builder
    assert [row.accessibleDescription() for row in builder.suites._rows] == [
        "4 bots, 32 cases, 1 trial", "suites/broken.yaml:3: No bot zero."
    ]  # fmt: skip
    assert [row.isEnabled() for row in builder.suites._rows] == [True, False]
    assert builder.bots.count() == 4
    assert builder.cases.count() == 16
    assert builder.scorers.checked() == ("facts", "grounded")
    assert not workspace.page.controls.run.isEnabled()


def test_a_grid_is_estimated_and_run_as_built(qtbot, workspace):
    page = workspace.page
    for name in ("zero-shot", "router"):
        page.builder.bots.check(name, is_on=True)
    page.builder.trials.value_chosen.emit("2")
    qtbot.waitUntil(lambda: bool(workspace.sent(EstimateRun)))
    asked = workspace.sent(EstimateRun)[-1]
    assert (len(asked.suite.cases), asked.suite.trials) == (16, 2)
    workspace.bridge.tell(RunEstimated(asked.request_id, 64, 130.0))
    assert page.builder.estimate.text() == "64 cells, about 2 min 10 s"
    workspace.press("Ctrl+Return")
    (started,) = workspace.sent(StartRun)
    assert [bot.name for bot in started.suite.variants] == ["zero-shot", "router"]
    assert page.area.isVisible()
    assert page.area.model.rowCount() == 16


def test_only_the_last_estimate_counts(qtbot, workspace):
    page = workspace.page
    page.builder.bots.check("router", is_on=True)
    qtbot.waitUntil(lambda: len(workspace.sent(EstimateRun)) == 1)
    late = workspace.sent(EstimateRun)[0].request_id
    page.builder.bots.check("few-shot", is_on=True)
    workspace.bridge.tell(RunEstimated(late, 16, 9.0))
    assert page.builder.estimate.text() == "32 cells"


def test_every_case_is_ticked_until_one_is_not(workspace):
    builder = workspace.page.builder
    builder.bots.check("router", is_on=True)
    assert len(builder.cases.checked()) == 16
    builder.cases.check("case-00003", is_on=False)
    assert len(builder.draft.chosen) == 15
    assert "case-00003" not in {case.id for case in builder.draft.chosen}
    builder.cases.check("case-00003", is_on=True)
    assert builder.draft.case_ids == ()
    builder.no_case.click()
    assert builder.estimate.text() == "No case is ticked."
    assert not workspace.page.controls.run.isEnabled()
    builder.cases.check("case-00003", is_on=True)
    assert [case.id for case in builder.draft.chosen] == ["case-00003"]
    builder.all_cases.click()
    assert len(builder.draft.chosen) == 16


def test_scorers_have_plain_names_and_the_usual_ones_are_ticked(workspace):
    *rest, contents = workspace_told()
    workspace.bridge.tell(*rest, replace(contents, scorers=tuple(SCORERS)))
    builder = workspace.page.builder
    builder.draft = replace(builder.draft, scorers=())
    workspace.bridge.tell(replace(contents, scorers=tuple(SCORERS)))
    assert builder.scorers.item(1).text() == "No invented numbers"
    assert "(grounded_numbers)" in builder.scorers.item(1).toolTip()
    assert builder.scorers.checked() == USUAL
    names = {builder.scorers.item(row).text() for row in range(builder.scorers.count())}
    assert len(names) == len(SCORERS)


def test_a_suite_is_saved_and_can_be_undone(qtbot, workspace, session):
    page = workspace.page
    page.builder.bots.check("router", is_on=True)
    qtbot.keyClicks(page.builder.title, "Billing check")
    page.builder.save.click()
    (asked,) = workspace.sent(SaveSuite)
    assert (asked.name, asked.title, asked.variants) == (
        "billing-check", "Billing check", ("router",)
    )  # fmt: skip
    with qtbot.waitSignal(session.told) as told:
        workspace.bridge.tell(Saved(asked.request_id, "c1", "Saved suites/billing-check.yaml"))
    assert told.args == ["Saved suites/billing-check.yaml", "c1"]


def test_edited_bots_are_compared_beside_the_saved_ones(workspace):
    page = workspace.page
    edited = stories.edited(stories.bots(4)[3])
    page.show_target({"bots": (stories.bots(4)[0], edited)})
    names = [bot.name for bot in page.builder.draft.variants]
    assert names == ["zero-shot", "router-edited"]
    assert page.builder.bots.checked() == ("zero-shot", "router-edited")
    assert not page.builder.save.isEnabled()
    assert page.controls.run.isEnabled()


def test_a_saved_suite_is_shown_estimated_and_run_by_name(qtbot, workspace):
    page = workspace.page
    page.builder.suites._rows[0].click()
    asked = workspace.sent(OpenSuite)[-1]
    workspace.bridge.tell(SuiteOpened(asked.request_id, stories.suite(4, 32)))
    assert page.area.model.index_of("case-00001", "router").data() == "Not run"
    qtbot.waitUntil(lambda: bool(workspace.sent(EstimateRun)))
    estimate = workspace.sent(EstimateRun)[-1]
    workspace.bridge.tell(RunEstimated(estimate.request_id, 128, 80.0))
    assert page.controls.status.text() == "128 cells, about 1 min 20 s"
    page.controls.run.click()
    assert workspace.sent(StartRun)[-1].suite_name == "first-look"


def test_a_suite_that_cannot_be_opened_says_so(workspace):
    workspace.page.builder.suites._rows[0].click()
    asked = workspace.sent(OpenSuite)[-1]
    workspace.bridge.tell(Refused(asked.request_id, "There is no such suite.", "Reload."))
    assert workspace.page.builder.message.text() == "There is no such suite. Reload."


def test_the_last_runs_can_be_opened_from_the_header(workspace):
    suite = stories.suite(4, 32)
    run = stories.progress(suite, stories.all_cells(suite)).run
    workspace.bridge.tell(RunsListed((run,)))
    keys = [option.key for option in workspace.page.controls.source._options]
    assert keys == ["suite:first-look", "suite:broken", "run:r1", "new:"]
    workspace.page.controls.source.value_chosen.emit("run:r1")
    assert workspace.sent(OpenRun)[-1] == OpenRun("r1")
