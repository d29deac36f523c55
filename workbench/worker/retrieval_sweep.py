"""Every combination of chunker, embedder, mode, depth and reranking over the same queries."""

from collections.abc import Iterator
from dataclasses import replace
from time import perf_counter

from workbench.assembly import RetrievalBench
from workbench.cancellation import CancelToken
from workbench.domain.conversation import Message
from workbench.domain.retrieval_report import QueryScores, RetrievalReport
from workbench.domain.retrieval_sweep import SweepAxes, SweepPoint, sweep_points
from workbench.domain.turn import TurnInput
from workbench.engine.retrieval_only import retrieved
from workbench.errors import WorkbenchError
from workbench.evals.retrieval.judged import JudgedQuery, queries_of, query_scores
from workbench.evals.retrieval.report import Origin, Outcome, retrieval_report
from workbench.retrieval_commands import StartRetrievalSweep
from workbench.worker.kit import Kit
from workbench.worker.retrieval_evaluation import CANDIDATES, DEPTH, EvaluationProgress
from workbench.worker.searcher import SEARCHER

# Whoever watches is told so often at most.
TELL_EVERY_S = 0.1


class RetrievalSweep:
    """One sweep. `report` tells what was found so far."""

    def __init__(self, kit: Kit, command: StartRetrievalSweep) -> None:
        self._kit = kit
        self._command = command
        self._points = sweep_points(
            SweepAxes(
                command.chunkers,
                command.embedders,
                command.modes,
                command.top_ks,
                command.reranks,
            )
        )
        if "listwise" in command.reranks:
            raise WorkbenchError(
                "A sweep asks no model, so nothing can be ordered by one (listwise).",
                "Leave listwise out, or evaluate bots that rerank so.",
            )
        suite = kit.workspace.current.suite(command.suite)
        self._queries = [query for query in queries_of(suite.cases) if query.relevant]
        if not self._queries:
            raise WorkbenchError(
                f"No case of {command.suite} names relevant documents.",
                "Add relevant_documents to its cases.",
            )
        self._accounts = kit.workspace.accounts()
        self._found: dict[SweepPoint, list[QueryScores]] = {}
        self._note = ""

    def carry_out(self, cancel: CancelToken) -> Iterator[EvaluationProgress]:
        """Raises `WorkbenchError`, and `StoppedError` when it is stopped."""
        count = len(self._queries)
        total, told_at = len(self._points) * count, 0.0
        with self._kit.assembly.retrieval_bench(self._today) as bench:
            for place, point in enumerate(self._points):
                yield EvaluationProgress(place * count, total, point.name)
                scores: list[QueryScores] = []
                for query in self._queries:
                    cancel.check()
                    scores.append(self._asked(bench, point, query, cancel))
                    if perf_counter() - told_at > TELL_EVERY_S:
                        told_at = perf_counter()
                        done = place * count + len(scores)
                        yield EvaluationProgress(done, total, point.name)
                self._found[point] = scores
                self._note = _spent(bench)
        yield EvaluationProgress(total, total)

    def report(self, *, is_whole: bool, baseline: str = "") -> RetrievalReport:
        outcomes = [
            Outcome(point.name, point.settings, tuple(scores))
            for point, scores in self._found.items()
        ]
        origin = Origin(self._command.suite, "cases", 0, is_whole)
        wanted = baseline or self._command.baseline
        known = wanted if wanted in {each.name for each in outcomes} else ""
        return replace(retrieval_report(outcomes, origin, known), note=self._note)

    @property
    def _today(self) -> str:
        return self._kit.workspace.settings().today

    def _asked(
        self, bench: RetrievalBench, point: SweepPoint, query: JudgedQuery, cancel: CancelToken
    ) -> QueryScores:
        """The seconds are those that it takes by itself, whatever was remembered."""
        deep = replace(
            point.settings, top_k=max(point.top_k, DEPTH), candidates=max(CANDIDATES, DEPTH)
        )
        given = TurnInput(
            bot=replace(SEARCHER, retrieval=deep),
            conversation=(Message("user", query.text),),
            account=self._accounts.get(query.account),
            role=query.role,
            today=self._today,
        )
        retriever = bench.retriever(point.chunker, point.embedder, cancel)
        services = replace(self._kit.assembly.dry_services(given, cancel), retriever=retriever)
        before_s, began = bench.saved_s, perf_counter()
        found = retrieved(given, services)
        seconds = perf_counter() - began + bench.saved_s - before_s
        return query_scores(query, found, seconds, (point.top_k,))


def _spent(bench: RetrievalBench) -> str:
    spent = bench.spent
    return (
        f"{spent.chunkings} times cut, {spent.embedded} texts embedded, "
        f"{spent.rankings} rankings made"
    )
