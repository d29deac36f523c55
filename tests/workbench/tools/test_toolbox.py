"""The stub tools: real rules and real changes over an account."""

import json
import threading
import time

import pytest

from workbench.cancellation import CancelToken, StoppedError
from workbench.domain.account import Account
from workbench.domain.conversation import ToolCall
from workbench.domain.tool import Change, Check, Faults, Tool
from workbench.errors import ToolFailedError
from workbench.tools.toolbox import StubToolbox

RECORD = {
    "id": "LT-1",
    "name": "Maya",
    "balance_due": "79.00",
    "invoices": [
        {"id": "INV-20417", "amount": "79.00", "status": "open"},
        {"id": "INV-20418", "amount": "10.50", "status": "paid"},
    ],
    "sessions": [{"id": "SES-9", "starts_at": "2026-11-18T16:00", "status": "booked"}],
    "tickets": [{"id": "TCK-099", "subject": "Old", "status": "closed"}],
}
INVOICE = {
    "type": "object",
    "properties": {"invoice_id": {"type": "string", "pattern": "^INV-"}},
    "required": ["invoice_id"],
    "additionalProperties": False,
}
NONE = {"type": "object", "properties": {}, "additionalProperties": False}
TEXT = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
THE_INVOICE = "account.invoices | selectattr('id', 'equalto', invoice_id) | first"

GET_ACCOUNT = Tool("get_account", "The account.", NONE, returns="account")
GET_INVOICE = Tool(
    "get_invoice",
    "One invoice.",
    INVOICE,
    returns=THE_INVOICE,
    checks=(
        Check(
            f"({THE_INVOICE}) is not defined",
            "There is no invoice {{ invoice_id }} on this account.",
        ),
    ),
)
OPEN_TICKET = Tool(
    "open_ticket",
    "Opens a ticket.",
    TEXT,
    returns="account.tickets | last",
    changes=(
        Change(
            append_to="tickets",
            set={
                "id": "next_id('TCK')",
                "opened_on": "today",
                "subject": "text",
                "status": "'open'",
            },
        ),
    ),
    needs_approval=True,
)
REFUND = Tool(
    "refund",
    "Refunds.",
    INVOICE,
    returns="{'status': (" + THE_INVOICE + ").status, 'due': account.balance_due}",
    checks=(Check(f"({THE_INVOICE}).status != 'paid'", "{{ invoice_id }} is not paid."),),
    changes=(
        Change(find=THE_INVOICE, set={"status": "'refunded'"}),
        Change(
            find="account",
            set={
                "balance_due": "money(account.balance_due | float - "
                "(" + THE_INVOICE + ").amount | float)"
            },
        ),
    ),
)
TOOLS = (GET_ACCOUNT, GET_INVOICE, OPEN_TICKET, REFUND)


def toolbox(*tools, past_calls=()):
    return StubToolbox(tools or TOOLS, Account("LT-1", "Maya", RECORD), "2026-11-16", past_calls)


def called(box, tool, **arguments):
    return json.loads(box.call(ToolCall("1", tool, arguments), CancelToken()).output)


def test_a_tool_returns_what_its_expression_says_in_the_records_order():
    assert list(called(toolbox(), "get_account")) == list(RECORD)


def test_arguments_reach_the_expression():
    assert called(toolbox(), "get_invoice", invoice_id="INV-20418")["amount"] == "10.50"


def test_a_check_that_fails_is_an_error_with_the_arguments_in_it():
    with pytest.raises(ToolFailedError, match="no invoice INV-1 on this account"):
        called(toolbox(), "get_invoice", invoice_id="INV-1")


def test_an_unknown_tool_is_an_error_that_names_the_known_ones():
    with pytest.raises(ToolFailedError, match=r"get_acount.*get_account, get_invoice"):
        called(toolbox(), "get_acount")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "'invoice_id' is a required property"),
        ({"invoice_id": 4}, "4 is not of type 'string'"),
        ({"invoice_id": "X"}, "does not match"),
        ({"invoice_id": "INV-1", "x": 1}, "'x' was unexpected"),
    ],
)
def test_wrong_arguments_say_what_is_wrong_and_what_the_tool_takes(arguments, said):
    with pytest.raises(ToolFailedError) as error:
        called(toolbox(), "get_invoice", **arguments)
    assert said in error.value.message
    assert "get_invoice takes: invoice_id (string, required)." in error.value.message


def test_a_write_changes_the_record_for_later_calls_and_makes_the_next_id():
    box = toolbox()
    assert called(box, "open_ticket", text="Help") == {
        "id": "TCK-100",
        "opened_on": "2026-11-16",
        "subject": "Help",
        "status": "open",
    }
    assert called(box, "open_ticket", text="More")["id"] == "TCK-101"
    assert len(called(box, "get_account")["tickets"]) == 3


def test_the_accounts_own_record_is_never_touched():
    before = json.dumps(RECORD)
    called(toolbox(), "refund", invoice_id="INV-20418")
    assert json.dumps(RECORD) == before


def test_money_is_text_with_two_decimals():
    assert called(toolbox(), "refund", invoice_id="INV-20418") == {
        "status": "refunded",
        "due": "68.50",
    }


def test_a_refund_cannot_be_made_twice():
    box = toolbox()
    called(box, "refund", invoice_id="INV-20418")
    with pytest.raises(ToolFailedError, match="INV-20418 is not paid"):
        called(box, "refund", invoice_id="INV-20418")


def test_past_calls_are_done_again_so_that_the_next_turn_sees_them():
    first = toolbox()
    call = ToolCall("1", "open_ticket", {"text": "Help"})
    first.call(call, CancelToken())
    again = toolbox(past_calls=[ToolCall("0", "get_account", {}), call])
    assert called(again, "get_account") == called(first, "get_account")


def test_a_past_call_that_no_longer_works_says_so():
    with pytest.raises(ToolFailedError, match="done earlier in this conversation") as error:
        toolbox(past_calls=[ToolCall("1", "refund", {"invoice_id": "INV-20417"})])
    assert "new conversation" in error.value.hint


def test_a_call_that_fails_half_way_changes_nothing():
    broken = Tool(
        "broken",
        "",
        NONE,
        returns="1",
        changes=(
            Change(find="account", set={"name": "'Changed'"}),
            Change(find="account.nothing", set={"name": "'x'"}),
        ),
    )
    box = toolbox(broken, GET_ACCOUNT)
    with pytest.raises(ToolFailedError, match="names no object"):
        called(box, "broken")
    assert called(box, "get_account")["name"] == "Maya"


def test_changing_a_made_up_object_is_an_error():
    tool = Tool("t", "", NONE, returns="1", changes=(Change(find="{'a': 1}", set={"a": "2"}),))
    with pytest.raises(ToolFailedError, match="names no object"):
        called(toolbox(tool), "t")


def test_approval_is_asked_for_where_the_tool_says_so():
    box = toolbox()
    assert box.needs_approval(ToolCall("1", "open_ticket", {}))
    assert not box.needs_approval(ToolCall("1", "get_account", {}))
    assert not box.needs_approval(ToolCall("1", "unknown", {}))


def test_without_an_account_a_call_says_so():
    with pytest.raises(ToolFailedError, match="No customer is chosen"):
        called(StubToolbox(TOOLS, None, "2026-11-16"), "get_account")


def faulty(**dials):
    return Tool("slow", "", TEXT, returns="text", faults=Faults(**dials))


def fates(box, number=200):
    found = []
    for place in range(number):
        try:
            found.append(called(box, "slow", text=str(place)))
        except ToolFailedError as error:
            found.append(error.message.split(":")[0])
    return found


def test_injected_errors_come_at_their_rate_and_always_at_the_same_calls():
    first, second = (fates(toolbox(faulty(error_rate=0.3))) for _ in range(2))
    assert first == second
    assert 40 <= first.count("injected fault") <= 80


def test_timeouts_add_to_errors():
    found = fates(toolbox(faulty(error_rate=0.3, timeout_rate=0.7)))
    assert found == ["injected fault"] * 200


def test_trying_the_same_call_again_draws_anew():
    box, seen = toolbox(faulty(error_rate=0.5)), set()
    for _ in range(20):
        try:
            seen.add(called(box, "slow", text="same"))
        except ToolFailedError:
            seen.add("failed")
    assert seen == {"same", "failed"}


def test_a_late_answer_says_that_it_was_made_late():
    call = ToolCall("1", "slow", {"text": "x"})
    result = toolbox(faulty(delay_ms=1)).call(call, CancelToken())
    assert result.fault == "injected fault: 1 ms late"
    assert result.output == '"x"'


def test_stop_ends_a_delay_at_once():
    token = CancelToken()
    threading.Timer(0.05, token.cancel).start()
    began = time.perf_counter()
    with pytest.raises(StoppedError):
        toolbox(faulty(delay_ms=60_000)).call(ToolCall("1", "slow", {"text": "x"}), token)
    assert time.perf_counter() - began < 5
