"""Searches as each bot of a suite does, and judges what was found."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

from workbench.cancellation import CancelToken
from workbench.domain.bot import Bot, RetrievalSettings
from workbench.domain.conversation import Message
from workbench.domain.document import Chunk
from workbench.domain.knowledge_settings import may_read
from workbench.domain.retrieval_report import QueryScores, RetrievalReport
from workbench.domain.suite import Suite
from workbench.domain.turn import TurnInput
from workbench.engine.retrieval_only import retrieved
from workbench.errors import WorkbenchError
from workbench.evals.retrieval.judged import JudgedQuery, queries_of, query_scores
from workbench.evals.retrieval.known_items import (
    gives_itself_away,
    known_items,
    question_prompt,
    sampled_chunks,
)
from workbench.evals.retrieval.report import Origin, Outcome, retrieval_report
from workbench.retrieval_commands import StartRetrievalEvaluation
from workbench.worker.kit import Kit
from workbench.worker.model_writer import written

# Enough chunks for ten documents, however many of a document's chunks are found.
DEPTH, CANDIDATES = 50, 100


@dataclass(frozen=True, slots=True)
class EvaluationProgress:
    """`doing`: in words."""

    done: int
    total: int
    doing: str = ""


_Making = Generator[EvaluationProgress, None, tuple[JudgedQuery, ...]]


class RetrievalEvaluation:
    """One evaluation. `report` tells what was found so far."""

    def __init__(self, kit: Kit, command: StartRetrievalEvaluation) -> None:
        self._kit = kit
        self._command = command
        self._suite: Suite = kit.workspace.current.suite(command.suite)
        self._bots = configurations(self._suite)
        self._accounts = kit.workspace.accounts()
        self._today = kit.workspace.settings().today
        self._found: dict[str, list[QueryScores]] = {bot.name: [] for bot in self._bots}
        self._left_out = 0

    def carry_out(self, cancel: CancelToken) -> Iterator[EvaluationProgress]:
        """Raises `WorkbenchError`, and `StoppedError` when it is stopped."""
        queries = yield from self._queries(cancel)
        total, done = len(queries) * len(self._bots), 0
        for query in queries:
            for bot in self._bots:
                cancel.check()
                self._found[bot.name].append(self._asked(bot, query, cancel))
                done += 1
            yield EvaluationProgress(done, total)

    def report(self, *, is_whole: bool, baseline: str = "") -> RetrievalReport:
        outcomes = [
            Outcome(bot.name, _settings(bot), tuple(self._found[bot.name])) for bot in self._bots
        ]
        origin = Origin(self._suite.name, self._source, self._left_out, is_whole)
        wanted = baseline or self._command.baseline or self._suite.baseline
        names = [each.name for each in outcomes]
        return retrieval_report(outcomes, origin, wanted if wanted in names else "")

    @property
    def _source(self) -> str:
        if self._command.known_items:
            return "titles and headings"
        return "questions of a model" if self._command.from_model else "cases"

    def _queries(self, cancel: CancelToken) -> _Making:
        if self._command.known_items:
            role, chunks = self._readable()
            return known_items(chunks, self._command.known_items, role)
        if self._command.from_model:
            return (yield from self._written_queries(cancel))
        queries = queries_of(self._suite.cases)
        if not any(query.relevant for query in queries):
            raise WorkbenchError(
                f"No case of {self._suite.name} names relevant documents.",
                "Add relevant_documents to its cases, or ask for known items.",
            )
        return queries

    def _written_queries(self, cancel: CancelToken) -> _Making:
        role, chunks = self._readable()
        writer = self._kit.workspace.current.bot(self._kit.workspace.settings().default_bot)
        queries: list[JudgedQuery] = []
        chosen = sampled_chunks(chunks, self._command.from_model)
        for place, chunk in enumerate(chosen):
            cancel.check()
            yield EvaluationProgress(place, len(chosen), "The model writes questions")
            text = written(writer, question_prompt(chunk), self._kit.outlays, cancel)
            if gives_itself_away(text, chunk):
                self._left_out += 1
            else:
                queries.append(JudgedQuery(f"asked-{chunk.id}", text, (chunk.path,), role))
        return tuple(queries)

    def _readable(self) -> tuple[str, list[Chunk]]:
        """As the first role of the workspace."""
        role, audiences = next(iter(self._kit.workspace.settings().roles.items()))
        chunks = self._kit.assembly.knowledge.chunks()
        return role, [chunk for chunk in chunks if may_read(chunk.audience, audiences)]

    def _asked(self, bot: Bot, query: JudgedQuery, cancel: CancelToken) -> QueryScores:
        settings = _settings(bot)
        deep = replace(
            settings,
            top_k=max(settings.top_k, DEPTH),
            candidates=max(settings.candidates, CANDIDATES),
            neighbours=0,
            token_budget=0,
        )
        given = TurnInput(
            bot=replace(bot, retrieval=deep),
            conversation=(Message("user", query.text),),
            account=self._accounts.get(query.account),
            role=query.role,
            today=self._today,
        )
        if deep != deep.without_model():
            self._kit.outlays.check(bot)
        services = self._kit.assembly.services(given, cancel, {}, is_interactive=False)
        # Or the first bot alone would pay for the embedding of the question.
        self._kit.assembly.knowledge.forget_questions((query.text,))
        began = perf_counter()
        found = retrieved(given, services, partial(self._kit.outlays.book, "evaluation", bot))
        return query_scores(query, found, perf_counter() - began)


def configurations(suite: Suite) -> list[Bot]:
    """The variants that retrieve; of those that retrieve in the same way the first stands for all.

    Raises `WorkbenchError` if there are none.
    """
    found: dict[tuple[RetrievalSettings, str], Bot] = {}
    for bot in suite.variants:
        if bot.retrieval:
            asks = bot.retrieval != bot.retrieval.without_model()
            found.setdefault((bot.retrieval, bot.model.name if asks else ""), bot)
    if not found:
        raise WorkbenchError(
            f"No variant of {suite.name} retrieves.", "Add a bot with retrieval to the suite."
        )
    return list(found.values())


def _settings(bot: Bot) -> RetrievalSettings:
    assert bot.retrieval
    return bot.retrieval
