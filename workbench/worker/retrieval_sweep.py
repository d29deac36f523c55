"""Every combination of chunker, embedder, mode, depth and reranking over the same queries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from time import perf_counter

from workbench.assembly import RetrievalBench
from workbench.cancellation import CancelToken
from workbench.domain.bot import Rerank, RetrievalSettings
from workbench.domain.conversation import Message
from workbench.domain.knowledge_settings import ChunkerSettings
from workbench.domain.retrieval_report import QueryScores, RetrievalReport
from workbench.domain.turn import TurnInput
from workbench.engine.retrieval_only import retrieved
from workbench.errors import WorkbenchError
from workbench.evals.retrieval.judged import JudgedQuery, queries_of, query_scores
from workbench.evals.retrieval.report import Origin, Outcome, retrieval_report
from workbench.retrieval_commands import StartRetrievalSweep, SweepMode
from workbench.worker.kit import Kit
from workbench.worker.retrieval_evaluation import CANDIDATES, DEPTH, EvaluationProgress
from workbench.worker.searcher import SEARCHER

MODES: Mapping[SweepMode, RetrievalSettings] = {
    "bm25": RetrievalSettings(retrievers=("bm25",)),
    "dense": RetrievalSettings(retrievers=("dense",)),
    "hybrid": RetrievalSettings(),
    "weighted": RetrievalSettings(fusion="score"),
}


@dataclass(frozen=True, slots=True)
class Point:
    """One combination."""

    chunker: ChunkerSettings
    embedder: str
    mode: SweepMode
    top_k: int
    rerank: Rerank

    @property
    def name(self) -> str:
        cut = f"{self.chunker.kind} {self.chunker.size_tokens}+{self.chunker.overlap_tokens}"
        reranked = "" if self.rerank == "none" else f" · {self.rerank}"
        embedder = "" if self.mode == "bm25" else f" · {self.embedder}"
        return f"{cut}{embedder} · {self.mode} · k {self.top_k}{reranked}"

    @property
    def settings(self) -> RetrievalSettings:
        return replace(MODES[self.mode], top_k=self.top_k, rerank=self.rerank)


def points(command: StartRetrievalSweep) -> tuple[Point, ...]:
    """Those that share a chunker and an embedder follow each other; BM25 needs no embedder."""
    found = (
        Point(chunker, command.embedders[0] if mode == "bm25" else embedder, mode, k, rerank)
        for chunker, embedder, mode, k, rerank in product(
            command.chunkers, command.embedders, command.modes, command.top_ks, command.reranks
        )
    )
    return tuple(dict.fromkeys(found))


class RetrievalSweep:
    """One sweep. `report` tells what was found so far."""

    def __init__(self, kit: Kit, command: StartRetrievalSweep) -> None:
        self._kit = kit
        self._command = command
        self._points = points(command)
        suite = kit.workspace.current.suite(command.suite)
        self._queries = [query for query in queries_of(suite.cases) if query.relevant]
        if not self._queries:
            raise WorkbenchError(
                f"No case of {command.suite} names relevant documents.",
                "Add relevant_documents to its cases.",
            )
        self._accounts = kit.workspace.accounts()
        self._found: dict[Point, list[QueryScores]] = {}
        self._note = ""

    def carry_out(self, cancel: CancelToken) -> Iterator[EvaluationProgress]:
        """Raises `WorkbenchError`, and `StoppedError` when it is stopped."""
        total, done = len(self._points) * len(self._queries), 0
        with self._kit.assembly.retrieval_bench(self._today) as bench:
            for point in self._points:
                yield EvaluationProgress(done, total)
                scores: list[QueryScores] = []
                for query in self._queries:
                    cancel.check()
                    scores.append(self._asked(bench, point, query, cancel))
                self._found[point] = scores
                done += len(self._queries)
                self._note = _spent(bench)
            yield EvaluationProgress(done, total)

    def report(self, *, is_whole: bool) -> RetrievalReport:
        outcomes = [
            Outcome(point.name, point.settings, tuple(scores))
            for point, scores in self._found.items()
        ]
        made = retrieval_report(outcomes, Origin(self._command.suite, "cases", 0, is_whole))
        return replace(made, note=self._note)

    @property
    def _today(self) -> str:
        return self._kit.workspace.settings().today

    def _asked(
        self, bench: RetrievalBench, point: Point, query: JudgedQuery, cancel: CancelToken
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
