"""Grid runs: estimated, started, stopped, resumed, opened, labelled."""

import threading
from collections.abc import Iterable
from contextlib import AbstractContextManager
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
from workbench.domain.run import RunRow
from workbench.domain.suite import CellKey, Suite
from workbench.errors import StorageError, WorkbenchError
from workbench.messages import DatasetOpened, RunEstimated, RunProgressed
from workbench.projections.grid import CellRow
from workbench.projections.run_summary import summarise_run
from workbench.store.library import Library, opened_library
from workbench.worker.forecaster import Forecaster, Forecasts
from workbench.worker.grid_run import GridRun
from workbench.worker.kit import Handlers, Kit
from workbench.worker.pieces import suite_pieces
from workbench.worker.run_budget import RunBudget
from workbench.worker.run_kit import RunKit
from workbench.worker.run_news import tell_cells
from workbench.worker.surroundings import Surroundings

ESTIMATE = "estimate of a run"
CASES_A_MESSAGE = 50
# These words are read in the window and in a terminal.
WHERE_RUNS_ARE = "The Runs page and `workbench runs` list what there is."


@dataclass(frozen=True, slots=True)
class _Going:
    """A run and the thread of its coordinator."""

    grid: GridRun
    thread: threading.Thread
    cancel: CancelToken

    @property
    def is_ending(self) -> bool:
        return self.cancel.is_cancelled or self.grid.has_ended

    @property
    def has_ended(self) -> bool:
        return not self.thread.is_alive()


class RunDesk:
    """`_going` holds the runs in progress; only the thread that takes commands changes it."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._forecaster = Forecaster(kit.store_path, kit.assembly)
        self._forecasts = Forecasts()
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
                self._kit.workspace.current.check_cases(suite.cases)
                run = replace(
                    _new_run(command.run_id, suite),
                    budget_usd=self._budget_usd(command),
                    forecast=self._forecasts.take(suite),
                )
                self._check_budget(run, suite)
                found = run, suite
                library.add_run(*found)
        self._carry_out(*found)

    def _resume(self, command: ResumeRun) -> None:
        with self._library() as library:
            run_id = command.run_id or next(
                (run.run_id for run in library.runs() if run.state != "finished"), ""
            )
            found = library.run(run_id)
            done = list(library.cells(run_id))
        if found is None:
            what = f"There is no run {run_id}." if run_id else "No run was broken off."
            raise WorkbenchError(what, WHERE_RUNS_ARE)
        run, suite = found
        if command.budget_usd is not None:
            run = replace(run, budget_usd=command.budget_usd)
        self._check_budget(run, suite, done)
        self._carry_out(run, suite)

    def _budget_usd(self, command: StartRun) -> float | None:
        usual = self._kit.workspace.settings().budgets.run_usd
        return usual if command.budget_usd is None else command.budget_usd

    def _check_budget(self, run: RunRow, suite: Suite, done: Iterable[CellRow] = ()) -> None:
        """Raises `BudgetError` if there is no money left for what the run has yet to ask."""
        is_free = all(self._kit.assembly.is_free(bot) for bot in suite.variants)
        if run.cells_done < run.cells_total and not is_free:
            budget = self._run_budget(run)
            budget.expect(None, done)
            budget.check()

    def _run_budget(self, run: RunRow) -> RunBudget:
        return RunBudget(self._kit.ledger, run.run_id, run.budget_usd, self._kit.assembly.is_free)

    def _resume_broken(self, _: ResumeBrokenRuns) -> None:
        with self._library() as library:
            broken = [
                found for run in library.runs("running") if (found := library.run(run.run_id))
            ]
        for run, suite in broken:
            try:
                self._carry_out(run, suite)
            except WorkbenchError as error:
                # The others go on; this one can be resumed when what is wrong was put right.
                self._kit.outlet.refuse(error)

    def _carry_out(self, run: RunRow, suite: Suite) -> None:
        if not self._has_ended(run.run_id):
            return
        kit, around = self._kit, self._surroundings(suite)
        cancel = kit.tokens.new(run.run_id)
        run = replace(run, state="running")
        with self._library() as library:
            library.update_run(run)
        run_kit = RunKit(
            kit.store_path,
            kit.runner,
            kit.lanes,
            kit.outlet,
            self._run_budget(run),
            self._forecaster,
            kit.egress,
        )
        grid = GridRun(run_kit, run, suite, around)
        work = partial(self._coordinate, grid, run.run_id, cancel)
        thread = threading.Thread(target=work, name="run", daemon=True)
        self._going[run.run_id] = _Going(grid, thread, cancel)
        thread.start()

    def _coordinate(self, grid: GridRun, run_id: str, cancel: CancelToken) -> None:
        """In a thread of its own. A disk that refuses ends the run; it can be resumed later."""
        try:
            grid.carry_out(cancel)
        except StorageError as error:
            self._kit.tokens.drop(run_id)
            self._kit.outlet.refuse(error)
            self._open(OpenRun(run_id))

    def _surroundings(self, suite: Suite) -> Surroundings:
        """Raises `WorkbenchError` if a case can no longer be asked: its account is gone."""
        workspace = self._kit.workspace.current
        workspace.check_cases(suite.cases)
        named = {case.account for case in suite.cases if case.account}
        accounts = {name: workspace.account(name) for name in named}
        return Surroundings(accounts, workspace.settings.company, workspace.settings.today)

    def _has_ended(self, run_id: str) -> bool:
        """A run that was stopped, or is saying its last, is waited for: it takes a moment."""
        going = self._going.get(run_id)
        if going and going.is_ending:
            going.thread.join()
        return going is None or going.has_ended

    def _stop(self, command: StopRun) -> None:
        going = self._going.get(command.run_id)
        if going and not going.has_ended:
            going.cancel.cancel()
        else:
            self._end_broken(command.run_id)

    def _end_broken(self, run_id: str) -> None:
        """Nobody carries it out, as its worker died: from now on it is stopped in the store too."""
        with self._library() as library:
            found = library.run(run_id)
            if found and found[0].state == "running":
                library.update_run(replace(found[0], state="stopped"))
                self._open(OpenRun(run_id))

    def _suite(self, name: str, suite: Suite | None) -> Suite:
        found = suite or self._kit.workspace.current.suite(name)
        if not found.cases or not found.variants:
            raise WorkbenchError(
                f"The suite {found.name} has no cases or no variants.",
                "Pick other filters, or add a bot.",
            )
        return found

    def _estimate(self, command: EstimateRun) -> None:
        """A later question lets go of the one before: its answer is of no use any more."""
        self._kit.tokens.cancel(ESTIMATE)
        cancel = self._kit.tokens.new(ESTIMATE)
        self._kit.lanes.query(partial(self._tell_estimate, command, cancel))

    def _tell_estimate(self, command: EstimateRun, cancel: CancelToken) -> None:
        suite = self._suite(command.suite_name, command.suite)
        forecast, variants = self._forecaster.forecast(suite, self._surroundings(suite), cancel)
        if cancel.is_cancelled:
            return
        self._forecasts.keep(suite, forecast)
        seconds = forecast.seconds.likely if forecast.seconds else None
        self._kit.outlet.tell(
            RunEstimated(command.request_id, forecast.cells, seconds, forecast, variants)
        )

    def _open(self, command: OpenRun) -> None:
        self._kit.lanes.query(partial(self._tell_run, command))

    def _tell_run(self, command: OpenRun) -> None:
        with self._library() as library:
            found = library.run(command.run_id)
            cells = list(library.cells(command.run_id))
        if found is None:
            raise WorkbenchError(f"There is no run {command.run_id}.", WHERE_RUNS_ARE)
        run, suite = found
        summaries = summarise_run(cells, suite, command.baseline)
        outlet = self._kit.outlet
        self._tell_suite(command.run_id, suite)
        tell_cells(outlet, run.run_id, cells)
        now = self._kit.as_it_goes(replace(run, cells_done=len(cells)))
        budget = self._run_budget(run)
        limit = budget.limit if now.state == "stopped" else None
        note = budget.note if limit else ""
        egress = self._kit.egress.total(command.run_id)
        outlet.tell(
            RunProgressed(now, summaries, None, now.state, note, limit=limit, egress=egress)
        )

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

    def _library(self) -> AbstractContextManager[Library]:
        return opened_library(self._kit.store_path)


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
