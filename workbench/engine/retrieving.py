"""Evidence for a question: what the model writes before, the search, the reranking, the choice."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.domain.bot import RetrievalSettings
from workbench.domain.conversation import Message
from workbench.domain.document import Candidates, Retrieved, Search, SearchText
from workbench.domain.model_call import ModelRequest
from workbench.errors import WorkbenchError
from workbench.selection.budget import within_budget
from workbench.selection.listwise import listwise_prompt, order_scores
from workbench.selection.queries import (
    further_queries,
    hyde_prompt,
    made_up,
    multi_query_prompt,
    rewrite_prompt,
    rewritten,
)
from workbench.selection.select import Reranked, select
from workbench.trace.facts import (
    AnswerReused,
    CandidatesScored,
    ChunksRetrieved,
    RetrievalPrompted,
    RetrievalPurpose,
    RetrievalStarted,
    TextStreamed,
    ThoughtStreamed,
)
from workbench.trace.span import Traced, span

if TYPE_CHECKING:
    from workbench.engine.steps import Steps

# Of what a model writes for a search, nobody watches the writing.
NOT_SHOWN = (TextStreamed, ThoughtStreamed, AnswerReused)
# What a model writes for a search is short.
MOST_TOKENS = 160


def retrieve(steps: "Steps", settings: RetrievalSettings, question: str) -> Traced[Retrieved]:
    """Every result of a model or reranker is a fact, so a replay asks nobody and finds the same."""
    yield RetrievalStarted(question, settings.top_k)
    search = _Searching(steps, settings)
    texts = yield from search.texts(question)
    reranked = yield from search.reranked(question, texts)
    fact = steps.recording.take(ChunksRetrieved) or ChunksRetrieved(search.chosen(texts, reranked))
    yield fact
    return fact.retrieved


class _Searching:
    """One search. Candidates are fetched when they are first needed: a whole replay needs none."""

    def __init__(self, steps: "Steps", settings: RetrievalSettings) -> None:
        self._steps = steps
        self._settings = settings
        self._found: Candidates | None = None

    def texts(self, question: str) -> Traced[tuple[SearchText, ...]]:
        settings, first = self._settings, SearchText(question)
        if settings.rewrite:
            prompt = rewrite_prompt(self._steps.given.conversation)
            first = rewritten((yield from self._written("rewrite", prompt)), question)
        texts = [first]
        if settings.hyde:
            texts += made_up((yield from self._written("hyde", hyde_prompt(first.text))))
        if settings.multi_query:
            prompt = multi_query_prompt(first.text, settings.multi_query)
            reply = yield from self._written("multi_query", prompt)
            texts += further_queries(reply, (question, first.text), settings.multi_query)
        return tuple(texts)

    def reranked(self, question: str, texts: Sequence[SearchText]) -> Traced[Reranked | None]:
        match self._settings.rerank:
            case "listwise":
                return (yield from self._listwise(question, texts))
            case "cross_encoder":
                return (yield from span("rerank", self._scored(question, texts)))
        return None

    def chosen(self, texts: Sequence[SearchText], reranked: Reranked | None) -> Retrieved:
        found = select(self._candidates(texts), self._settings, texts, reranked)
        if not self._settings.token_budget:
            return found
        return within_budget(found, self._token_counts(found), self._settings.token_budget)

    def _listwise(self, question: str, texts: Sequence[SearchText]) -> Traced[Reranked]:
        asked, reply = yield from span("rerank", self._ordered(question, texts))
        return Reranked(self._steps.given.bot.model.name, order_scores(reply, asked.chunk_ids))

    def _ordered(
        self, question: str, texts: Sequence[SearchText]
    ) -> Traced[tuple[RetrievalPrompted, str]]:
        fact = self._steps.recording.take(RetrievalPrompted)
        if fact is None:
            chunks = self._candidates(texts).chunks
            ids = tuple(chunk.id for chunk in chunks)
            fact = RetrievalPrompted("rerank", listwise_prompt(question, chunks), ids)
        return fact, (yield from self._asked(fact))

    def _scored(self, question: str, texts: Sequence[SearchText]) -> Traced[Reranked]:
        fact = self._steps.recording.take(CandidatesScored) or self._by_reranker(question, texts)
        yield fact
        return Reranked(fact.reranker, dict(fact.scores), is_absolute=True)

    def _by_reranker(self, question: str, texts: Sequence[SearchText]) -> CandidatesScored:
        reranker = self._steps.services.reranker
        if reranker is None:
            raise WorkbenchError(
                "There is no reranker.", "Choose another rerank in the bot's retrieval settings."
            )
        chunks = self._candidates(texts).chunks
        scores = reranker.scores(
            question, [chunk.text for chunk in chunks], self._steps.services.cancel
        )
        ids = (chunk.id for chunk in chunks)
        return CandidatesScored(reranker.name, tuple(zip(ids, scores, strict=True)))

    def _written(self, purpose: RetrievalPurpose, prompt: Sequence[Message]) -> Traced[str]:
        fact = self._steps.recording.take(RetrievalPrompted)
        asked = fact or RetrievalPrompted(purpose, tuple(prompt))
        return (yield from span(purpose, self._asked(asked)))

    def _asked(self, fact: RetrievalPrompted) -> Traced[str]:
        yield fact
        steps = self._steps
        sampling = steps.given.bot.sampling
        tokens = min(sampling.max_tokens, MOST_TOKENS)
        sampling = replace(sampling, temperature=0.0, max_tokens=tokens, logprobs=0, stop=())
        return (yield from _unshown(steps, ModelRequest(fact.messages, sampling)))

    def _candidates(self, texts: Sequence[SearchText]) -> Candidates:
        if self._found is None:
            given, services = self._steps.given, self._steps.services
            region = given.account.region if given.account else ""
            search = Search(tuple(texts), given.role, region)
            self._found = services.retriever.candidates(search, self._settings, services.cancel)
        return self._found

    def _token_counts(self, found: Retrieved) -> Sequence[int]:
        return self._steps.token_counts([chunk.text for chunk in found.chunks])[0]


def _unshown(steps: "Steps", request: ModelRequest) -> Traced[str]:
    """What is written for a search is no part of the answer that people watch."""
    try:
        with closing(steps.answered(request)) as answering:
            while True:
                try:
                    fact = next(answering)
                except StopIteration as end:
                    return str(end.value.text)
                if not isinstance(fact, NOT_SHOWN):
                    yield fact
    finally:
        steps.streamed = ""
