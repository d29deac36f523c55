import pytest

from tests.workbench.evals.turns import ask, events
from workbench.domain.conversation import ToolCall
from workbench.errors import WorkbenchError
from workbench.evals.judge import judge_cell
from workbench.evals.scorers import SCORERS
from workbench.trace.facts import TurnCancelled, TurnFailed, TurnPaused

CASE = ask(facts=("suspended",))
NAMES = ("expected_facts", "exact")


def test_a_cell_passes_if_every_scorer_with_a_verdict_is_content():
    result = judge_cell(CASE, NAMES, events("It is suspended.", CASE))
    assert result.outcome == "passed"
    assert [score.is_pass for score in result.scores] == [True, None]


def test_a_cell_fails_if_one_scorer_does():
    names = (*NAMES, "grounded_numbers")
    assert judge_cell(CASE, names, events("Suspended, $5.", CASE)).outcome == "failed"


@pytest.mark.parametrize(
    ("end", "note"),
    [
        (TurnFailed("The model died.", "Try again.", "Your acc"), "The model died. Try again."),
        (TurnCancelled("Your account is suspended"), "Stopped."),
        (TurnPaused(ToolCall("c", "refund", {})), "refund waits for a person's approval."),
    ],
)
def test_a_turn_that_did_not_finish_is_an_error_and_not_a_fail(end, note):
    result = judge_cell(CASE, NAMES, events("It is suspended.", CASE, end=end))
    assert (result.outcome, result.scores, result.note) == ("error", (), note)


def test_a_turn_without_an_end_is_an_error():
    assert judge_cell(CASE, NAMES, events("It is suspended.", CASE)[:-1]).outcome == "error"


def test_a_case_on_which_nothing_was_measured_does_not_pass():
    assert judge_cell(ask(), ("exact",), events("Hi", ask())).outcome == "error"


def test_an_unknown_scorer_is_refused_with_the_known_ones():
    with pytest.raises(WorkbenchError, match="no scorer 'vibes'") as caught:
        judge_cell(CASE, ("vibes",), events("Hi", CASE))
    assert all(name in caught.value.hint for name in SCORERS)


def test_each_scorer_says_its_own_name():
    for name, scorer in SCORERS.items():
        turn = judge_cell(CASE, (name,), events("It is suspended.", CASE))
        assert [score.scorer for score in turn.scores] == [name], scorer


@pytest.mark.parametrize(
    ("answer", "failing"),
    [
        ("You owe $158.00.", set()),
        # The right number of the wrong field: the price of the plan.
        ("You owe $79.00.", {"expected_facts", "nothing_unasked"}),
        # A number of nowhere.
        ("You owe $185.00.", {"expected_facts", "grounded_numbers"}),
        ("I can't see what you owe.", {"expected_facts", "refusal"}),
        ("You owe $158.00. Your account is suspended since 2026-11-03.", {"nothing_unasked"}),
    ],
)
def test_each_way_of_being_wrong_is_caught_by_the_scorer_for_it(answer, failing):
    case = ask("What do I owe?", facts=("158.00",))
    names = ("expected_facts", "grounded_numbers", "nothing_unasked", "refusal")
    result = judge_cell(case, names, events(answer, case))
    assert {score.scorer for score in result.scores if score.is_pass is False} == failing
    assert result.outcome == ("failed" if failing else "passed")
