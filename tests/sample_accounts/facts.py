"""Where an expected fact comes from: the account, the pages named relevant, or the request."""

import json
import re
from datetime import date, datetime
from typing import Any

from tests.sample_accounts.sample import accounts, pages, turns

DAY = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T(\d{2}:\d{2})")
WRITING_TOOLS = {"reschedule_session", "request_refund", "open_ticket"}


def unfounded_facts(case: dict[str, Any]) -> list[str]:
    """Facts none of whose ways of writing occurs in what the case may go by."""
    known = source(case)
    return [
        fact
        for fact in case["expected"]["facts"]
        if not any(occurs(way, known) for way in fact.split("|"))
    ]


def source(case: dict[str, Any]) -> str:
    """The account's record and the relevant pages as plain words, dates and times in each form.

    When the customer asks for a change, what it is changed to counts as known.
    """
    parts = [json.dumps(accounts()[case["account"]], ensure_ascii=False)]
    parts += [pages()[path].body for path in case.get("relevant_documents", [])]
    if {call["tool"] for call in case.get("expected_tool_calls", [])} & WRITING_TOOLS:
        parts += turns(case)
    text = "\n".join(parts)
    forms = [form for day in DAY.findall(text) for form in written(day)]
    return plain("\n".join([text, *forms, *TIME.findall(text)]))


def written(day: str) -> list[str]:
    """The ways in which people write an ISO date."""
    then = date.fromisoformat(day)
    month, short = then.strftime("%B"), then.strftime("%b")
    number, year = then.day, then.year
    return [
        day,
        f"{number} {month} {year}",
        f"{month} {number}, {year}",
        f"{number} {short} {year}",
        f"{short} {number}, {year}",
    ]


def occurs(way: str, known: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(plain(way))}(?!\w)", known) is not None


def plain(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def is_day_of(way: str, day: str) -> bool:
    """Whether it names this very day; `November 3rd, 2026` does too."""
    ordinary = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", way)
    return plain(ordinary) in [plain(form) for form in written(day)]


def is_time_of(way: str, time: str) -> bool:
    then = datetime.strptime(time, "%H:%M")
    hour = f"{then.hour % 12 or 12}"
    half = then.strftime("%p")
    ways = [time, f"{hour}:{then:%M} {half}"] + ([f"{hour} {half}"] if then.minute == 0 else [])
    return way in ways
