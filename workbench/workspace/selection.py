"""Which cases of a dataset a suite takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from workbench.domain.suite import Case


@dataclass(frozen=True, slots=True)
class CaseSelection:
    """All conditions hold together; an empty one lets every case through.

    `limit` takes evenly over the tags (a case counts for its first one), in file order.
    """

    split: str = ""
    tags: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    limit: int = 0


def select_cases(cases: Sequence[Case], selection: CaseSelection) -> tuple[Case, ...]:
    """In file order; the same selection always takes the same cases."""
    fitting = [case for case in cases if _fits(case, selection)]
    if not selection.limit or len(fitting) <= selection.limit:
        return tuple(fitting)
    chosen = {case.id for case in _dealt(fitting)[: selection.limit]}
    return tuple(case for case in fitting if case.id in chosen)


def _fits(case: Case, selection: CaseSelection) -> bool:
    return (
        (not selection.split or case.split == selection.split)
        and (not selection.tags or not set(selection.tags).isdisjoint(case.tags))
        and (not selection.ids or case.id in selection.ids)
    )


def _dealt(cases: Sequence[Case]) -> list[Case]:
    """One case of each tag in turn, until all are dealt."""
    piles: dict[str, list[Case]] = {}
    for case in cases:
        piles.setdefault(case.tags[0] if case.tags else "", []).append(case)
    return [case for deal in zip_longest(*piles.values()) for case in deal if case]
