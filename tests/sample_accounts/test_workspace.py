"""The workbench reads the sample and its tools keep the rules of the policies."""

from pathlib import Path
from typing import Any

import pytest

from tests.sample_accounts.sample import ROOT, TODAY, accounts, cases, turns
from workbench.domain.plain_text import flat_lines
from workbench.errors import ToolFailedError
from workbench.tools.arguments import check_arguments
from workbench.tools.record import Record
from workbench.workspace.workspace import Workspace


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace.open(Path(ROOT))


def called(workspace: Workspace, account: str, tool_name: str, **arguments: str) -> Any:
    """What the tool returns, and the record after it."""
    tool = workspace.tool(tool_name)
    check_arguments(tool, arguments)
    return Record(workspace.account(account).record, TODAY.isoformat()).apply(tool, arguments)


def test_the_whole_sample_loads_without_a_problem(workspace: Workspace) -> None:
    assert list(workspace.problems) == []
    assert len(workspace.bot_names) == 5
    assert len(workspace.dataset("accounts")) == len(cases())
    for name in workspace.bot_names:
        assert workspace.bot(name).prompt.system


def test_the_suites_have_their_sizes(workspace: Workspace) -> None:
    sizes = {name: len(workspace.suite(name).cases) for name in workspace.suite_names}
    assert sizes == {"first-look": 8, "test-half": 50, "full": 100}


def test_the_account_is_told_in_short_lines(workspace: Workspace) -> None:
    status = called(workspace, "LT-1042", "get_account", about="status")
    assert flat_lines(status) == "status: suspended\nreason: payment failed\nsince: 2026-11-03"
    for account in accounts():
        assert len(flat_lines(called(workspace, account, "get_account")).splitlines()) <= 14


def test_the_next_session_is_the_earliest_booked_one(workspace: Workspace) -> None:
    found = called(workspace, "LT-1057", "list_sessions", which="next")
    assert (found["date"], found["time"]) == ("2026-11-19", "16:30")
    assert called(workspace, "LT-1042", "list_sessions", which="next") == "no session is booked"


def test_unpaid_invoices_are_those_of_the_balance(workspace: Workspace) -> None:
    for name, account in accounts().items():
        unpaid = called(workspace, name, "list_invoices", which="unpaid")
        owed = [each["id"] for each in account["invoices"] if each["status"] in ("open", "failed")]
        assert [each["invoice"] for each in unpaid] == owed


def test_every_tool_that_reads_answers_for_every_customer(workspace: Workspace) -> None:
    for name, account in accounts().items():
        assert called(workspace, name, "list_invoices", which="latest") is not None
        assert called(workspace, name, "list_sessions") is not None
        for invoice in account["invoices"]:
            assert called(workspace, name, "get_invoice", invoice_id=invoice["id"]) == invoice


def test_a_refund_is_requested_and_numbered(workspace: Workspace) -> None:
    answer = called(workspace, "LT-1132", "request_refund", invoice_id="INV-20319")
    assert answer["amount"] == "79.00 USD"
    assert answer["status"] == "processing"


@pytest.mark.parametrize(
    ("account", "invoice", "reason"),
    [
        ("LT-1132", "INV-20267", "time to ask"),
        ("LT-1224", "INV-20295", "time to ask"),
        ("LT-1042", "INV-20287", "not paid"),
        ("LT-1158", "INV-20331", "already been requested"),
        ("LT-1158", "INV-99999", "no invoice"),
    ],
)
def test_a_refund_that_the_policy_forbids_is_declined(
    workspace: Workspace, account: str, invoice: str, reason: str
) -> None:
    with pytest.raises(ToolFailedError, match=reason):
        called(workspace, account, "request_refund", invoice_id=invoice)


def test_the_window_of_a_refund_is_longer_in_europe(workspace: Workspace) -> None:
    # 30 days after 17 October, and 31.
    answer = called(workspace, "LT-1104", "request_refund", invoice_id="INV-20285")
    assert answer["invoice"] == "INV-20285"
    late = Record(workspace.account("LT-1104").record, "2026-11-17")
    with pytest.raises(ToolFailedError, match="time to ask"):
        late.apply(workspace.tool("request_refund"), {"invoice_id": "INV-20285"})


@pytest.mark.parametrize(
    ("account", "session", "start", "reason"),
    [
        ("LT-1169", "SES-3258", "2026-11-18T18:00", "less than 24 hours"),
        ("LT-1149", "SES-3300", "2026-11-25T20:00", "twice"),
        ("LT-1071", "SES-3284", "2026-12-08T18:00", "more than 21 days"),
        ("LT-1071", "SES-3284", "2026-11-16T18:00", "not at least a day away"),
        ("LT-1071", "SES-3239", "2026-11-20T18:00", "not booked any more"),
        ("LT-1071", "SES-3999", "2026-11-20T18:00", "no session"),
    ],
)
def test_a_session_that_cannot_be_moved_stays(
    workspace: Workspace, account: str, session: str, start: str, reason: str
) -> None:
    with pytest.raises(ToolFailedError, match=reason):
        called(workspace, account, "reschedule_session", session_id=session, new_start=start)


def test_a_moved_session_has_its_new_start(workspace: Workspace) -> None:
    record = Record(workspace.account("LT-1071").record, TODAY.isoformat())
    arguments = {"session_id": "SES-3284", "new_start": "2026-12-07T18:00"}
    record.apply(workspace.tool("reschedule_session"), arguments)
    found = record.apply(workspace.tool("list_sessions"), {"which": "next"})
    assert (found["date"], found["time"]) == ("2026-12-07", "18:00")


def test_a_ticket_is_opened_once(workspace: Workspace) -> None:
    record = Record(workspace.account("LT-1057").record, TODAY.isoformat())
    ticket = workspace.tool("open_ticket")
    assert record.apply(ticket, {"subject": "Please call me"})["status"] == "open"
    with pytest.raises(ToolFailedError, match="already"):
        record.apply(ticket, {"subject": "Please call me"})


def test_the_example_questions_are_not_of_the_test_half(workspace: Workspace) -> None:
    asked = {turn for case in cases() if case["split"] == "test" for turn in turns(case)}
    assert not asked & set(workspace.settings.questions)
