"""Retrieval put to the test: what leaks, and how well it finds what is relevant."""

from dataclasses import replace
from functools import partial

from workbench.cancellation import CancelToken, StoppedError
from workbench.domain.retrieval_report import ConfigurationResult, QueryScores
from workbench.errors import WorkbenchError
from workbench.retrieval_commands import (
    CompareRetrieval,
    MapEmbeddings,
    StartLeakTest,
    StartRetrievalEvaluation,
    StartRetrievalSweep,
    StopLeakTest,
    StopRetrievalEvaluation,
)
from workbench.retrieval_messages import (
    EmbeddingsMapped,
    LeakTestProgressed,
    RetrievalEvaluated,
)
from workbench.worker.kit import Handlers, Kit
from workbench.worker.leak_test import LeakProgress, LeakTest
from workbench.worker.pieces import batches
from workbench.worker.retrieval_evaluation import EvaluationProgress, RetrievalEvaluation
from workbench.worker.retrieval_sweep import RetrievalSweep

Wanted = StartRetrievalEvaluation | StartRetrievalSweep
Evaluation = RetrievalEvaluation | RetrievalSweep
LEAK_TEST, EVALUATION, MAP = "leak test", "retrieval evaluation", "embedding map"


class RetrievalDesk:
    """`_going`: what has not ended yet; `_last`: the evaluation that ended last, and whether whole.

    Only whole operations on them, so no lock.
    """

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._going: set[str] = set()
        self._last: tuple[Evaluation, bool] | None = None

    def handlers(self) -> Handlers:
        return {
            MapEmbeddings: self._begin_map,
            StartLeakTest: self._start_leak_test,
            StopLeakTest: lambda _: self._kit.tokens.cancel(LEAK_TEST),
            StartRetrievalEvaluation: self._start_evaluation,
            StartRetrievalSweep: self._start_evaluation,
            StopRetrievalEvaluation: lambda _: self._kit.tokens.cancel(EVALUATION),
            CompareRetrieval: lambda command: self._kit.lanes.query(
                partial(self._compare, command)
            ),
        }

    def _begin_map(self, command: MapEmbeddings) -> None:
        """Nobody waits for an earlier one any more."""
        self._kit.tokens.cancel(MAP)
        self._kit.lanes.query(partial(self._map, command, self._kit.tokens.new(MAP)))

    def _map(self, command: MapEmbeddings, cancel: CancelToken) -> None:
        cancel.check()
        made = self._kit.assembly.retrieving.embedding_map(
            command.query, command.index, command.most, cancel
        )
        cancel.check()
        for first, last, points in batches(made.points):
            piece = replace(made, points=points)
            self._kit.outlet.tell(EmbeddingsMapped(command.request_id, piece, first, last))

    def _start_leak_test(self, command: StartLeakTest) -> None:
        cancel = self._begun(LEAK_TEST)
        self._kit.lanes.aside(partial(self._test_for_leaks, command, cancel))

    def _test_for_leaks(self, command: StartLeakTest, cancel: CancelToken) -> None:
        try:
            told = self._leak_report(command, cancel)
        finally:
            self._going.discard(LEAK_TEST)
        self._kit.outlet.tell(told)

    def _leak_report(self, command: StartLeakTest, cancel: CancelToken) -> LeakTestProgressed:
        """Tells how it goes; gives what is to be told at the end."""
        test, is_whole = LeakTest(self._kit, command), True
        last = LeakProgress(0, 0, 0, "")
        name = command.request_id
        try:
            for last in test.carry_out(cancel):
                self._kit.outlet.tell(
                    LeakTestProgressed(name, last.done, last.total, last.leaks, last.doing)
                )
        except StoppedError:
            is_whole = False
        report = test.report(is_whole=is_whole)
        count, done = len(report.leaks), last.total if is_whole else last.done
        for _, _, leaks in batches(report.leaks):
            self._kit.outlet.tell(LeakTestProgressed(name, done, last.total, count, found=leaks))
        short = replace(report, leaks=())
        return LeakTestProgressed(name, done, last.total, count, report=short)

    def _start_evaluation(self, command: Wanted) -> None:
        cancel = self._begun(EVALUATION)
        self._kit.lanes.aside(partial(self._evaluate, command, cancel))

    def _evaluate(self, command: Wanted, cancel: CancelToken) -> None:
        try:
            told = self._evaluated(command, cancel)
        finally:
            self._going.discard(EVALUATION)
        self._kit.outlet.tell(told)

    def _evaluated(self, command: Wanted, cancel: CancelToken) -> RetrievalEvaluated:
        evaluation, is_whole = self._evaluation(command), True
        last, name = EvaluationProgress(0, 0), command.request_id
        failed: WorkbenchError | None = None
        try:
            for last in evaluation.carry_out(cancel):
                self._kit.outlet.tell(
                    RetrievalEvaluated(name, last.done, last.total, doing=last.doing)
                )
        except StoppedError:
            is_whole = False
        except WorkbenchError as error:
            failed = error
        report = evaluation.report(is_whole=is_whole and not failed)
        if failed:
            if not report.queries:
                raise failed
            report = replace(report, note=failed.line)
        self._last = (evaluation, report.is_whole)
        for each in report.results:
            short = replace(each, queries=())
            for _, is_last, queries in batches(each.queries):
                self._tell_judged(name, each.name, queries, short if is_last else None)
        return RetrievalEvaluated(name, last.done, last.total, replace(report, results=()))

    def _tell_judged(
        self,
        request_id: str,
        name: str,
        queries: tuple[QueryScores, ...],
        result: ConfigurationResult | None,
    ) -> None:
        told = RetrievalEvaluated(request_id, 0, 0, None, name, queries, result)
        self._kit.outlet.tell(told)

    def _compare(self, command: CompareRetrieval) -> None:
        if not self._last:
            raise WorkbenchError("Nothing is evaluated that could be compared.", "Evaluate again.")
        evaluation, is_whole = self._last
        report = evaluation.report(is_whole=is_whole, baseline=command.baseline)
        if report.baseline != command.baseline:
            raise WorkbenchError(
                f"The last evaluation had no {command.baseline}.", "Choose one that it had."
            )
        for each in report.results:
            self._tell_judged(command.request_id, each.name, (), replace(each, queries=()))
        short = replace(report, results=())
        self._kit.outlet.tell(RetrievalEvaluated(command.request_id, 0, 0, short))

    def _evaluation(self, command: Wanted) -> Evaluation:
        if isinstance(command, StartRetrievalSweep):
            return RetrievalSweep(self._kit, command)
        return RetrievalEvaluation(self._kit, command)

    def _begun(self, name: str) -> CancelToken:
        if name in self._going:
            what = f"A {name} is going on already."
            raise WorkbenchError(what, "Wait until it ends, or stop it.")
        self._going.add(name)
        return self._kit.tokens.new(name)
