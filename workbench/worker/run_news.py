"""What is told of a run while it goes on: new cells at once, statistics as often as is cheap."""

import time
from collections.abc import Sequence
from dataclasses import replace

from workbench.domain.run import RunRow, RunState
from workbench.domain.suite import CellKey, Suite
from workbench.messages import CellsJudged, RunProgressed
from workbench.projections.grid import CellRow, VariantSummary, summarise
from workbench.worker.egress_book import EgressBook
from workbench.worker.outlet import Outlet

TELL_EVERY_S = 0.25
# The statistics of a big run take longer, so they are computed less often.
SHARE_OF_TIME_FOR_STATISTICS = 0.1
CELLS_A_MESSAGE = 20


class RunNews:
    def __init__(
        self,
        run: RunRow,
        suite: Suite,
        done: Sequence[CellRow],
        outlet: Outlet,
        egress: EgressBook,
    ) -> None:
        self._run = run
        self._suite = suite
        self._cells = list(done)
        self._at_start = len(done)
        self._outlet = outlet
        self._egress = egress
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

    def tell(self, cells: Sequence[CellRow], state: RunState) -> RunRow:
        """The cells that are new, then the whole state of the run."""
        self._take(cells)
        began_s = time.monotonic()
        summaries = summarise(
            self._cells,
            [bot.name for bot in self._suite.variants],
            self._suite.baseline,
            self._suite.trials,
        )
        took_s = time.monotonic() - began_s
        self._next_s = time.monotonic() + max(TELL_EVERY_S, took_s / SHARE_OF_TIME_FOR_STATISTICS)
        self._run = self._told_run(summaries, state)
        answering = tuple(self._answering) if state == "running" else ()
        told = RunProgressed(
            self._run,
            summaries,
            self._eta_s(),
            state,
            answering=answering,
            egress=self._egress.total(self._run.run_id),
        )
        self._outlet.tell(told)
        return self._run

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
