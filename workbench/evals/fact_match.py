"""Whether an answer states a fact, however dates, money and words are written."""

import re

from workbench.projections.claims import canonical, claims

_DENIED = re.compile(r"(?:\b(?:not|never|no longer)|\w+n't)(?: \w+)? $")
_DIRECTLY_DENIED = re.compile(r"(?:\bnot|\w+n't) $")
_NUMBER_WORDS = {
    "two": "#2",
    "three": "#3",
    "four": "#4",
    "five": "#5",
    "six": "#6",
    "seven": "#7",
    "eight": "#8",
    "nine": "#9",
    "ten": "#10",
    "eleven": "#11",
    "twelve": "#12",
}


def states(answer: str, fact: str, *, day_first: bool = False) -> bool:
    """Whether one of the ways `a|b` of writing the fact occurs in it, in whole words.

    Case, spaces, hyphens, thousands separators, the place of the currency and the form of a date
    do not matter. What is denied is not stated: `not` or `n't` before it, with at most one word
    in between where the fact is a word.
    """
    return any(_states(answer, way, day_first=day_first) for way in fact.split("|"))


def mentions(answer: str, fact: str, *, day_first: bool = False) -> bool:
    """As `states`, but what is denied is mentioned too."""
    return any(
        bool(places)
        for way in fact.split("|")
        for places in [_occurrences(*_forms(answer, way, day_first=day_first))]
    )


def _states(answer: str, way: str, *, day_first: bool) -> bool:
    text, wanted = _forms(answer, way, day_first=day_first)
    denied = _DIRECTLY_DENIED if wanted[:1] in ("#", "@", "&") else _DENIED
    return any(
        _DENIED.search(f"{wanted} ") or not denied.search(f"{text[:place]} ")
        for place in _occurrences(text, wanted)
    )


def _forms(answer: str, way: str, *, day_first: bool) -> tuple[str, str]:
    known = claims(way, day_first=day_first)
    text = canonical(answer, known, day_first=day_first)
    return _counted(text), _counted(canonical(way, day_first=day_first))


def _occurrences(text: str, wanted: str) -> list[int]:
    """Where the wanted words begin, less the space before them."""
    if not wanted:
        return []
    found = re.finditer(f"(?= {re.escape(wanted)} )", f" {text} ")
    return [max(0, match.start() - 1) for match in found]


def _counted(text: str) -> str:
    return " ".join(_NUMBER_WORDS.get(word, word) for word in text.split())
