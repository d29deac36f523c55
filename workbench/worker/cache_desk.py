"""The answers that bots keep: how many, forgotten, and checked."""

from contextlib import closing, suppress
from functools import partial

from workbench.cancellation import CancelToken, StoppedError
from workbench.errors import WorkbenchError
from workbench.spending_commands import AuditCache, ClearCache, MeasureCache, StopAudit
from workbench.spending_messages import CacheAudited, CacheMeasured
from workbench.store.library import Library
from workbench.worker.cache_audit import CacheAuditor
from workbench.worker.kit import Handlers, Kit

AUDIT = "cache audit"


class CacheDesk:
    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._auditor = CacheAuditor(kit.store_path, kit.assembly, kit.outlays)

    def handlers(self) -> Handlers:
        query = self._kit.lanes.query
        return {
            MeasureCache: lambda command: query(partial(self._measure, command)),
            ClearCache: lambda command: query(partial(self._clear, command)),
            AuditCache: self._audit,
            StopAudit: self._stop,
        }

    def _measure(self, _: MeasureCache) -> None:
        size = self._kit.assembly.answers.size()
        with closing(Library(self._kit.store_path, read_only=True)) as library:
            hits, misses = library.cache_counts()
        limit_bytes = self._kit.assembly.answers.most_bytes
        told = CacheMeasured(size.answers, size.size_bytes, limit_bytes, hits, misses)
        self._kit.outlet.tell(told)

    def _clear(self, _: ClearCache) -> None:
        self._kit.assembly.answers.clear()
        self._measure(MeasureCache())

    def _audit(self, command: AuditCache) -> None:
        if self._kit.tokens.has(AUDIT):
            what = "An audit is going on already."
            raise WorkbenchError(what, "Wait until it ends, or stop it.")
        cancel = self._kit.tokens.new(AUDIT)
        self._kit.lanes.query(partial(self._carry_out, command, cancel))

    def _stop(self, _: StopAudit) -> None:
        self._kit.tokens.cancel(AUDIT)

    def _carry_out(self, command: AuditCache, cancel: CancelToken) -> None:
        """What was checked before it is stopped counts."""
        done, total = 0, 0
        cost_usd: float | None = 0.0
        with suppress(StoppedError):
            for many, hit, usd in self._auditor.audit(command.sample, cancel):
                done, total = done + 1, many
                cost_usd = None if cost_usd is None or usd is None else cost_usd + usd
                self._kit.outlet.tell(CacheAudited(command.request_id, done, total, hit, cost_usd))
        self._kit.outlet.tell(CacheAudited(command.request_id, done, total, None, cost_usd))
