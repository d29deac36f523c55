import pytest

from tests.workbench.evals.turns import RECORD, a_turn, ask
from workbench.evals.scorers.expected_facts import expected_facts

DATE = "2026-11-03"
RIGHT = [
    ("suspended", "Your account is Suspended."),
    ("past due", "It is past_due"),
    ("past due", "It is PAST-DUE, I'm afraid."),
    (DATE, "since 2026-11-03."),
    (DATE, "since 3 November 2026"),
    (DATE, "since 3rd of November, 2026"),
    (DATE, "since November 3, 2026."),
    (DATE, "since Nov 3rd"),
    (DATE, "since 3 Nov."),
    (DATE, "since 11/03/2026"),
    ("November 3, 2026", "since 2026-11-03"),
    ("79", "It costs $79.00."),
    ("$79.00", "It costs 79 USD a month"),
    ("79.00 USD", "It costs 79 dollars"),
    ("1,079.50", "You owe $1079.50"),
    ("4 sessions", "You have four sessions left"),
    ("INV-20417", "The invoice is inv-20417."),
    ("16:00", "It starts at 4 pm"),
    ("renews on 2026-12-03", "It renews on 3 December 2026."),
    ("closed|no longer open", "It is no longer open"),
    ("active", "It was suspended, it's not suspended now. It is active."),
    ("not suspended", "It is not suspended."),
]
WRONG = [
    (DATE, "since 2026-11-08"),
    (DATE, "since 3 November 2025"),
    (DATE, "since March 11, 2026, so 3 months"),
    (DATE, "since 12/03/2026"),
    ("active", "Your account is inactive."),
    ("suspended", "Your account is not suspended."),
    ("suspended", "Your account isn't currently suspended"),
    ("79", "It costs $790.00"),
    ("79", "It costs $79.50"),
    ("$79", "It costs £79"),
    ("79", "Invoice INV-79 is open"),
    ("4 sessions", "You have 14 sessions"),
    ("16:00", "It starts at 4 am"),
    ("16:00", "It starts at 16"),
    ("2026-12-03", "in December"),
]


@pytest.mark.parametrize(("fact", "answer"), RIGHT)
def test_a_fact_is_found_however_it_is_written(fact, answer):
    score = expected_facts(a_turn(answer, ask(facts=(fact,))))
    assert (score.is_pass, score.reason) == (True, "")


@pytest.mark.parametrize(("fact", "answer"), WRONG)
def test_what_only_looks_like_the_fact_does_not_count(fact, answer):
    score = expected_facts(a_turn(answer, ask(facts=(fact,))))
    assert score.is_pass is False
    assert fact in score.reason


def test_day_comes_first_where_the_customer_lives():
    british = {**RECORD, "region": "UK"}
    case = ask(facts=(DATE,))
    assert expected_facts(a_turn("since 03/11/2026", case, record=british)).is_pass is True
    assert expected_facts(a_turn("since 11/03/2026", case, record=british)).is_pass is False
    assert expected_facts(a_turn("since 03/11/2026", case)).is_pass is False


def test_the_value_is_the_share_of_facts_stated():
    score = expected_facts(a_turn("It is suspended.", ask(facts=("suspended", DATE))))
    assert (score.value, score.is_pass) == (0.5, False)


def test_no_expected_facts_is_nothing_to_say():
    assert expected_facts(a_turn("Hello", ask())).is_pass is None
