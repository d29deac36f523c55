"""A sample customer: who they are, and their whole record as the tools see it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Account:
    """`record` is the JSON object of the account's file; `id` and `name` are taken from it."""

    id: str
    name: str
    record: dict[str, Any]

    @property
    def region(self) -> str:
        """Where the customer is, as the record says; empty if it does not."""
        return str(self.record.get("region") or "")
