"""The customers agree with themselves, with the price list and with the policies."""

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.sample_accounts.sample import TODAY, accounts, pages

CURRENCIES = {"US": "USD", "UK": "GBP", "EU": "EUR", "CA": "CAD"}
TAXES = {"US": (), "UK": ("VAT 20%",), "EU": ("VAT 23%",), "CA": ("GST 5%",)}
GRACE_DAYS = {"US": 14, "CA": 14, "UK": 21, "EU": 21}
STATUSES = {"active", "trial", "past_due", "suspended", "locked", "closed"}


def owed(account: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in account["invoices"] if each["status"] in ("open", "failed")]


def day(text: str) -> date:
    return date.fromisoformat(text[:10])


def test_at_least_thirty_customers_show_every_status_and_region() -> None:
    assert len(accounts()) >= 30
    assert {each["status"] for each in accounts().values()} == STATUSES
    assert {each["region"] for each in accounts().values()} == set(CURRENCIES)
    assert min(Counter(each["status"] for each in accounts().values()).values()) >= 3


def test_every_id_is_given_once() -> None:
    ids = list(accounts())
    for each in accounts().values():
        for items in ("invoices", "sessions", "tickets", "refunds"):
            ids += [item["id"] for item in each[items]]
    assert [name for name, times in Counter(ids).items() if times > 1] == []


def test_the_file_is_named_after_the_account() -> None:
    assert [each["id"] for each in accounts().values()] == list(accounts())


def test_no_two_customers_are_the_same_person() -> None:
    people = list(accounts().values())
    assert len({each["email"] for each in people}) == len(people)
    names = Counter(each["name"] for each in people)
    assert [name for name, times in names.items() if times > 1] == ["Emma Clarke"]


def test_an_invoice_is_the_sum_of_its_lines() -> None:
    for account in accounts().values():
        for invoice in account["invoices"]:
            lines = sum((Decimal(line["amount"]) for line in invoice["lines"]), Decimal())
            assert lines == Decimal(invoice["amount"]), invoice["id"]


def test_an_invoice_has_the_tax_of_its_region() -> None:
    for account in accounts().values():
        for invoice in account["invoices"]:
            texts = [line["text"] for line in invoice["lines"]]
            assert tuple(text for text in texts if "%" in text) == TAXES[account["region"]]


def test_the_first_line_of_an_invoice_is_the_plan_at_its_price() -> None:
    for account in accounts().values():
        price = Decimal(account["plan"]["price"])
        rate = {"UK": Decimal("1.20"), "EU": Decimal("1.23")}.get(account["region"], Decimal(1))
        for invoice in account["invoices"]:
            line = invoice["lines"][0]
            month = day(invoice["date"]).strftime("%B %Y")
            assert line["text"] == f"{account['plan']['name']} plan, {month}"
            assert Decimal(line["amount"]) == (price / rate).quantize(Decimal("0.01"))


def test_a_plan_costs_what_the_price_list_says() -> None:
    for account in accounts().values():
        plan = account["plan"]
        if plan["name"] == "Bursary":
            assert plan["price"] == "0.00"
            continue
        row = next(
            line
            for line in pages()["policies/prices-2026.md"].body.splitlines()
            if line.startswith(f"| {plan['name']} ")
        )
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert cells[1] == str(plan["sessions_per_month"])
        assert f"{plan['price']} {plan['currency']}" in cells


def test_every_amount_is_in_the_currency_of_the_region() -> None:
    for account in accounts().values():
        currency = CURRENCIES[account["region"]]
        bearers = [account["plan"], *account["invoices"], *account["refunds"]]
        assert {each["currency"] for each in bearers} == {currency}


def test_the_balance_is_the_sum_of_what_is_owed() -> None:
    for account in accounts().values():
        total = sum((Decimal(each["amount"]) for each in owed(account)), Decimal())
        assert Decimal(account["balance_due"]) == total


def test_an_account_is_past_due_just_when_a_payment_failed_in_its_grace_period() -> None:
    for account in accounts().values():
        grace = timedelta(days=GRACE_DAYS[account["region"]])
        recent = [each for each in owed(account) if day(each["date"]) + grace > TODAY]
        failed = [each for each in recent if each["status"] == "failed"]
        assert (account["status"] == "past_due") == bool(failed)
        if account["status"] == "past_due":
            assert account["status_since"] == failed[0]["date"]


def test_an_account_is_suspended_on_the_last_day_of_its_grace_period() -> None:
    for account in accounts().values():
        if (account["status"], account["status_reason"]) != ("suspended", "payment failed"):
            assert account["status"] == "suspended" or not [
                each for each in owed(account) if account["status"] != "past_due"
            ]
            continue
        grace = timedelta(days=GRACE_DAYS[account["region"]])
        [failed] = owed(account)
        assert day(failed["date"]) + grace == day(account["status_since"]) <= TODAY


def test_an_account_is_locked_just_when_its_sign_in_is() -> None:
    for account in accounts().values():
        sign_in = account["sign_in"]
        assert sign_in["locked"] == (account["status"] == "locked")
        until = sign_in["locked_until"]
        if account["status_reason"] == "5 failed sign-in attempts":
            assert sign_in["failed_attempts"] == 5
            assert day(until) == TODAY == day(account["status_since"])
        else:
            assert until is None


def test_renewals_lie_ahead_unless_the_account_is_closed() -> None:
    for account in accounts().values():
        renews_on = account["plan"]["renews_on"]
        if account["status"] == "closed":
            assert renews_on is None
            continue
        assert TODAY < day(renews_on) <= TODAY + timedelta(days=31)
        newest = account["invoices"][0]["date"] if account["invoices"] else renews_on
        assert day(newest).day == day(renews_on).day


def test_a_trial_lasts_fourteen_days_and_costs_nothing() -> None:
    for account in accounts().values():
        if account["status"] != "trial":
            continue
        assert day(account["plan"]["renews_on"]) - day(account["customer_since"]) == timedelta(
            days=14
        )
        assert account["status_since"] == account["customer_since"]
        assert account["invoices"] == []


def test_what_has_happened_lies_in_the_past() -> None:
    for account in accounts().values():
        happened = [account["customer_since"], account["status_since"]]
        happened += [each["date"] for each in account["invoices"]]
        happened += [each["paid_on"] for each in account["invoices"] if each["paid_on"]]
        happened += [each["opened_on"] for each in account["tickets"]]
        happened += [each["requested_on"] for each in account["refunds"]]
        done = [each for each in account["sessions"] if each["status"] in ("completed", "missed")]
        happened += [each["starts_at"] for each in done]
        assert [text for text in happened if day(text) > TODAY] == []
        assert [text for text in happened if day(text) < day(account["customer_since"])] == []


def test_booked_sessions_lie_ahead_and_only_where_booking_is_possible() -> None:
    for account in accounts().values():
        booked = [each for each in account["sessions"] if each["status"] == "booked"]
        starts = [datetime.fromisoformat(each["starts_at"]) for each in booked]
        assert [
            start for start in starts if not TODAY <= start.date() <= TODAY + timedelta(21)
        ] == []
        assert not booked or account["status"] not in ("suspended", "closed")


def test_lists_are_newest_first() -> None:
    for account in accounts().values():
        for items, field in (
            ("invoices", "date"),
            ("sessions", "starts_at"),
            ("tickets", "opened_on"),
            ("refunds", "requested_on"),
        ):
            dates = [each[field] for each in account[items]]
            assert dates == sorted(dates, reverse=True)


def test_a_paid_invoice_says_when_and_no_other_does() -> None:
    for account in accounts().values():
        for invoice in account["invoices"]:
            assert bool(invoice["paid_on"]) == (invoice["status"] in ("paid", "refunded"))
            assert not invoice["paid_on"] or invoice["paid_on"] >= invoice["date"]


def test_a_refund_is_of_an_invoice_of_the_account() -> None:
    for account in accounts().values():
        invoices = {each["id"]: each for each in account["invoices"]}
        for refund in account["refunds"]:
            invoice = invoices[refund["invoice_id"]]
            assert Decimal(refund["amount"]) <= Decimal(invoice["amount"])
            assert day(refund["expected_by"]) - day(refund["requested_on"]) == timedelta(days=10)
            assert bool(refund["paid_on"]) == (refund["status"] == "paid")
            is_whole = refund["status"] == "paid" and refund["amount"] == invoice["amount"]
            assert (invoice["status"] == "refunded") == is_whole


def test_the_hard_cases_are_there() -> None:
    everybody = accounts()
    assert any(each["status"] == "processing" for each in everybody["LT-1158"]["refunds"])
    first, second, *_ = everybody["LT-1132"]["invoices"]
    assert (first["date"], first["amount"]) == (second["date"], second["amount"])
    assert everybody["LT-1207"]["invoices"] == []
    assert everybody["LT-1207"]["status"] == "active"
    assert all(student["age"] < 18 for student in everybody["LT-1104"]["students"])
