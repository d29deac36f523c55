"""What is wrong in a file of the workspace: where, what, and what to write instead."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.errors import WorkspaceError

# Of difflib's ratio: below it, a guess is wrong more often than it helps.
NEAR = 0.65


@dataclass(frozen=True, slots=True)
class Problem:
    """`path` is relative to the workspace; `line` counts from 1, 0 where no line can be named."""

    path: str
    line: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}"


class WrongFileError(WorkspaceError):
    """A file that cannot be used: `problems` has everything that is wrong in it."""

    def __init__(self, first: Problem, *others: Problem) -> None:
        more = f" (and {len(others)} more in this file)" if others else ""
        super().__init__(f"{first}{more}", first.hint)
        self.problems = (first, *others)


def wrong(path: str, line: int, message: str, hint: str = "") -> WrongFileError:
    return WrongFileError(Problem(path, line, message, hint))


def did_you_mean(word: str, known: Iterable[str], kind: str = "names") -> str:
    """A hint with the nearest known word, and all of them."""
    words = sorted(set(known))
    near = difflib.get_close_matches(word, words, n=1, cutoff=NEAR)
    guess = f'Did you mean "{near[0]}"? ' if near else ""
    listed = f"The {kind} are: {', '.join(words)}." if words else f"There are no {kind} yet."
    return guess + listed
