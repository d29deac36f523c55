"""The pages are real ones, and some of them replace or contradict others on purpose."""

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest

from tests.sample_accounts.sample import TODAY, Page, pages, read_yaml

SUPERSEDED = {
    "policies/payment-failed-2025.md": "policies/payment-failed.md",
    "policies/refunds-2024.md": "policies/refunds.md",
    "policies/rescheduling-2025.md": "policies/rescheduling.md",
    "help/sign-in-lockout-2025.md": "help/sign-in-lockout.md",
}
# Two pages that are both in force, and what the one says and the other does not.
BY_REGION = [
    ("policies/payment-failed.md", "14 days", "policies/payment-failed-uk-eu.md", "21 days"),
    ("policies/refunds.md", "14 days", "policies/refunds-uk-eu.md", "30 days"),
]
BY_DATE = [("policies/prices-2026.md", "79.00 USD", "policies/prices-2027.md", "83.00 USD")]


def effective(page: Page) -> date:
    value: Any = page.front["effective"]
    return value if isinstance(value, date) else date.fromisoformat(value)


def test_there_are_fifty_pages_most_of_them_for_customers() -> None:
    audiences = Counter(each.front["audience"] for each in pages().values())
    assert audiences.total() == 50
    assert set(audiences) == {"customer", "agent", "internal", "executive"}
    assert audiences["customer"] > 25


def test_a_page_has_a_title_headings_and_a_readable_length() -> None:
    for page in pages().values():
        assert set(page.front) <= {"title", "audience", "effective", "supersedes", "region"}
        assert page.front["title"]
        assert page.body.strip().startswith("# ")
        assert len(re.findall(r"(?m)^## ", page.body)) >= 2
        assert 120 <= len(page.body.split()) <= 400


def test_titles_are_given_once() -> None:
    titles = Counter(each.front["title"] for each in pages().values())
    assert [title for title, times in titles.items() if times > 1] == []


def test_four_pages_are_superseded_by_newer_ones() -> None:
    found = {
        old: each.path for each in pages().values() for old in each.front.get("supersedes", [])
    }
    assert found == SUPERSEDED
    for old, new in found.items():
        assert effective(pages()[old]) < effective(pages()[new]) <= TODAY
        assert pages()[old].front["audience"] == pages()[new].front["audience"]


@pytest.mark.parametrize(("one", "says", "other", "differs"), BY_REGION + BY_DATE)
def test_two_pages_conflict(one: str, says: str, other: str, differs: str) -> None:
    first, second = pages()[one].body, pages()[other].body
    assert says in first
    assert differs in second
    assert says not in second
    assert differs not in first


def test_conflicts_are_told_apart_by_region_or_by_date() -> None:
    for one, _, other, _ in BY_REGION:
        assert not regions(pages()[one]) & regions(pages()[other])
        assert effective(pages()[one]) == effective(pages()[other])
    for one, _, other, _ in BY_DATE:
        assert effective(pages()[one]) <= TODAY < effective(pages()[other])


def test_every_audience_is_read_by_some_role() -> None:
    roles = read_yaml("workbench.yaml")["roles"]
    readable = {audience for audiences in roles.values() for audience in audiences}
    assert {each.front["audience"] for each in pages().values()} <= readable


def regions(page: Page) -> set[str]:
    return set(page.front["region"].split(", "))
