"""All that SQLite says of one index, and what a build of it holds."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.document import Chunk
from workbench.retrieval.access import Source
from workbench.retrieval.knowledge_store import NotIndexedError, opened
from workbench.retrieval.records import IndexRecord

MEMBERS = "members.json"

# Audience → ids of chunks, sorted.
Members = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Truth:
    """`members`: the chunks that are embedded. Vectors are read when they are needed."""

    chunks: tuple[Chunk, ...]
    parents: tuple[Chunk, ...]
    sources: tuple[Source, ...]
    record: IndexRecord
    members: Members

    @property
    def fingerprint(self) -> str:
        digest = hashlib.sha256(str(self.record.embedder).encode())
        digest.update(json.dumps(dict(self.members), sort_keys=True).encode())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Built:
    """What went into a folder of Chroma."""

    embedder: int
    members: Members


def read_truth(knowledge: Path, index: str) -> Truth:
    """Raises `RetrievalError`, if nothing is indexed among others."""
    with opened(knowledge, index, read_only=True) as store:
        record = store.record()
        if record is None:
            raise NotIndexedError
        chunks, embedded = store.chunks(), store.vectors.embedded_ids(record.embedder)
        by_audience: dict[str, list[str]] = {}
        for piece in chunks:
            if piece.id in embedded:
                by_audience.setdefault(piece.audience, []).append(piece.id)
        members = {audience: tuple(sorted(ids)) for audience, ids in by_audience.items()}
        return Truth(chunks, store.parents(), store.sources(), record, members)


def read_vectors(
    knowledge: Path, index: str, embedder: int, ids: Iterable[str] | None
) -> dict[str, bytes]:
    """Of all chunks or of `ids`; one that is gone meanwhile is left out."""
    with opened(knowledge, index, read_only=True) as store:
        return store.vectors.of_chunks(embedder, ids)


def write_built(folder: Path, built: Built) -> None:
    (folder / MEMBERS).write_text(
        json.dumps({"embedder": built.embedder, "members": dict(built.members)}), "utf-8"
    )


def read_built(folder: Path) -> Built | None:
    """None if it cannot be told."""
    try:
        said = json.loads((folder / MEMBERS).read_text("utf-8"))
        members = {str(name): tuple(map(str, ids)) for name, ids in said["members"].items()}
        return Built(int(said["embedder"]), members)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
