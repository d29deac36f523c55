"""The accounts at a glance, by the standard library alone: the window lists them as it starts."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """One line of the account picker. `path` is relative to the workspace."""

    id: str
    name: str
    status: str
    plan: str
    region: str
    path: str


def list_accounts(folder: Path) -> tuple[AccountSummary, ...]:
    """Sorted by id; files that cannot be read are left out here and named by the problems."""
    found = (_summary(path) for path in sorted((folder / "accounts").glob("[!.]*.json")))
    return tuple(sorted((each for each in found if each), key=lambda each: each.id))


def _summary(path: Path) -> AccountSummary | None:
    try:
        record = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        return None
    plan = record.get("plan")
    return AccountSummary(
        id=record["id"],
        name=_text(record, "name"),
        status=_text(record, "status"),
        plan=_text(plan, "name") if isinstance(plan, dict) else "",
        region=_text(record, "region"),
        path=f"accounts/{path.name}",
    )


def _text(record: dict[str, Any], field: str) -> str:
    value = record.get(field, "")
    return value if isinstance(value, str) else ""
