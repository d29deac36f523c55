"""Which cases of a grid are shown, and how many there are of each kind. Qt-free."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ui.pages.grid.cell import CellView

ALL = "all"
KINDS: dict[str, str] = {
    ALL: "All cases",
    "differences": "Differences",
    "failures": "Failures",
    "fixed": "Fixed",
    "broke": "Broke",
    "labelled": "Labelled",
}
_TAG = "tag:"


@dataclass(frozen=True, slots=True)
class FilterChoice:
    key: str
    text: str
    count: int


def traits(cells: Iterable[CellView], tags: Iterable[str]) -> frozenset[str]:
    """The keys of the filters that a case comes through, by its cells of all variants."""
    found = {ALL, *(f"{_TAG}{tag}" for tag in tags)}
    for cell in cells:
        if cell.mark in {"fail", "part", "error"}:
            found.add("failures")
        if cell.change:
            found |= {cell.change, "differences"}
        if cell.label:
            found.add("labelled")
    return frozenset(found)


def filter_choices(counts: Mapping[str, int]) -> tuple[FilterChoice, ...]:
    """All kinds, then the tags in alphabetical order."""
    kinds = [FilterChoice(key, text, counts.get(key, 0)) for key, text in KINDS.items()]
    tags = sorted(key for key in counts if key.startswith(_TAG) and counts[key])
    return (*kinds, *(FilterChoice(key, filter_text(key), counts[key]) for key in tags))


def filter_text(key: str) -> str:
    return KINDS.get(key) or f"Tag {key.removeprefix(_TAG)}"
