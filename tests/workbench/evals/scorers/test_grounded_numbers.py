import pytest

from tests.workbench.evals.turns import a_call, a_chunk, a_turn, ask
from workbench.evals.scorers.grounded_numbers import grounded_numbers

CHUNK = a_chunk("Refunds reach your card within 5 working days. Keep 14 days of notice.")
RIGHT = [
    "Your account is suspended since 3 November 2026.",
    "You owe $158 and your plan costs 79.00 USD.",
    "You have 2 invoices, 1 of them paid.",
    "You joined in 2023.",
    "It renews on the 3rd.",
    "It starts on 18 Nov at 4 pm.",
    "1. Open Settings.\n2. Choose Card. [1]",
    "This is the 2nd time.",
    "Refunds take 5 working days.",
    "Today is November 16, 2026.",
    "Your card ends in 4411 and expires in May 2027.",
    "Invoice inv-20417 failed.",
    "No numbers at all.",
    "Is it 42 you asked for?",
]
WRONG = [
    ("Your account is suspended since 2026-11-13.", "2026-11-13"),
    ("You owe $185.", "185"),
    ("You owe £158.", "158"),
    ("Invoice INV-20418 failed.", "INV-20418"),
    ("It starts at 5 pm.", "5 pm"),
    ("Refunds take 30 days.", "30"),
    ("It renews on the 9th.", "9th"),
    ("You joined in 2019.", "2019"),
    ("Write to help@example.org.", "help@example.org"),
    ("A 15% fee applies.", "15%"),
]


@pytest.mark.parametrize("answer", RIGHT)
def test_what_is_in_the_evidence_may_be_said(answer):
    score = grounded_numbers(a_turn(answer, ask("Is it 42?"), chunks=[CHUNK]))
    assert (score.is_pass, score.reason) == (True, "")


@pytest.mark.parametrize(("answer", "named"), WRONG)
def test_what_is_not_in_the_evidence_is_named(answer, named):
    score = grounded_numbers(a_turn(answer, ask("Is it 42?"), chunks=[CHUNK]))
    assert score.is_pass is False
    assert named in score.reason


def test_a_tool_result_is_evidence_and_a_call_without_one_is_not():
    answer = "Your ticket is TCK-900."
    opened = a_call("open_ticket", output='{"id": "TCK-900"}')
    assert grounded_numbers(a_turn(answer, calls=[opened])).is_pass is True
    assert grounded_numbers(a_turn(answer)).is_pass is False


def test_without_an_account_there_is_less_to_go_by():
    assert grounded_numbers(a_turn("You owe $158.", record={})).is_pass is False
