import pytest

from tests.workbench.evals.turns import a_turn, ask
from workbench.evals.scorers.nothing_unasked import nothing_unasked

STATUS = ask(facts=("suspended", "2026-11-03"))
RIGHT = [
    (ask(facts=("suspended",)), "It is suspended because your payment failed on 2026-11-03."),
    (ask("Why is it suspended?"), "Your payment failed on November 3."),
    (ask(facts=("suspended",)), "It is suspended, and open or paid or booked are just words."),
    (STATUS, "Your account is suspended because your payment failed on 2026-11-03."),
    (STATUS, "Hi Maya Okafor, LT-1042 is suspended since 3 November."),
    (ask("How much is my last invoice?", facts=("79",)), "INV-20417 of 2026-11-03 is $79."),
    (ask("What do I owe?", facts=("158",)), "You owe $158.00."),
    (ask("When is Algebra?", facts=("2026-11-18",)), "Algebra with Ines Duarte: 18 Nov at 16:00."),
    (ask("Is TCK-811 open?", facts=("open",)), "TCK-811 of 4 November is open."),
    (ask("How long do refunds take?", facts=("5",)), "Refunds take 5 working days."),
]
WRONG = [
    (ask("Good morning!"), "Hello! Your payment failed.", "payment failed"),
    (ask("Good morning!"), "Hello! You owe $158.", "158"),
    (STATUS, "It is suspended since 2026-11-03. You owe $158.", "158"),
    (STATUS, "It is suspended since 2026-11-03. Your email is maya@example.org.", "maya@"),
    (STATUS, "It is suspended since 2026-11-03. Ticket TCK-811 is open.", "TCK-811"),
    (STATUS, "It is suspended. Algebra is on 18 Nov.", "18 Nov"),
    (STATUS, "It is suspended since 2026-11-03. Your card ends in 4411.", "4411"),
    (STATUS, "It is suspended since 2026-11-03. Your tutor is Ines Duarte.", "Ines Duarte"),
    (STATUS, "It is suspended since 2026-11-03. INV-20311 is paid.", "INV-20311"),
    (ask("What do I owe?", facts=("158",)), "You owe $158. It renews 3 December.", "3 December"),
]


@pytest.mark.parametrize(("case", "answer"), RIGHT)
def test_what_belongs_to_the_question_may_be_said(case, answer):
    score = nothing_unasked(a_turn(answer, case))
    assert (score.is_pass, score.reason) == (True, "")


@pytest.mark.parametrize(("case", "answer", "named"), WRONG)
def test_another_field_of_the_record_is_named(case, answer, named):
    score = nothing_unasked(a_turn(answer, case))
    assert score.is_pass is False
    assert named in score.reason


def test_too_long_an_answer_fails():
    assert nothing_unasked(a_turn("word " * 81)).is_pass is False
    assert nothing_unasked(a_turn("word " * 80)).is_pass is True
    short = nothing_unasked(a_turn("one two three", ask(max_words=2)))
    assert short.reason == "3 words, at most 2 were wanted"


def test_what_is_forbidden_fails_even_if_denied():
    score = nothing_unasked(a_turn("It is not the Premium plan.", ask(forbidden=("premium",))))
    assert score.is_pass is False
