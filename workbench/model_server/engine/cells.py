"""How many cells of the cache are spoken for, when sequences share their beginnings."""

from collections.abc import Hashable
from dataclasses import dataclass


@dataclass(slots=True)
class _Account:
    """`charge`: cells that are this one's own; the first `shared` are charged to `source`."""

    charge: int
    source: Hashable | None
    shared: int


class CellLedger:
    """Each cell is charged to exactly one of the sequences that use it."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._accounts: dict[Hashable, _Account] = {}

    @property
    def used(self) -> int:
        return sum(account.charge for account in self._accounts.values())

    @property
    def free(self) -> int:
        return self.total - self.used

    def open(
        self, owner: Hashable, tokens: int, source: Hashable | None = None, shared: int = 0
    ) -> None:
        """`owner` may use so many cells; the first `shared` are those of `source`."""
        if source is None:
            shared = 0
        self._accounts[owner] = _Account(tokens - shared, source, shared)

    def reserved(self, owner: Hashable) -> int:
        """The tokens that it may have in the cache, those that it shares included."""
        account = self._accounts[owner]
        return account.charge + account.shared

    def grow(self, owner: Hashable, tokens: int) -> None:
        self._accounts[owner].charge += tokens

    def close(self, owner: Hashable) -> None:
        """What others still use of its cells is charged to the one that uses most of them."""
        gone = self._accounts.pop(owner)
        heirs = [account for account in self._accounts.values() if account.source == owner]
        if not heirs:
            return
        heir = max(heirs, key=lambda account: account.shared)
        name = next(name for name, account in self._accounts.items() if account is heir)
        for account in heirs:
            if account is not heir:
                account.source = name
        kept = min(heir.shared, gone.shared)
        heir.charge += heir.shared - kept
        heir.source, heir.shared = (gone.source, kept) if kept else (None, 0)
