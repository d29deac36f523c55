import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.projections.claims import canonical, claims

dates = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def values(text, **options):
    return [claim.value + claim.unit for claim in claims(text, **options)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-03, 3 November 2026, November 3, 2026, 11/03/2026", ["2026-11-03"] * 4),
        ("3 Nov, Nov 3rd, the 3rd of November", ["?-11-03"] * 3),
        ("May 2026, expires 2027-05", ["2026-05", "2027-05"]),
        ("you may 2 times", ["2"]),
        (
            "2026-11-18T16:00 at 4 pm, 4:00 PM or 12 a.m.",
            ["2026-11-18", "16:00", "16:00", "16:00", "00:00"],
        ),
        ("$79.00, 79 USD, US$1,079, 5 pounds", ["79USD", "79USD", "1079USD", "5GBP"]),
        ("10% of 1,234.50", ["10%", "1234.5"]),
        ("INV-20417, inv-20417, rf_5510", ["inv-20417", "inv-20417", "rf_5510"]),
        ("a 60-minute session with 2FA", ["60"]),
        ("1. First\n2) Second [3]", []),
        ("the 2nd invoice, on the 14th", ["14"]),
        ("write to a@b.co", ["a@b.co"]),
        ("", []),
    ],
)
def test_each_claim_has_one_form(text, expected):
    assert values(text) == expected


def test_dates_with_slashes_follow_the_region():
    assert values("03/11/2026", day_first=True) == ["2026-11-03"]
    assert values("03/11/2026") == ["2026-03-11"]
    assert values("13/11/2026") == ["2026-11-13"]


@settings(deadline=None)
@given(dates)
def test_every_way_of_writing_a_date_is_the_same_date(day):
    name = day.strftime("%B")
    ways = [day.isoformat(), f"{day.day} {name} {day.year}", f"{name} {day.day}, {day.year}",
            f"{day.day} {name[:3]} {day.year}", day.strftime("%m/%d/%Y")]  # fmt: skip
    for way in ways:
        assert values(f"on {way}.") == [day.isoformat()], way


@settings(deadline=None)
@given(st.decimals(0, 10**9, places=2))
def test_every_way_of_writing_an_amount_is_the_same_amount(amount):
    ways = [f"${amount}", f"${amount:,}", f"{amount} USD", f"USD {amount:,}"]
    assert len({claim.token for way in ways for claim in claims(way)}) == 1


@settings(deadline=None)
@given(st.text(max_size=200))
def test_claims_are_where_they_say(text):
    for claim in claims(text):
        assert text[claim.start : claim.end] == claim.text
    canonical(text)


def test_canonical_takes_the_form_of_what_it_is_compared_with():
    known = claims("2026-11-03 $1,079")
    assert canonical("Due 3 Nov: 1079.00!", known) == "due @2026-11-03 #1079USD"


@pytest.mark.parametrize("piece", ["a", "1", "a-", "a.b", "[1", "3 of ", "$ ", "a@", "\n"])
def test_a_long_text_of_one_kind_is_read_in_a_moment(piece):
    started_s = time.process_time()
    claims(piece * 4000)
    assert time.process_time() - started_s < 2
