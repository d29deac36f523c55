"""Grid runs: estimated, started, stopped, resumed, opened, labelled."""

import statistics
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from workbench.cancellation import CancelToken
from workbench.commands import (
    EstimateRun,
    LabelCell,
    OpenDataset,
    OpenRun,
    OpenSuite,
    ResumeBrokenRuns,
    ResumeRun,
    StartRun,
    StopRun,
)
from workbench.domain.bot import Bot
from workbench.domain.run import RunRow
from workbench.domain.suite import CellKey, Suite
from workbench.errors import WorkbenchError
from workbench.messages import DatasetOpened, RunEstimated, RunProgressed
from workbench.projections.grid import summarise
from workbench.store.library import Library, TurnFilter
from workbench.worker.grid_run import GridRun, RunKit, Surroundings
from workbench.worker.kit import Handlers, Kit
from workbench.worker.pieces import suite_pieces
from workbench.worker.run_news import tell_cells

TURNS_TO_LEARN_FROM = 30
CASES_A_MESSAGE = 50


@dataclass(frozen=True, slots=True)
class _Going:
    """A run and the thread of its coordinator."""

    grid: GridRun
    thread: threading.Thread
    cancel: CancelToken

    @property
    def is_ending(self) -> bool:
        return self.cancel.is_cancelled or self.grid.has_ended


class RunDesk:
    """`_going` holds the runs in progress; only the thread that takes commands changes it."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._going: dict[str, _Going] = {}

    def handlers(self) -> Handlers:
        return {
            StartRun: self._start,
            ResumeRun: self._resume,
            ResumeBrokenRuns: self._resume_broken,
            StopRun: self._stop,
            EstimateRun: self._estimate,
            OpenRun: self._open,
            OpenSuite: self._open_suite,
            OpenDataset: self._open_dataset,
            LabelCell: self._label,
        }

    def close(self) -> None:
        """Runs in progress stay `running` in the store: the next worker goes on with them."""
        for going in self._going.values():
            going.grid.is_ending = True
        self._kit.tokens.cancel_all()
        for going in self._going.values():
            going.thread.join()

    def _start(self, command: StartRun) -> None:
        """Whoever asks once more, as the worker died meanwhile, goes on with what was begun."""
        with self._library() as library:
            found = library.run(command.run_id)
            if found is None:
                suite = self._suite(command.suite_name, command.suite)
                found = _new_run(command.run_id, suite), suite
                library.add_run(*found)
        self._carry_out(*found)

    def _resume(self, command: ResumeRun) -> None:
        with self._library() as library:
            run_id = command.run_id or next(
                (run.run_id for run in library.runs() if run.state != "finished"), ""
            )
            found = library.run(run_id)
        if found is None:
            what = f"There is no run {run_id}." if run_id else "No run was broken off."
            raise WorkbenchError(what, "`workbench runs` lists what there is.")
        self._carry_out(*found)

    def _resume_broken(self, _: ResumeBrokenRuns) -> None:
        with self._library() as library:
            broken = [
                found for run in library.runs("running") if (found := library.run(run.run_id))
            ]
        for run, suite in broken:
            self._carry_out(run, suite)

    def _carry_out(self, run: RunRow, suite: Suite) -> None:
        if not self._has_ended(run.run_id):
            return
        with self._library() as library:
            library.update_run(replace(run, state="running"))
        kit, settings = self._kit, self._kit.workspace.settings()
        around = Surroundings(kit.workspace.accounts(), settings.company, settings.today)
        run_kit = RunKit(kit.store_path, kit.runner, kit.lanes, kit.outlet, kit.egress)
        grid = GridRun(run_kit, run, suite, around)
        cancel = kit.tokens.new(run.run_id)
        thread = threading.Thread(target=partial(grid.carry_out, cancel), name="run", daemon=True)
        self._going[run.run_id] = _Going(grid, thread, cancel)
        thread.start()

    def _has_ended(self, run_id: str) -> bool:
        """A run that was stopped, or is saying its last, is waited for: it takes a moment."""
        going = self._going.get(run_id)
        if going and going.is_ending:
            going.thread.join()
        return going is None or not going.thread.is_alive()

    def _stop(self, command: StopRun) -> None:
        self._kit.tokens.cancel(command.run_id)

    def _suite(self, name: str, suite: Suite | None) -> Suite:
        found = suite or self._kit.workspace.current.suite(name)
        if not found.cases or not found.variants:
            raise WorkbenchError(
                f"The suite {found.name} has no cases or no variants.",
                "Pick other filters, or add a bot.",
            )
        return found

    def _estimate(self, command: EstimateRun) -> None:
        self._kit.lanes.query(partial(self._tell_estimate, command))

    def _tell_estimate(self, command: EstimateRun) -> None:
        suite = self._suite(command.suite_name, command.suite)
        cells = len(suite.cases) * suite.trials
        with self._library() as library:
            each = [_seconds_a_turn(library, bot) for bot in suite.variants]
        known = [one for one in each if one is not None]
        # A bot that never ran is taken to be like the others.
        seconds = sum(known) / len(known) * len(each) * cells if known else None
        total = cells * len(suite.variants)
        self._kit.outlet.tell(RunEstimated(command.request_id, total, seconds))

    def _open(self, command: OpenRun) -> None:
        self._kit.lanes.query(partial(self._tell_run, command))

    def _tell_run(self, command: OpenRun) -> None:
        with self._library() as library:
            found = library.run(command.run_id)
            cells = list(library.cells(command.run_id))
        if found is None:
            raise WorkbenchError(f"There is no run {command.run_id}.", "Pick one on the Runs page.")
        run, suite = found
        summaries = summarise(
            cells,
            [bot.name for bot in suite.variants],
            command.baseline or suite.baseline,
            suite.trials,
        )
        outlet = self._kit.outlet
        self._tell_suite(command.run_id, suite)
        tell_cells(outlet, run.run_id, cells)
        now = replace(run, cells_done=len(cells))
        egress = self._kit.egress.total(command.run_id)
        outlet.tell(RunProgressed(now, summaries, None, run.state, egress=egress))

    def _open_suite(self, command: OpenSuite) -> None:
        self._tell_suite(command.request_id, self._kit.workspace.current.suite(command.name))

    def _tell_suite(self, request_id: str, suite: Suite) -> None:
        for piece in suite_pieces(request_id, suite):
            self._kit.outlet.tell(piece)

    def _open_dataset(self, command: OpenDataset) -> None:
        cases = self._kit.workspace.current.dataset(command.name)
        for start in range(0, len(cases), CASES_A_MESSAGE):
            some = cases[start : start + CASES_A_MESSAGE]
            is_last = start + CASES_A_MESSAGE >= len(cases)
            message = DatasetOpened(command.request_id, some, start == 0, is_last)
            self._kit.outlet.tell(message)

    def _label(self, command: LabelCell) -> None:
        key = CellKey(command.case_id, command.variant, command.trial)
        with self._library() as library:
            library.label(command.run_id, key, command.label, command.note)

    @contextmanager
    def _library(self) -> Iterator[Library]:
        with closing(Library(self._kit.store_path)) as library:
            yield library


def _new_run(run_id: str, suite: Suite) -> RunRow:
    return RunRow(
        run_id=run_id,
        suite=suite.name,
        title=suite.title or suite.name,
        started_at=datetime.now(UTC).isoformat(),
        state="running",
        cells_total=len(suite.cases) * len(suite.variants) * suite.trials,
        cells_done=0,
        trials=suite.trials,
        baseline=suite.baseline or suite.variants[0].name,
        variants=tuple(bot.name for bot in suite.variants),
        cases=len(suite.cases),
    )


def _seconds_a_turn(library: Library, bot: Bot) -> float | None:
    """The median of the last turns of this bot, or else of any bot with its model."""
    for wanted in (
        TurnFilter(bot=bot.name, model=bot.model.name),
        TurnFilter(model=bot.model.name),
    ):
        rows = library.turns(wanted, TURNS_TO_LEARN_FROM)
        times = [row.total_s for row in rows if row.total_s and row.outcome == "finished"]
        if times:
            return statistics.median(times)
    return None
