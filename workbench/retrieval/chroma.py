"""The door to Chroma: chunks ranked by the likeness of their embeddings, a collection an audience.

Chroma may lose vectors when its process is killed, and no second process may open its folder
(both measured), so it holds nothing but ids and embeddings that SQLite can replace at any time.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import (
    CreateCollectionConfiguration,
    CreateHNSWConfiguration,
)
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings

from workbench.domain.knowledge_settings import may_read
from workbench.retrieval.access import Permit
from workbench.retrieval.floats import Floats
from workbench.retrieval.ranking import Question, Scored

Vectors = Mapping[str, bytes]
SPACE = CreateCollectionConfiguration(
    hnsw=CreateHNSWConfiguration(
        space="cosine", ef_construction=100, max_neighbors=16, ef_search=100
    )
)
ADDED_AT_A_TIME = 2000
SAMPLE = 16
COLLECTIONS_AT_A_TIME = 4
FARTHEST_FROM_ITSELF = 1e-3
FETCHED_MORE = 4


class BrokenIndexError(Exception):
    """Chroma's folder is not what it should be: build it again."""


class WrongDimensionError(Exception):
    """The question was embedded by another model than the chunks."""


def build(folder: Path, vectors: Mapping[str, Vectors]) -> None:
    """Write `vectors` (audience → chunk id → float32) into the empty `folder`."""
    with _broken_if_it_fails(), closing(_client(folder)) as client:
        for audience, by_id in vectors.items():
            collection = client.create_collection(
                _name(audience), embedding_function=None, configuration=SPACE
            )
            for ids in _parts(list(by_id), ADDED_AT_A_TIME):
                collection.add(ids=ids, embeddings=_matrix([by_id[key] for key in ids]))


@dataclass(frozen=True, slots=True)
class Expected:
    """What a collection should hold: so many vectors, and these among them."""

    count: int
    sample: Vectors


def sample_of(ids: Sequence[str]) -> list[str]:
    """A few, from all over."""
    return list(ids[:: max(1, len(ids) // SAMPLE)][:SAMPLE])


class DenseRanker:
    """An open folder. Raises `BrokenIndexError` whenever Chroma fails in any way."""

    def __init__(self, folder: Path, expected: Mapping[str, Expected], paths: Mapping[str, str]):
        """Opens and checks what should be there, by audience; `paths`: documents by chunk id."""
        self._paths = paths
        self._pool = ThreadPoolExecutor(COLLECTIONS_AT_A_TIME, "chroma")
        self._dimension = _dimension([each.sample for each in expected.values()])
        with _broken_if_it_fails():
            self._client = _client(folder)
            try:
                self._collections = {audience: self._open(audience) for audience in expected}
                for audience, each in expected.items():
                    _check(self._collections[audience], each)
            except BaseException:
                self._client.close()
                raise

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._client.close()

    def rank(
        self, question: Question, permits: Sequence[Permit], count: int
    ) -> tuple[tuple[Scored, ...], ...]:
        """Scores are cosines. Only collections that a permit allows are read for it."""
        if not self._collections:
            return tuple(() for _ in permits)
        if self._dimension and len(question.embedding) != self._dimension:
            raise WrongDimensionError
        wanted = frozenset[str]().union(*(permit.audiences for permit in permits))
        with _broken_if_it_fails():
            asked = {
                audience: self._pool.submit(self._near, audience, question, permits, count)
                for audience in self._collections
                if may_read(audience, wanted)
            }
            near = {audience: answer.result() for audience, answer in asked.items()}
        return tuple(self._merged(near, permit, count) for permit in permits)

    def _open(self, audience: str) -> Collection:
        return self._client.get_collection(_name(audience), embedding_function=None)

    def _near(
        self, audience: str, question: Question, permits: Sequence[Permit], count: int
    ) -> tuple[Scored, ...]:
        """Enough for each permit that reads this audience: more are fetched while some lack.

        What is left out by day or region may be much, so it is not fetched in advance.
        """
        reading = [permit for permit in permits if may_read(audience, permit.audiences)]
        wanted = count
        while True:
            near = _nearest(self._collections[audience], question.embedding, wanted)
            allowed = [
                sum(permit.allows(self._paths[key], audience) for key, _ in near)
                for permit in reading
            ]
            if len(near) < wanted or min(allowed) >= count:
                return near
            wanted *= FETCHED_MORE

    def _merged(
        self, near: Mapping[str, Sequence[Scored]], permit: Permit, count: int
    ) -> tuple[Scored, ...]:
        allowed = [
            scored
            for audience, found in near.items()
            for scored in found
            if permit.allows(self._paths[scored[0]], audience)
        ]
        return tuple(sorted(allowed, key=lambda scored: (-scored[1], scored[0]))[:count])


def _nearest(
    collection: Collection, embedding: tuple[float, ...], count: int
) -> tuple[Scored, ...]:
    found = collection.query(
        query_embeddings=np.array([embedding], dtype=np.float32),
        n_results=count,
        include=["distances"],
    )
    distances = found["distances"] or [[]]
    return tuple(
        (key, 1 - distance) for key, distance in zip(found["ids"][0], distances[0], strict=True)
    )


def _check(collection: Collection, expected: Expected) -> None:
    """Count, a sample of ids and embeddings, and most of the sample find themselves.

    Not all: among many equal embeddings a sound graph misses up to 6 of 16 (measured).
    """
    if collection.count() != expected.count:
        raise BrokenIndexError("count")
    ids, vectors = list(expected.sample), expected.sample
    if not ids:
        return
    stored = collection.get(ids=ids, include=["embeddings"])
    if set(stored["ids"]) != set(ids) or stored["embeddings"] is None:
        raise BrokenIndexError("ids")
    for key, embedding in zip(stored["ids"], stored["embeddings"], strict=True):
        if not np.allclose(embedding, np.frombuffer(vectors[key], np.float32), atol=1e-5):
            raise BrokenIndexError("embeddings")
    nearest = collection.query(
        query_embeddings=_matrix([vectors[key] for key in ids]),
        n_results=1,
        include=["distances"],
    )["distances"]
    found = sum(distances[0] <= FARTHEST_FROM_ITSELF for distances in nearest or () if distances)
    if 2 * found < len(ids):
        raise BrokenIndexError("search")


def _client(folder: Path) -> Client:
    client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
    if not isinstance(client, Client):
        raise BrokenIndexError("client")
    return client


@contextmanager
def _broken_if_it_fails() -> Iterator[None]:
    try:
        yield
    except (KeyboardInterrupt, SystemExit, BrokenIndexError):
        raise
    except BaseException as error:  # Chroma's Rust core panics with a BaseException.
        raise BrokenIndexError(type(error).__name__) from error


def _name(audience: str) -> str:
    """Chroma is strict about names; people need not be."""
    return f"audience-{hashlib.sha256(audience.encode()).hexdigest()[:24]}"


def _matrix(vectors: Sequence[bytes]) -> Floats:
    return np.stack([np.frombuffer(vector, np.float32) for vector in vectors])


def _dimension(samples: Sequence[Vectors]) -> int:
    """0 if there is nothing to tell it by."""
    return next((len(one) // 4 for by_id in samples for one in by_id.values()), 0)


def _parts(ids: list[str], size: int) -> Iterator[list[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
