"""Texts as words, sentences and codes."""

import re
from collections.abc import Iterator

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
# At least eight letters and digits, as passwords, keys and references are.
_CODE = re.compile(r"(?<![\w-])[A-Za-z0-9-]{8,}(?![\w-])")
_CHANGE = re.compile(r"[A-Za-z]-?(?=\d)|\d-?(?=[A-Za-z])")
FEWEST_CHANGES = 2

Triple = tuple[str, str, str]


def words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def triples(text: str) -> list[Triple]:
    """Every three words in a row."""
    found = words(text)
    return list(zip(found, found[1:], found[2:], strict=False))


def sentences(text: str) -> Iterator[str]:
    return (each.strip(" #*-|>\t") for each in _SENTENCE_END.split(text) if each.strip())


def codes(text: str) -> frozenset[str]:
    """What looks like a secret code: letters and digits that change at least twice.

    Dates, invoice numbers and names with a number behind them do not.
    """
    return frozenset(
        code for code in _CODE.findall(text) if len(_CHANGE.findall(code)) >= FEWEST_CHANGES
    )
