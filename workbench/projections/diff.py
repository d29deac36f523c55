"""Two answers word by word: what one has, the other has, and both."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORD = re.compile(r"\s+|\w+(?:[.,'-]\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class DiffPart:
    """`removed` is only in the baseline's answer, `added` only in the other."""

    change: Literal["same", "removed", "added"]
    text: str


def word_diff(baseline: str, other: str) -> tuple[DiffPart, ...]:
    """Joined without the removed parts it is the other answer; without the added, the baseline."""
    return tuple(_parts(_WORD.findall(baseline), _WORD.findall(other)))


def _parts(before: list[str], after: list[str]) -> Iterator[DiffPart]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for change, start_1, end_1, start_2, end_2 in matcher.get_opcodes():
        if change == "equal":
            yield DiffPart("same", "".join(before[start_1:end_1]))
            continue
        if end_1 > start_1:
            yield DiffPart("removed", "".join(before[start_1:end_1]))
        if end_2 > start_2:
            yield DiffPart("added", "".join(after[start_2:end_2]))
