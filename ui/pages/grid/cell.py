"""What one cell of the table shows: a verdict over its trials, in words and figures. Qt-free."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Literal

from ui.widgets.amounts import bare_seconds
from workbench.projections.grid import CellRow
from workbench.projections.retrieval_summary import miss_of

Mark = Literal["pass", "part", "fail", "error", "running", "waiting", "stopped"]
Change = Literal["fixed", "broke", ""]

MARK_WORDS: dict[Mark, str] = {
    "pass": "passed",
    "part": "passed in part",
    "fail": "failed",
    "error": "error",
    "running": "running",
    "waiting": "waiting",
    "stopped": "not run",
}

Trials = Mapping[int, CellRow]


@dataclass(frozen=True, slots=True)
class CellView:
    """`chip`: the score, `3 of 5` over several trials, or `error`. `latency`: `1.8 s`.

    `miss`: of a cell that failed, `retrieval` or `model`, whose fault it is.
    """

    mark: Mark
    snippet: str
    chip: str = ""
    change: Change = ""
    latency: str = ""
    label: str = ""
    wanted: int = 1
    miss: str = ""

    @property
    def is_done(self) -> bool:
        return self.mark in {"pass", "part", "fail", "error"}

    @property
    def is_bad(self) -> bool:
        """Whether the cell is tinted."""
        return self.mark in {"fail", "error"}

    @property
    def words(self) -> str:
        """For a screen reader: `passed, score 0.93, fixed, 1.5 s, labelled pass`."""
        chip = self.chip if " of " in self.chip or self.mark == "error" else f"score {self.chip}"
        parts = [
            MARK_WORDS[self.mark],
            chip if self.chip and self.chip != MARK_WORDS[self.mark] else "",
            self.change,
            f"miss of {self.miss}" if self.miss else "",
            self.latency,
            f"labelled {self.label}" if self.label else "",
        ]
        return ", ".join(part for part in parts if part)


def cell_view(trials: Trials, wanted: int, idle: Mark, change: Change = "") -> CellView:
    """`wanted` trials make the cell whole; `idle` is its mark while none is done."""
    if not trials:
        return CellView(idle, MARK_WORDS[idle].capitalize(), wanted=wanted)
    rows = [trials[number] for number in sorted(trials)]
    passed = sum(row.outcome == "passed" for row in rows)
    first = next((row for row in rows if row.outcome != "passed"), rows[0])
    spans_s = [row.total_s for row in rows if row.total_s is not None]
    return CellView(
        mark=_mark(rows, passed),
        snippet=one_line(first.note if first.outcome == "error" else first.answer),
        chip=_chip(rows, passed, wanted),
        change=change,
        latency=f"{bare_seconds(median(spans_s))} s" if spans_s else "",
        label=next((row.label for row in rows if row.label), ""),
        wanted=wanted,
        miss=miss_of(first),
    )


def score_of(row: CellRow) -> float | None:
    """The mean over the scorers that have something to say about the case."""
    values = [score.value for score in row.scores if score.is_pass is not None]
    return fmean(values) if values else None


def change_of(trials: Trials, baseline: Trials) -> Change:
    """Whether it passes in more, or fewer, of the trials that both have."""
    gain = sum(
        (row.outcome == "passed") - (baseline[number].outcome == "passed")
        for number, row in trials.items()
        if number in baseline
    )
    return "fixed" if gain > 0 else "broke" if gain < 0 else ""


def one_line(text: str) -> str:
    return " ".join(text.split())


def _mark(rows: Sequence[CellRow], passed: int) -> Mark:
    if passed == len(rows):
        return "pass"
    if passed:
        return "part"
    return "error" if all(row.outcome == "error" for row in rows) else "fail"


def _chip(rows: Sequence[CellRow], passed: int, wanted: int) -> str:
    if wanted > 1:
        return f"{passed} of {len(rows)}"
    if rows[0].outcome == "error":
        return "error"
    score = score_of(rows[0])
    return "" if score is None else f"{score:.2f}"
