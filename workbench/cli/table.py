"""Columns of text for a terminal, numbers at the right."""

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"[−+$]?[\d,.]+( \S+)?|–")


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A column is a number column if all its cells are."""
    lines = [head, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    rights = [
        bool(rows) and all(_NUMBER.fullmatch(row[place]) for row in rows)
        for place in range(len(head))
    ]
    return "".join(f"{_line(line, widths, rights)}\n" for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int], rights: Sequence[bool]) -> str:
    padded = [
        f"{cell:>{width}}" if right else f"{cell:<{width}}"
        for cell, width, right in zip(cells, widths, rights, strict=True)
    ]
    return "  ".join(padded).rstrip()
