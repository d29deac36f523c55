"""nDCG@10 of words, meaning and both on four collections, with intervals; abstention on one."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter

from benchmarks.retrieval.corpora import BASELINES, NAMES, Corpus, corpus
from workbench.cancellation import CancelToken
from workbench.domain.bot import SUGGESTED_MIN_SCORE, RetrievalSettings
from workbench.domain.document import Search, SearchText
from workbench.domain.knowledge_settings import ChunkerSettings
from workbench.domain.retrieval_report import QueryScores, RetrievalReport
from workbench.evals.retrieval.judged import query_scores
from workbench.evals.retrieval.report import Origin, Outcome, abstention, retrieval_report
from workbench.model_server.embedder import Embedder
from workbench.models.catalog import bundled_embedder
from workbench.retrieval.chunkers import Tools, chunk
from workbench.retrieval.chunkers.tokens import WordPieces
from workbench.retrieval.sweep.bench import RetrievalBench, Ways
from workbench.retrieval.sweep.vector_cache import VectorCache
from workbench.selection.select import select

DEEP = RetrievalSettings(top_k=50, candidates=100)
WAYS: Mapping[str, RetrievalSettings] = {
    "bm25": replace(DEEP, retrievers=("bm25",)),
    "dense": replace(DEEP, retrievers=("dense",)),
    "hybrid by rank": DEEP,
    "hybrid by scores": replace(DEEP, fusion="score"),
}
METRICS = ("nDCG@10", "recall@5", "recall@10", "MRR", "MAP")
CHUNKER, ROLE = ChunkerSettings(), "reader"
TODAY = date(2026, 11, 22)


class MiniLM:
    def __init__(self, folder: Path) -> None:
        self._model = Embedder(bundled_embedder(), folder)

    def embed(self, texts: Sequence[str], cancel: CancelToken) -> tuple[tuple[float, ...], ...]:
        cancel.check()
        return tuple(map(tuple, self._model.embed(list(texts)).vectors.tolist()))


def tables(root: Path, cache_folder: Path) -> str:
    """Markdown. `root`: where the collections are; vectors are kept in the cache folder."""
    embedder = MiniLM(cache_folder)
    tools = Tools(
        WordPieces(bundled_embedder()), lambda texts: embedder.embed(texts, CancelToken())
    )
    parts = ["| collection | documents, chunks, queries | way | " + " | ".join(METRICS) + " |"]
    parts.append("|---|---|---|" + "---|" * len(METRICS))
    notes: list[str] = []
    with closing(VectorCache(cache_folder / "vectors.sqlite")) as cache:
        for name in NAMES:
            one = corpus(root, name)
            roles = {ROLE: tuple({document.audience for document in one.documents})}
            ways = Ways(
                lambda one, how: chunk(one, how, tools).chunks, {"minilm": embedder}, roles, TODAY
            )
            bench = RetrievalBench(one.documents, ways, cache)
            report = measured(one, bench)
            parts += _rows(one, bench.chunk_count(CHUNKER), report)
            notes += _notes(one, report)
            if any(not query.relevant for query in one.queries):
                notes.append(_abstention(one, bench))
    return "\n".join([*parts, "", *notes])


def measured(one: Corpus, bench: RetrievalBench) -> RetrievalReport:
    outcomes = [
        Outcome(name, settings, _scores(one, bench, settings)) for name, settings in WAYS.items()
    ]
    return retrieval_report(outcomes, Origin(one.name, "questions"), "hybrid by scores")


def _scores(
    one: Corpus, bench: RetrievalBench, settings: RetrievalSettings
) -> tuple[QueryScores, ...]:
    cancel = CancelToken()
    retriever = bench.retriever(CHUNKER, "minilm", cancel)
    found = []
    for query in one.queries:
        texts = (SearchText(query.text),)
        began = perf_counter()
        candidates = retriever.candidates(Search(texts, ROLE), settings, cancel)
        retrieved = select(candidates, settings, texts)
        found.append(query_scores(query, retrieved, perf_counter() - began))
    return tuple(found)


def _rows(one: Corpus, chunks: int, report: RetrievalReport) -> Iterator[str]:
    size = f"{len(one.documents)}, {chunks}, {report.queries}"
    for place, result in enumerate(report.results):
        by_name = {each.metric: each for each in result.metrics}
        cells = (
            f"{by_name[name].value:.3f} ({by_name[name].low:.3f} to {by_name[name].high:.3f})"
            for name in METRICS
        )
        head = (one.name, size) if place == 0 else ("", "")
        yield f"| {' | '.join((*head, result.name, *cells))} |"


def _notes(one: Corpus, report: RetrievalReport) -> Iterator[str]:
    values = {
        result.name: next(each.value for each in result.metrics if each.metric == "nDCG@10")
        for result in report.results
    }
    rivals = {
        each.name: next(diff for diff in each.differences if diff.metric == "nDCG@10")
        for each in report.results
        if each.differences
    }
    better = max(("bm25", "dense"), key=values.__getitem__)
    hybrid, rival = values["hybrid by scores"], rivals[better]
    yield (
        f"- {one.name}: hybrid by scores {hybrid:.3f}, {hybrid - values[better]:+.3f} against "
        f"{better}, the better of the two ({-rival.high:+.3f} to {-rival.low:+.3f}, "
        f"p = {rival.p_adjusted:.3f}); {hybrid - BASELINES[one.name]:+.3f} against BM25 over whole "
        f"documents ({BASELINES[one.name]:.3f})."
    )


def _abstention(one: Corpus, bench: RetrievalBench) -> str:
    settings = replace(WAYS["hybrid by scores"], min_score=SUGGESTED_MIN_SCORE)
    found = abstention(_scores(one, bench, settings), settings.min_score)
    assert found
    return (
        f'- {one.name}, "no evidence" at the suggested threshold {SUGGESTED_MIN_SCORE:g}: said '
        f"{found.said} times of {len(one.queries)}, precision {found.precision or 0:.2f}, recall "
        f"{found.recall or 0:.2f} of the {found.unanswerable} that nothing answers."
    )
