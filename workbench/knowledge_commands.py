"""What the window and the CLI ask of the worker about documents and indexes."""

from dataclasses import dataclass
from typing import Literal

from workbench.domain.knowledge_settings import DEFAULT_INDEX, ChunkerSettings


@dataclass(frozen=True, slots=True)
class UpdateIndex:
    """Answered by `IndexProgressed`, the last with `is_done`.

    An index that was made otherwise than workbench.yaml says now is made anew.
    """

    index: str = DEFAULT_INDEX
    kind: Literal["update_index"] = "update_index"


@dataclass(frozen=True, slots=True)
class StopIndex:
    """What is indexed so far is kept, and the next update goes on from there."""

    kind: Literal["stop_index"] = "stop_index"


@dataclass(frozen=True, slots=True)
class ListIndexes:
    """Answered by `IndexesListed`."""

    request_id: str
    kind: Literal["list_indexes"] = "list_indexes"


@dataclass(frozen=True, slots=True)
class ListDocuments:
    """Answered by `DocumentsListed`, in several pieces if there are many."""

    request_id: str
    index: str = DEFAULT_INDEX
    kind: Literal["list_documents"] = "list_documents"


@dataclass(frozen=True, slots=True)
class ListChunks:
    """Of one document, as it is indexed. Answered by `ChunksListed`, in pieces if many."""

    request_id: str
    path: str
    index: str = DEFAULT_INDEX
    kind: Literal["list_chunks"] = "list_chunks"


@dataclass(frozen=True, slots=True)
class PreviewChunker:
    """How a document would be cut. Answered by `ChunksListed`, or `Refused`."""

    request_id: str
    path: str
    chunker: ChunkerSettings
    index: str = DEFAULT_INDEX
    kind: Literal["preview_chunker"] = "preview_chunker"


@dataclass(frozen=True, slots=True)
class ReadChunks:
    """By id, those that the role may read. Answered by `ChunksListed` without a path."""

    request_id: str
    ids: tuple[str, ...]
    role: str
    index: str = DEFAULT_INDEX
    kind: Literal["read_chunks"] = "read_chunks"


@dataclass(frozen=True, slots=True)
class CountUses:
    """How many of the newest `turns` had something of each document. Answered by `UsesCounted`."""

    request_id: str
    turns: int = 200
    kind: Literal["count_uses"] = "count_uses"


KnowledgeCommand = (
    UpdateIndex
    | StopIndex
    | ListIndexes
    | ListDocuments
    | ListChunks
    | PreviewChunker
    | ReadChunks
    | CountUses
)
