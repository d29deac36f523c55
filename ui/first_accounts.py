"""The accounts of a workspace, read at once: they are listed before the engine has spoken."""

import json
from collections.abc import Iterator
from pathlib import Path

from workbench.domain.account import Account


def first_accounts(folder: Path) -> Iterator[Account]:
    """Those that can be read; what is wrong with others, the worker says a moment later."""
    for path in sorted((folder / "accounts").glob("*.json")):
        try:
            record = json.loads(path.read_bytes())
            account = Account(str(record["id"]), str(record["name"]), record)
        except (OSError, ValueError, KeyError, TypeError):
            continue
        yield account
