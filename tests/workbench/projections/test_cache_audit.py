"""When an answer that was given again is wrong."""

import pytest

from workbench.projections.cache_audit import AuditedHit, CacheAudit, difference

HIT = AuditedHit("t1", "semantic", "How much?", "What do I owe?", 0.96, "You owe 79.00 USD.")


@pytest.mark.parametrize(
    ("served", "live"),
    [
        ("You owe 79.00 USD.", "You owe 79.00 USD."),
        ("You owe  79.00 USD.\n", "You owe 79.00 USD."),
        ("You owe $79.00.", "You have to pay 79.00 USD."),
        ("It is due on 3 Nov 2026.", "Due: 2026-11-03."),
    ],
)
def test_other_words_for_the_same_are_right(served, live):
    assert difference(served, live, 0.9) == ""


@pytest.mark.parametrize(
    ("served", "live", "words"),
    [
        ("You owe 79.00 USD.", "You owe 48.00 USD.", "79.00"),
        ("You owe 79.00 USD.", "You owe something.", "nothing of that"),
        ("Move it until 3 Nov.", "Move it until 4 Nov.", "4 Nov"),
        ("See INV-20417.", "See INV-20418.", "INV-20418"),
        ("Your account is active.", "Your account is not active.", "denies"),
        ("Yes, you can.", "You can't.", "denies"),
    ],
)
def test_another_amount_date_or_id_or_a_denial_is_wrong_however_alike_the_words(
    served, live, words
):
    assert words in difference(served, live, 0.99)


def test_what_says_something_else_is_wrong():
    assert "0.40 alike" in difference("Call us.", "Choose Forgot password.", 0.4)


def test_an_audit_counts_what_it_could_check_and_how_sure_that_is():
    wrong = AuditedHit("t2", "exact", "Q", "Q", 1.0, "a", "b", "It states a.")
    failed = AuditedHit("t3", "exact", "Q", "Q", 1.0, "a", problem="The server is down.")
    audit = CacheAudit((HIT, wrong, failed, HIT, HIT))
    assert (audit.checked, audit.wrong, audit.wrong_rate) == (4, 1, 0.25)
    low, high = audit.interval
    assert 0 < low < 0.25 < high < 1
    assert CacheAudit().wrong_rate is CacheAudit().interval is None
