"""What cases need before they can be asked: roles that exist, accounts that can be used."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from workbench.domain.account import Account
from workbench.domain.suite import Case
from workbench.workspace.problem import WrongFileError, did_you_mean


@dataclass(frozen=True, slots=True)
class Askers:
    """`account` raises `WrongFileError` for one that is not there or whose file is wrong."""

    account: Callable[[str], Account]
    roles: Collection[str]


def unmet_needs(cases: Iterable[Case], askers: Askers) -> Iterator[tuple[Case, str, str]]:
    """The first case, message and hint for each need: they would be answered without its facts."""
    by_role: dict[str, list[Case]] = defaultdict(list)
    by_account: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_role[case.role].append(case)
        by_account[case.account].append(case)
    for role, asked in by_role.items():
        if role not in askers.roles:
            hint = did_you_mean(role, askers.roles, "roles")
            yield asked[0], f'{_named(asked)} cannot be asked: there is no role "{role}"', hint
    for account, asked in by_account.items():
        try:
            _ = account and askers.account(account)
        except WrongFileError as error:
            yield asked[0], f"{_named(asked)} cannot be asked: {error.message}", error.hint


def _named(cases: Collection[Case]) -> str:
    first, *others = cases
    more = f" and {len(others)} more" if others else ""
    return f'the case "{first.id}"{more}'
