"""Embeddings as points of a plane: near points mean alike texts, as far as two axes can say."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A chunk. x and y are in units of the largest distance from the middle, -1 to 1."""

    chunk_id: str
    path: str
    audience: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class EmbeddingMap:
    """`explained`: the share of all variance that the two axes show. `query`: where it falls.

    `total`: how many chunks there are; `points` may be an even sample of them.
    """

    points: tuple[MapPoint, ...]
    total: int
    explained: float
    query: tuple[float, float] | None = None
