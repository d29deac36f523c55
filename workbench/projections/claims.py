"""The dates, times, numbers and ids that a text states, in one form each, however written."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from workbench.projections.claim_pattern import CLAIM, CURRENCIES, MONTHS, ON_A_DAY

ClaimKind = Literal["date", "time", "day", "number", "id"]

_MARKS = {"date": "@", "time": "@", "day": "@", "number": "#", "id": "&"}
_NOON = 12


@dataclass(frozen=True, slots=True)
class Claim:
    """`text[start:end]` and its one form `value`.

    2026-11-03, ?-11-03 (no year), 2026-11 (no day), 16:00, 79, inv-20417, an e-mail address, or
    14 for `on the 14th`. `unit` of a number: USD, GBP, EUR, CAD, %, or empty.
    """

    kind: ClaimKind
    value: str
    text: str
    start: int
    end: int
    unit: str = ""

    def is_same(self, other: "Claim") -> bool:
        """As far as both say: a date without its year is the same as one with it."""
        if self.kind != other.kind:
            return False
        if self.kind == "date":
            return _is_same_date(self.value, other.value)
        return self.value == other.value and (
            self.unit == other.unit or "" in (self.unit, other.unit)
        )

    @property
    def token(self) -> str:
        return _MARKS[self.kind] + self.value + self.unit


@lru_cache(maxsize=512)
def claims(text: str, *, day_first: bool = False) -> tuple[Claim, ...]:
    """In the order of the text. `day_first`: 03/11/2026 is 3 November, as in Europe.

    List numbers, citation markers and ordinals other than days claim nothing. The time of an ISO
    time stamp is a claim of its own. Remembered: a run reads the same records over and over.
    """
    return tuple(
        claim
        for match in CLAIM.finditer(text)
        for claim in _read(match, day_first=day_first)
        if claim.value
    )


def canonical(text: str, like: Iterable[Claim] = (), *, day_first: bool = False) -> str:
    """The text in lower case, its words one space apart, with each claim in its one form.

    A claim that is the same as one of `like` takes that one's form, so that `3 Nov` becomes what
    `2026-11-03` is.
    """
    models = tuple(like)
    pieces, place = [], 0
    for claim in claims(text, day_first=day_first):
        same = next((model for model in models if model.is_same(claim)), claim)
        pieces += [_words(text[place : claim.start]), same.token]
        place = claim.end
    return " ".join(" ".join((*pieces, _words(text[place:]))).split())


def _words(text: str) -> str:
    return re.sub(
        r"[^\w']+",
        " ",
        text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("_", " "),
    )


def _read(match: re.Match[str], *, day_first: bool) -> Iterator[Claim]:
    start, end, text = match.start(), match.end(), match.group()
    found = {name: value for name, value in match.groupdict().items() if value is not None}
    match match.lastgroup:
        case "iso":
            yield from _read_iso(match, found)
        case "dmy" | "mdy" | "my" | "slashed":
            yield Claim("date", _read_date(found, day_first=day_first), text, start, end)
        case "time":
            yield Claim("time", _time(found), text, start, end)
        case "email" | "id":
            yield Claim("id", text.casefold(), text, start, end)
        case "ordinal" if ON_A_DAY.search(match.string[max(0, start - 20) : start]):
            yield Claim("day", str(int(found["n"])), text, start, end)
        case "number":
            yield Claim("number", _number(found), text, start, end, _unit(found))


def _read_iso(match: re.Match[str], found: dict[str, str]) -> Iterator[Claim]:
    start, time = match.start(), found.get("t1")
    cut = match.start("t1") if time else match.end()
    yield Claim("date", _date(found, "1"), match.group()[: cut - start], start, cut)
    if time:
        yield Claim("time", time, time, *match.span("t1"))


def _read_date(found: dict[str, str], *, day_first: bool) -> str:
    if "slashed" in found:
        return _slashed(found, day_first=day_first or "." in found["slashed"])
    return _date(found, next(form for form in "234" if "m" + form in found))


def _date(found: dict[str, str], form: str) -> str:
    month = found["m" + form]
    place = int(month) if month.isdigit() else MONTHS.index(month[:3].lower()) + 1
    day = found.get("d" + form)
    return f"{found.get('y' + form, '?')}-{place:02}" + (f"-{int(day):02}" if day else "")


def _slashed(found: dict[str, str], *, day_first: bool) -> str:
    first, second = int(found["s1"]), int(found["s2"])
    is_day_first = first > _NOON or (day_first and second <= _NOON)
    month, day = (second, first) if is_day_first else (first, second)
    return f"{found['sy']}-{month:02}-{day:02}"


def _time(found: dict[str, str]) -> str:
    hour = int(found.get("h") or found["h2"])
    half = (found.get("ap") or found.get("ap2") or "").lower()
    if half.startswith("p") and hour < _NOON:
        hour += _NOON
    if half.startswith("a") and hour == _NOON:
        hour = 0
    return f"{hour:02}:{found.get('min', '00')}"


def _number(found: dict[str, str]) -> str:
    value = Decimal((found.get("amount") or found["money"]).replace(",", ""))
    return f"{value.normalize():f}"


def _unit(found: dict[str, str]) -> str:
    if "percent" in found:
        return "%"
    return CURRENCIES.get((found.get("before") or found.get("after") or "").lower(), "")


def _is_same_date(one: str, other: str) -> bool:
    """Alike in month, and in year and day where both give them; at least one of them shared."""
    year_1, month_1, *day_1 = one.split("-")
    year_2, month_2, *day_2 = other.split("-")
    has_years, has_days = "?" not in (year_1, year_2), bool(day_1 and day_2)
    return (
        month_1 == month_2
        and (has_years or has_days)
        and (not has_years or year_1 == year_2)
        and (not has_days or day_1 == day_2)
    )
