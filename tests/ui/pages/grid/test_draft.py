from dataclasses import replace

from tests.ui.pages.grid import stories
from ui.pages.grid.draft import Draft

CASES = stories.cases(16)
DRAFT = Draft(stories.bots(2), "golden", CASES, scorers=("facts",), title="Billing, again!")


def test_filters_choose_among_the_cases():
    assert len(replace(DRAFT, split="dev").chosen) == 8
    assert {case.tags for case in replace(DRAFT, tag="billing").chosen} == {("billing",)}
    assert len(replace(DRAFT, limit=5).chosen) == 5
    assert [case.id for case in replace(DRAFT, case_ids=("case-00003",)).chosen] == ["case-00003"]


def test_cells_are_bots_times_cases_times_trials():
    assert replace(DRAFT, trials=3, limit=4).cells == 24


def test_a_draft_says_what_is_missing():
    assert DRAFT.problem == ""
    assert replace(DRAFT, variants=()).problem == "Choose at least one bot."
    assert replace(DRAFT, cases=()).problem == "Choose a dataset with cases."
    assert replace(DRAFT, tag="nothing").problem == "No case matches. Clear filters."
    assert replace(DRAFT, scorers=()).problem == "Choose at least one scorer."


def test_the_suite_runs_what_was_chosen_under_a_plain_name():
    suite = replace(DRAFT, tag="billing", baseline="few-shot").suite()
    assert (suite.name, suite.title, suite.baseline) == (
        "billing-again", "Billing, again!", "few-shot"
    )  # fmt: skip
    assert len(suite.cases) == 2


def test_a_baseline_that_was_unticked_is_forgotten():
    assert replace(DRAFT, baseline="router").suite().baseline == ""


def test_saving_keeps_the_filters_not_the_cases():
    command = replace(DRAFT, split="dev", tag="billing", limit=3).save_command("q1")
    assert (command.split, command.tags, command.limit, command.case_ids) == (
        "dev", ("billing",), 3, ()
    )  # fmt: skip
    assert command.variants == ("zero-shot", "few-shot")
