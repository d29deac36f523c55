"""What a retriever is inside the index server, and how several make one answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from workbench.domain.document import Chunk, Placing, Ranking, Retrieved, Withheld
from workbench.retrieval.access import Permit, Source, reason_withheld, successors
from workbench.retrieval.fusion import fuse

Scored = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Question:
    """`embedding` is empty if nobody who ranks by it was asked for."""

    text: str
    embedding: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Asker:
    """For whom and when: `today` is an ISO date."""

    audiences: frozenset[str]
    today: str


@dataclass(frozen=True, slots=True)
class Depth:
    """`candidates` of each retriever are fused into `top_k` chunks."""

    top_k: int
    candidates: int


class Ranker(Protocol):
    def rank(
        self, question: Question, permits: Sequence[Permit], count: int
    ) -> tuple[tuple[Scored, ...], ...]:
        """For each permit, the `count` best chunks among those it allows, best first."""
        ...


class Catalog:
    """Every chunk and document of the index: the truth that access is decided by."""

    def __init__(self, chunks: Sequence[Chunk], sources: Sequence[Source]) -> None:
        self.chunks = {piece.id: piece for piece in chunks}
        self.sources = {source.path: source for source in sources}
        self.everything = Permit(frozenset(source.audience for source in sources))

    def permit(self, asker: Asker) -> Permit:
        out_of_force = successors(self.sources.values(), asker.today)
        return Permit(asker.audiences, frozenset(out_of_force))

    def allows(self, permit: Permit, chunk_id: str) -> bool:
        piece = self.chunks.get(chunk_id)
        return piece is not None and permit.allows(piece.path, piece.audience)

    def allowed(self, permit: Permit) -> tuple[Chunk, ...]:
        return tuple(piece for key, piece in self.chunks.items() if self.allows(permit, key))

    def withheld(self, chunk_id: str, asker: Asker) -> Withheld:
        source = self.sources[self.chunks[chunk_id].path]
        new = successors(self.sources.values(), asker.today).get(source.path, ())
        replaced_by = {path: self.sources[path] for path in new}
        return Withheld(chunk_id, reason_withheld(source, asker.audiences, replaced_by))


def find(
    catalog: Catalog, rankers: Mapping[str, Ranker], question: Question, asker: Asker, depth: Depth
) -> Retrieved:
    """The best chunks the asker may read, and which better ones there are that it may not.

    Each ranker gets the permit and ranks only what it allows; a second ranking, without it, only
    tells the ids that are withheld: those that would have been among the best `top_k`.
    """
    permit = catalog.permit(asker)
    both = {
        name: ranker.rank(question, (permit, catalog.everything), depth.candidates)
        for name, ranker in rankers.items()
    }
    # A cache may be wrong about what it holds; the catalog is not.
    allowed = {name: _known(catalog, permit, mine) for name, (mine, _) in both.items()}
    unfiltered = {
        name: _known(catalog, catalog.everything, whole) for name, (_, whole) in both.items()
    }
    return Retrieved(
        chunks=tuple(
            replace(catalog.chunks[key], score=score)
            for key, score in _fused(allowed)[: depth.top_k]
        ),
        rankings=tuple(_ranking(name, scored) for name, scored in allowed.items()),
        withheld=tuple(
            catalog.withheld(key, asker)
            for key, _ in _fused(unfiltered)[: depth.top_k]
            if not catalog.allows(permit, key)
        ),
    )


def _known(catalog: Catalog, permit: Permit, scored: Sequence[Scored]) -> tuple[Scored, ...]:
    return tuple(item for item in scored if catalog.allows(permit, item[0]))


def _fused(rankings: Mapping[str, Sequence[Scored]]) -> tuple[Scored, ...]:
    return fuse([key for key, _ in scored] for scored in rankings.values())


def _ranking(name: str, scored: Sequence[Scored]) -> Ranking:
    return Ranking(
        name,
        tuple(Placing(key, rank, score) for rank, (key, score) in enumerate(scored, start=1)),
    )
