"""What is told of a run while it goes on: new cells at once, statistics as often as is cheap."""

import time
from collections.abc import Sequence
from dataclasses import replace

from workbench.domain.run import RunRow, RunState
from workbench.domain.suite import CellKey, Suite
from workbench.messages import CellsJudged, RunProgressed
from workbench.projections.grid import CellRow, VariantSummary
from workbench.projections.run_summary import summarise_run
from workbench.store.library import Library
from workbench.worker.outlet import Outlet
from workbench.worker.run_kit import RunKit

TELL_EVERY_S = 0.25
# The statistics of a big run take longer, so they are computed less often.
SHARE_OF_TIME_FOR_STATISTICS = 0.1
CELLS_A_MESSAGE = 20


class RunNews:
    def __init__(self, run: RunRow, suite: Suite, done: Sequence[CellRow], kit: RunKit) -> None:
        self._run = run
        self._suite = suite
        self._cells = list(done)
        self._at_start = len(done)
        self._outlet = kit.outlet
        self._budget = kit.budget
        self._egress = kit.egress
        self._started_s = time.monotonic()
        self._next_s = 0.0
        self._answering: frozenset[CellKey] = frozenset()

    @property
    def is_whole(self) -> bool:
        return len(self._cells) >= self._run.cells_total

    def tell_if_due(self, cells: Sequence[CellRow], answering: frozenset[CellKey]) -> None:
        """`answering`: the cells in hand."""
        if time.monotonic() < self._next_s:
            self._take(cells)
        elif cells or answering != self._answering:
            self._answering = answering
            self.tell(cells, "running")

    def end(self, cells: Sequence[CellRow], state: RunState, library: Library) -> None:
        """The last word: who hears it finds the run in the store as it is told."""
        self._take(cells)
        summaries = self._measured(state)
        library.update_run(self._run)
        self._say(summaries, state)

    def tell(self, cells: Sequence[CellRow], state: RunState) -> None:
        """The cells that are new, then the whole state of the run."""
        self._take(cells)
        self._say(self._measured(state), state)

    def _measured(self, state: RunState) -> tuple[VariantSummary, ...]:
        began_s = time.monotonic()
        summaries = summarise_run(self._cells, self._suite)
        took_s = time.monotonic() - began_s
        self._next_s = time.monotonic() + max(TELL_EVERY_S, took_s / SHARE_OF_TIME_FOR_STATISTICS)
        self._run = self._told_run(summaries, state)
        return summaries

    def _say(self, summaries: tuple[VariantSummary, ...], state: RunState) -> None:
        self._outlet.tell(
            RunProgressed(
                self._run,
                summaries,
                self._eta_s(),
                state,
                note=self._budget.note,
                answering=tuple(self._answering) if state == "running" else (),
                limit=self._budget.limit,
                egress=self._egress.total(self._run.run_id),
            )
        )

    def _take(self, cells: Sequence[CellRow]) -> None:
        self._cells += cells
        tell_cells(self._outlet, self._run.run_id, cells)

    def _told_run(self, summaries: Sequence[VariantSummary], state: RunState) -> RunRow:
        rates = tuple((s.variant, s.pass_rate) for s in summaries if s.pass_rate is not None)
        duration_s = self._run.duration_s
        if state != "running":
            duration_s = (duration_s or 0.0) + time.monotonic() - self._started_s
        return replace(
            self._run,
            state=state,
            cells_done=len(self._cells),
            pass_rates=rates,
            duration_s=duration_s,
            spent=self._budget.spent,
            prompt_tokens=sum(cell.prompt_tokens for cell in self._cells),
            reply_tokens=sum(cell.reply_tokens for cell in self._cells),
        )

    def _eta_s(self) -> float | None:
        """By the pace since the run was started or resumed."""
        done_now = len(self._cells) - self._at_start
        if not done_now:
            return None
        pace_s = (time.monotonic() - self._started_s) / done_now
        return pace_s * (self._run.cells_total - len(self._cells))


def tell_cells(outlet: Outlet, run_id: str, cells: Sequence[CellRow]) -> None:
    """Some a message, so that lines stay short."""
    for start in range(0, len(cells), CELLS_A_MESSAGE):
        outlet.tell(CellsJudged(run_id, tuple(cells[start : start + CELLS_A_MESSAGE])))
