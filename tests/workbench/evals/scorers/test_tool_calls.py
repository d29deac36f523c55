from tests.workbench.evals.turns import a_call, a_turn, ask
from workbench.domain.suite import ExpectedCall
from workbench.evals.scorers.tool_calls import tool_calls

REFUND = ask(tool_calls=(ExpectedCall("request_refund", {"invoice_id": "INV-20417"}),))


def refund(failed=False, **arguments):
    return a_call("request_refund", {"invoice_id": "INV-20417", **arguments}, failed=failed)


def test_the_expected_call_with_more_arguments_is_met():
    assert tool_calls(a_turn("", REFUND, calls=[refund(reason="twice")])).is_pass is True


def test_a_read_more_is_no_harm():
    assert tool_calls(a_turn("", REFUND, calls=[a_call(), refund()])).is_pass is True


def test_a_call_that_was_not_made_is_named():
    score = tool_calls(a_turn("Refunded.", REFUND))
    assert (score.is_pass, score.reason) == (False, "request_refund was not called")


def test_another_argument_is_named():
    score = tool_calls(a_turn("", REFUND, calls=[refund(invoice_id="INV-20311")]))
    assert score.is_pass is False
    assert "INV-20311" in score.reason


def test_refunding_twice_fails():
    score = tool_calls(a_turn("", REFUND, calls=[refund(), refund()]))
    assert score.is_pass is False


def test_a_second_try_after_a_failure_is_fine():
    assert tool_calls(a_turn("", REFUND, calls=[refund(failed=True), refund()])).is_pass is True


def test_a_write_that_nobody_expected_fails():
    assert tool_calls(a_turn("", ask(), calls=[refund()])).is_pass is False
    assert tool_calls(a_turn("", ask(), calls=[refund(failed=True)])).is_pass is None


def test_numbers_are_the_same_however_written():
    case = ask(tool_calls=(ExpectedCall("request_refund", {"amount": "79.00", "ids": [1, "A"]}),))
    call = a_call("request_refund", {"amount": 79, "ids": ["1", "a"]})
    assert tool_calls(a_turn("", case, calls=[call])).is_pass is True


def test_only_reading_without_expectation_is_nothing_to_say():
    assert tool_calls(a_turn("", ask(), calls=[a_call()])).is_pass is None
