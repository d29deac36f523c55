"""What a key may look like, and how it is kept out of every other text."""

import re

_SHORTEST_PIECE = 6
_WORD = re.compile(r"[^\s\"'`,;()\[\]{}<>]+")
HIDDEN = "(key)"


def cleaned_key(text: str) -> str:
    """Without the white space that copying brings along. Raises `ValueError` if it is no key."""
    key = text.strip()
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise ValueError("a key has only letters, digits and signs, without spaces")
    return key


def without_key(text: str, key: str) -> str:
    """A text in which nobody finds the key: neither whole nor shortened, as providers quote it."""
    if len(key) < _SHORTEST_PIECE:
        return text.replace(key, HIDDEN) if key else text
    first, last = key[:_SHORTEST_PIECE], key[-_SHORTEST_PIECE // 2 - 1 :]

    def hide(match: re.Match[str]) -> str:
        word = match[0]
        is_shortened = "*" in word or "…" in word or "..." in word
        is_piece = first in word or (is_shortened and word.rstrip(".:").endswith(last))
        return HIDDEN if is_piece or key in word else word

    return _WORD.sub(hide, text.replace(key, HIDDEN))
