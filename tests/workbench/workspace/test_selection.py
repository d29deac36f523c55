"""Which cases a suite takes."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.suite import Case
from workbench.workspace.selection import CaseSelection, select_cases

CASES = [
    Case(f"{tag}-{number}", ("Hi",), tags=(tag, "all"), split="test" if number % 2 else "dev")
    for tag in ("status", "billing", "refund")
    for number in range(10)
]


def ids(selection):
    return [case.id for case in select_cases(CASES, selection)]


def test_without_conditions_all_cases_are_taken():
    assert select_cases(CASES, CaseSelection()) == tuple(CASES)


def test_conditions_hold_together():
    chosen = CaseSelection(split="test", tags=("refund", "none"), ids=("refund-1", "refund-2"))
    assert ids(chosen) == ["refund-1"]


def test_a_limit_takes_evenly_over_tags_in_file_order():
    assert ids(CaseSelection(limit=4)) == ["status-0", "status-1", "billing-0", "refund-0"]


@given(st.integers(1, 40), st.sampled_from(["", "dev", "test"]))
def test_a_limit_is_met_exactly_and_no_tag_leads_by_more_than_one(limit, split):
    fitting = select_cases(CASES, CaseSelection(split=split))
    chosen = select_cases(CASES, CaseSelection(split=split, limit=limit))
    counts = [
        sum(case.tags[0] == tag for case in chosen) for tag in ("status", "billing", "refund")
    ]
    assert len(chosen) == min(limit, len(fitting))
    assert max(counts) - min(counts) <= 1
    assert list(chosen) == [case for case in fitting if case in chosen]
