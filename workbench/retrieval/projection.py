"""Vectors onto the two axes along which they differ most: principal component analysis."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.retrieval.floats import Floats

AXES = 2


@dataclass(frozen=True, slots=True)
class Plane:
    """`places`: a row of x and y for each vector, the farthest at distance 1."""

    places: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
    explained: float
    extra: tuple[tuple[float, float], ...] = ()


def plane(vectors: Floats, extra: Sequence[Sequence[float]] = ()) -> Plane:
    """`extra` vectors are placed, but have no say in the axes. Needs at least one vector.

    The same vectors give the same plane: of each axis, the largest component is positive.
    Jolliffe, Principal Component Analysis, 2002.
    """
    middle = vectors.mean(axis=0, dtype=np.float64)
    centred = vectors.astype(np.float64) - middle
    variances, axes = np.linalg.eigh(centred.T @ centred)
    best = axes[:, ::-1][:, :AXES]
    best = best * np.sign(best[np.abs(best).argmax(axis=0), range(best.shape[1])])
    places = centred @ best
    scale = float(np.linalg.norm(places, axis=1).max()) or 1.0
    total = float(variances.sum())
    explained = float(variances[::-1][:AXES].sum()) / total if total > 0 else 1.0
    others = ((np.asarray(one, np.float64) - middle) @ best / scale for one in extra)
    return Plane(places / scale, explained, tuple((float(x), float(y)) for x, y in others))
