"""What is asked of the store: lists, metrics, its size."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from functools import partial

from workbench.commands import ComputeMetrics, ListRuns, ListTurns, MeasureStore, PruneStore
from workbench.messages import MetricsComputed, RunsListed, StoreMeasured, TurnsListed
from workbench.projections.metrics import compute_metrics
from workbench.projections.turns import TurnRow
from workbench.store.library import Library, TurnFilter, opened_library
from workbench.worker.kit import Handlers, Kit

ROWS_A_MESSAGE = 15


class ArchiveDesk:
    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def handlers(self) -> Handlers:
        """Each in the lane of queries: what takes long holds up no Stop."""
        query = self._kit.lanes.query
        return {
            ListRuns: lambda command: query(partial(self._list_runs, command)),
            ListTurns: lambda command: query(partial(self._list_turns, command)),
            ComputeMetrics: lambda command: query(partial(self._compute_metrics, command)),
            MeasureStore: lambda command: query(partial(self._measure, command)),
            PruneStore: lambda command: query(partial(self._prune, command)),
        }

    def _list_runs(self, _: ListRuns) -> None:
        with self._library() as library:
            runs = tuple(self._kit.as_it_goes(run) for run in library.runs())
        self._kit.outlet.tell(RunsListed(runs))

    def _list_turns(self, command: ListTurns) -> None:
        wanted = TurnFilter(
            text=command.text,
            bot=command.bot,
            outcome=command.outcome,
            run_id=command.run_id,
            only_single=command.only_single,
        )
        with self._library() as library:
            rows, total = library.turns(wanted, command.limit), library.count_turns(wanted)
        for start in range(0, max(1, len(rows)), ROWS_A_MESSAGE):
            self._tell_turns(command.request_id, rows, start, total)

    def _tell_turns(self, request_id: str, rows: Sequence[TurnRow], start: int, total: int) -> None:
        some = tuple(rows[start : start + ROWS_A_MESSAGE])
        is_last = start + ROWS_A_MESSAGE >= len(rows)
        self._kit.outlet.tell(TurnsListed(request_id, some, total, start == 0, is_last))

    def _compute_metrics(self, command: ComputeMetrics) -> None:
        """From twice the time asked for: the period before is what it is compared with."""
        now = datetime.now(UTC)
        since = (now - timedelta(hours=2 * command.hours)).isoformat()
        with self._library() as library:
            rows = library.turns(TurnFilter(since=since))
        metrics = compute_metrics(rows, now, command.hours, command.bot, command.model)
        self._kit.outlet.tell(MetricsComputed(command.request_id, metrics))

    def _measure(self, _: MeasureStore) -> None:
        with self._library() as library:
            size = library.size()
        self._kit.outlet.tell(StoreMeasured(size.size_bytes, size.turns, size.runs))

    def _prune(self, command: PruneStore) -> None:
        before = datetime.now(UTC) - timedelta(days=command.older_than_days)
        with self._library() as library:
            library.prune(before.isoformat())
        self._measure(MeasureStore())

    def _library(self) -> AbstractContextManager[Library]:
        return opened_library(self._kit.store_path)
