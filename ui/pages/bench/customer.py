"""What the strip and the picker say of a customer, read from the record. Qt-free."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.domain.account import Account

FACTS_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class CustomerFact:
    label: str
    value: str


def facts(account: Account) -> tuple[CustomerFact, ...]:
    """Status, plan, balance, invoices and open tickets; for other records, their first fields."""
    record = account.record
    found = [
        CustomerFact("Status", status(account)),
        CustomerFact("Plan", _plan(record.get("plan"))),
        CustomerFact("Balance due", _balance(record)),
        CustomerFact("Invoices", _counted(record.get("invoices"))),
        CustomerFact("Open tickets", _open_tickets(record.get("tickets"))),
    ]
    known = [fact for fact in found if fact.value]
    return tuple(known or _first_fields(record))[:FACTS_AT_MOST]


def status(account: Account) -> str:
    said = account.record.get("status")
    return str(said).replace("_", " ").capitalize() if said else ""


def since(account: Account) -> str:
    day = account.record.get("customer_since")
    return f"Customer since {str(day)[:4]}" if day else "Customer"


def may_read(role: str, audiences: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """Whose documents the role opens: `customer, agent`; the role where that is not known."""
    known = dict(audiences)
    return ", ".join(known[role]) or "Nothing" if role in known else f"as {role}"


def _plan(plan: Any) -> str:
    if isinstance(plan, Mapping):
        return str(plan.get("name") or "")
    return str(plan or "")


def _balance(record: Mapping[str, Any]) -> str:
    due = record.get("balance_due")
    if due is None:
        return ""
    plan = record.get("plan")
    currency = plan.get("currency", "") if isinstance(plan, Mapping) else ""
    return f"{due} {currency}".strip()


def _counted(invoices: Any) -> str:
    if not isinstance(invoices, list):
        return ""
    states = Counter(_word(invoice, "status") for invoice in invoices)
    return ", ".join(f"{n} {state}".strip() for state, n in states.most_common(2)) or "None"


def _open_tickets(tickets: Any) -> str:
    if not isinstance(tickets, list):
        return ""
    open_ones = sum(_word(ticket, "status") not in ("closed", "resolved") for ticket in tickets)
    return str(open_ones) if open_ones else "None"


def _word(item: Any, name: str) -> str:
    return str(item.get(name, "")) if isinstance(item, Mapping) else ""


def _first_fields(record: Mapping[str, Any]) -> list[CustomerFact]:
    plain = [
        CustomerFact(name.replace("_", " ").capitalize(), str(value))
        for name, value in record.items()
        if isinstance(value, str | int | float) and name not in ("id", "name")
    ]
    return plain[:FACTS_AT_MOST]
