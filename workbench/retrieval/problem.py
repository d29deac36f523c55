"""What a person has to correct in a document."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to correct in a document. `path` is relative to the folder, lines count from 1."""

    path: str
    line: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"
