"""What an answer rests on: the retrieved chunks and why they were chosen, and its sources."""

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.domain.document import Chunk, Retrieved, Withheld
from workbench.trace.event import TraceEvent
from workbench.trace.facts import ChunksRetrieved, RetrievalStarted


@dataclass(frozen=True, slots=True)
class RetrieverPlace:
    """Where one retriever (`bm25`, `dense`) put the chunk; ranks count from 1."""

    retriever: str
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class RankedChunk:
    """`rank` is that of the fusion, from 1; what was sent to the model, best first."""

    rank: int
    chunk: Chunk
    places: tuple[RetrieverPlace, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """All chunks that one retriever found, best first; `sent` ones came through the fusion."""

    retriever: str
    places: tuple[tuple[str, RetrieverPlace], ...]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """`withheld`: ids and reasons only, as the asker may not know what they say."""

    query: str = ""
    top_k: int = 0
    chunks: tuple[RankedChunk, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    withheld: tuple[Withheld, ...] = ()


def evidence(events: Iterable[TraceEvent]) -> EvidenceView | None:
    """Of the last retrieval of the turn; None if it retrieved nothing."""
    query, top_k, retrieved = "", 0, None
    for event in events:
        if isinstance(event.fact, RetrievalStarted):
            query, top_k = event.fact.query, event.fact.top_k
        elif isinstance(event.fact, ChunksRetrieved):
            retrieved = event.fact.retrieved
    return view_of(retrieved, query, top_k) if retrieved else None


def view_of(retrieved: Retrieved, query: str = "", top_k: int = 0) -> EvidenceView:
    """Also for a search without a turn."""
    ladders = tuple(
        Ladder(
            ranking.retriever,
            tuple(
                (each.chunk_id, RetrieverPlace(ranking.retriever, each.rank, each.score))
                for each in ranking.placings
            ),
        )
        for ranking in retrieved.rankings
    )
    chunks = tuple(
        RankedChunk(rank, chunk, _places(chunk.id, ladders))
        for rank, chunk in enumerate(retrieved.chunks, start=1)
    )
    return EvidenceView(query, top_k or len(chunks), chunks, ladders, retrieved.withheld)


def _places(chunk_id: str, ladders: tuple[Ladder, ...]) -> tuple[RetrieverPlace, ...]:
    return tuple(place for ladder in ladders for each, place in ladder.places if each == chunk_id)
