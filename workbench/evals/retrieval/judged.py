"""Queries with what is relevant to them, and how well a ranking of documents does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.domain.document import Chunk, Retrieved
from workbench.domain.retrieval_report import QueryScores
from workbench.domain.suite import Case
from workbench.statistics.ranking_metrics import DEPTHS, ranking_metrics


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """`relevant`: paths; empty means that nothing answers it, and saying so is right."""

    id: str
    text: str
    relevant: tuple[str, ...]
    role: str = "customer"
    account: str = ""


def queries_of(cases: Iterable[Case]) -> tuple[JudgedQuery, ...]:
    """Of cases that name relevant documents, and of those that are to be refused."""
    return tuple(
        JudgedQuery(case.id, case.question, case.documents, case.role, case.account)
        for case in cases
        if case.documents or case.refuse
    )


def document_ranking(chunks: Iterable[Chunk]) -> tuple[str, ...]:
    """Each document at the place of its best chunk."""
    return tuple(dict.fromkeys(chunk.path for chunk in chunks))


def query_scores(
    query: JudgedQuery, found: Retrieved, seconds: float, depths: Sequence[int] = ()
) -> QueryScores:
    """`depths`: more of them than the usual ones."""
    ranked = document_ranking(found.chunks)
    return QueryScores(
        query.id,
        query.text,
        _metrics(ranked, query.relevant, depths),
        ranked,
        query.relevant,
        seconds,
        found.no_evidence,
    )


def _metrics(
    ranked: Sequence[str], relevant: Sequence[str], depths: Sequence[int]
) -> tuple[tuple[str, float], ...]:
    if not relevant:
        return ()
    wanted = sorted({*DEPTHS, *depths})
    return tuple(ranking_metrics(ranked, dict.fromkeys(relevant, 1), wanted).items())
