"""What a turn's retrieval found of what its case names, beside the score of its answer."""

from collections.abc import Iterable

from workbench.domain.suite import Case
from workbench.evals.retrieval.judged import document_ranking
from workbench.statistics.ranking_metrics import ranking_metrics
from workbench.trace.event import TraceEvent
from workbench.trace.facts import ChunksRetrieved


def turn_retrieval(case: Case, events: Iterable[TraceEvent]) -> tuple[tuple[str, float], ...]:
    """Recall, precision, MRR and nDCG of the documents that the bot was given, at their number.

    Empty where the case names no documents or the turn searched for nothing.
    """
    searches = [e.fact.retrieved for e in events if isinstance(e.fact, ChunksRetrieved)]
    if not (case.documents and searches):
        return ()
    ranked = document_ranking(chunk for found in searches for chunk in found.chunks)
    depth = max(1, len(ranked))
    found = ranking_metrics(ranked, dict.fromkeys(case.documents, 1), (depth,))
    return (
        ("recall", found[f"recall@{depth}"]),
        ("precision", found[f"precision@{depth}"]),
        ("MRR", found["MRR"]),
        ("nDCG", found[f"nDCG@{depth}"]),
    )
