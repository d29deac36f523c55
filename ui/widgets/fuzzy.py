"""Fuzzy matching for the command palette: letters in order, better at the start of words."""

_FIRST, _START, _RUN, _APART = 16, 12, 8, 1
_LENGTH_COST = 0.05


def score(query: str, text: str) -> float | None:
    """How well `query` fits `text`; more is better, None is not at all.

    Each letter of the query is found after the one before it; letters at the start of a word
    count most, then letters next to each other.
    """
    wanted = "".join(query.lower().split())
    found = text.lower()
    if not wanted:
        return 0.0
    best = _best_from(wanted, found)
    return None if best is None else best - _LENGTH_COST * len(text)


def _best_from(wanted: str, found: str) -> float | None:
    starts = [at for at, letter in enumerate(found) if letter == wanted[0]]
    totals = [total for at in starts if (total := _total(wanted, found, at)) is not None]
    return max(totals, default=None)


def _total(wanted: str, found: str, at: int) -> float | None:
    total, last = 0.0, at - 1
    for letter in wanted:
        here = _place(letter, found, last)
        if here < 0:
            return None
        total += _worth(found, here, last)
        last = here
    return total


def _place(letter: str, found: str, last: int) -> int:
    """The next place of a letter: right behind the last one, else at a word, else anywhere."""
    if found.startswith(letter, last + 1):
        return last + 1
    at_word = found.find(f" {letter}", last + 1)
    return at_word + 1 if at_word >= 0 else found.find(letter, last + 1)


def _worth(found: str, here: int, last: int) -> int:
    if here == 0:
        return _FIRST
    if not found[here - 1].isalnum():
        return _START
    return _RUN if here == last + 1 else _APART
