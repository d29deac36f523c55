import pytest

from tests.workbench.evals.turns import a_chunk, a_turn, ask
from workbench.evals.scorers.contains import contains, icontains
from workbench.evals.scorers.exact import exact
from workbench.evals.scorers.regexes import regexes
from workbench.evals.scorers.relevant_document import relevant_document


def test_contains_minds_the_case_and_icontains_does_not():
    case = ask(facts=("Suspended|On hold",))
    assert contains(a_turn("It is suspended.", case)).is_pass is False
    assert contains(a_turn("On hold.", case)).is_pass is True
    assert icontains(a_turn("It is suspended.", case)).is_pass is True
    assert icontains(a_turn("It is active.", case)).reason == "does not contain 'Suspended|On hold'"


def test_exact_minds_all_but_white_space():
    case = ask(exact="Yes, it is.")
    assert exact(a_turn(" Yes,  it is.\n", case)).is_pass is True
    assert exact(a_turn("yes, it is.", case)).is_pass is False


def test_every_regex_must_match():
    case = ask(regexes=(r"INV-\d{5}", r"(?i)paid"))
    assert regexes(a_turn("INV-20417 is Paid", case)).is_pass is True
    assert regexes(a_turn("INV-20417 is open", case)).value == 0.5


def test_a_regex_that_never_ends_is_stopped_and_fails_with_the_reason():
    score = regexes(a_turn("a" * 60 + "b", ask(regexes=("(?:a|aa)+$",))))
    assert score.is_pass is False
    assert "was stopped" in score.reason


def test_a_broken_regex_fails_with_the_reason():
    score = regexes(a_turn("x", ask(regexes=("(",))))
    assert score.is_pass is False
    assert "is not a regular expression" in score.reason


def test_a_relevant_document_was_retrieved_or_not():
    case = ask(documents=("policies/refunds.md",))
    assert relevant_document(a_turn("", case, chunks=[a_chunk("x")])).is_pass is True
    missed = relevant_document(a_turn("", case, chunks=[a_chunk("x", path="plans.md")]))
    assert missed.reason == "retrieved plans.md, not policies/refunds.md"
    assert relevant_document(a_turn("", case)).is_pass is False
    assert relevant_document(a_turn("", case, retrieval=False)).is_pass is None


@pytest.mark.parametrize("scorer", [contains, icontains, exact, regexes, relevant_document])
def test_a_case_that_expects_nothing_of_the_kind_gets_no_verdict(scorer):
    assert scorer(a_turn("Hello", ask())).is_pass is None
