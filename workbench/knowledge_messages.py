"""What the worker tells of documents and indexes."""

from dataclasses import dataclass
from typing import Literal

from workbench.domain.document import Chunk
from workbench.domain.knowledge_settings import IndexSpec


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A file of the knowledge folder. Where `problem` is set, nothing of it is indexed."""

    path: str
    title: str
    audience: str
    effective: str
    supersedes: tuple[str, ...]
    region: str
    language: str
    chunks: int
    problem: str = ""
    remedy: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class IndexRow:
    """`mismatch`: why it cannot be searched as it is; `made_with`: versions of libraries."""

    spec: IndexSpec
    chunks: int
    is_stale: bool
    mismatch: str = ""
    made_with: str = ""


@dataclass(frozen=True, slots=True)
class IndexesListed:
    request_id: str
    indexes: tuple[IndexRow, ...]
    kind: Literal["indexes_listed"] = "indexes_listed"


@dataclass(frozen=True, slots=True)
class DocumentsListed:
    request_id: str
    index: str
    documents: tuple[DocumentRow, ...]
    is_first: bool = True
    is_last: bool = True
    kind: Literal["documents_listed"] = "documents_listed"


@dataclass(frozen=True, slots=True)
class ChunksListed:
    """In reading order. `is_parent`: these go into prompts in place of chunks that name them."""

    request_id: str
    path: str
    chunks: tuple[Chunk, ...]
    is_parent: bool = False
    is_first: bool = True
    is_last: bool = True
    kind: Literal["chunks_listed"] = "chunks_listed"


@dataclass(frozen=True, slots=True)
class DocumentUse:
    """In how many turns something of the document went into the prompt."""

    path: str
    turns: int


@dataclass(frozen=True, slots=True)
class UsesCounted:
    """`turns` retrieved something among those that were looked at; unused documents are absent."""

    request_id: str
    turns: int
    uses: tuple[DocumentUse, ...]
    is_first: bool = True
    is_last: bool = True
    kind: Literal["uses_counted"] = "uses_counted"


KnowledgeMessage = IndexesListed | DocumentsListed | ChunksListed | UsesCounted
