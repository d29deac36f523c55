import pytest

from workbench.selection.recency import recent_first

RANKED = (("old", 1.0), ("new", 0.9), ("undated", 0.8))
DATES = {"old": "2025-11-22", "new": "2026-11-22"}


def test_a_half_life_halves_the_share():
    found = dict(recent_first(RANKED, DATES, "2026-11-22", 0.5, 365))
    assert found == {"old": pytest.approx(0.75), "new": 0.9, "undated": 0.8}


def test_a_share_of_none_changes_nothing():
    assert recent_first(RANKED, DATES, "2026-11-22", 0.0, 365) == RANKED


def test_a_date_to_come_is_as_new_as_can_be():
    assert recent_first((("a", 1.0),), {"a": "2030-01-01"}, "2026-11-22", 1.0, 365) == (("a", 1.0),)
