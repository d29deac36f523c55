"""The configurations of a sweep: every combination of some settings of retrieval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from workbench.domain.bot import Rerank, RetrievalSettings
from workbench.domain.knowledge_settings import ChunkerSettings

SweepMode = Literal["bm25", "dense", "hybrid", "weighted"]

MODES: Mapping[SweepMode, RetrievalSettings] = {
    "bm25": RetrievalSettings(retrievers=("bm25",)),
    "dense": RetrievalSettings(retrievers=("dense",)),
    "hybrid": RetrievalSettings(),
    "weighted": RetrievalSettings(fusion="score"),
}


@dataclass(frozen=True, slots=True)
class SweepPoint:
    """One combination. `embedder`: the key of its spec, which BM25 does not use."""

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


@dataclass(frozen=True, slots=True)
class SweepAxes:
    """`modes`: bm25, dense, hybrid (by rank) or weighted (by scores)."""

    chunkers: Sequence[ChunkerSettings]
    embedders: Sequence[str]
    modes: Sequence[SweepMode]
    top_ks: Sequence[int]
    reranks: Sequence[Rerank]


def sweep_points(axes: SweepAxes) -> tuple[SweepPoint, ...]:
    """Those that share a chunker and an embedder follow each other; BM25 needs no embedder."""
    found = (
        SweepPoint(chunker, axes.embedders[0] if mode == "bm25" else embedder, mode, k, rerank)
        for chunker, embedder, mode, k, rerank in product(
            axes.chunkers, axes.embedders, axes.modes, axes.top_ks, axes.reranks
        )
    )
    return tuple(dict.fromkeys(found))
