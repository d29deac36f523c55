"""The spans of time that can be looked at. Qt-free."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """`before`: how the time before it is called where a change is told."""

    key: str
    text: str
    hours: float
    before: str


RANGES = (
    Range("24h", "24 hours", 24, "on the day before"),
    Range("7d", "7 days", 7 * 24, "on last week"),
    Range("30d", "30 days", 30 * 24, "on the 30 days before"),
)
BY_KEY = {each.key: each for each in RANGES}
