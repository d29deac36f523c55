"""What the knowledge store keeps of files and of indexes."""

from dataclasses import dataclass, field

from workbench.domain.document import Document
from workbench.domain.knowledge_settings import Labels
from workbench.retrieval.chunkers import Chunked
from workbench.retrieval.problem import Problem


@dataclass(frozen=True, slots=True)
class FileState:
    """What a file looked like when it was indexed. `sha256`: of its content.

    `made_by` is what else its chunks and vectors depend on.
    """

    path: str
    size_bytes: int
    mtime_ns: int
    sha256: str
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class Indexed:
    """A file and what became of it. `own`: what it says of itself; None if it is wrong."""

    file: FileState
    document: Document | None = None
    own: Labels = field(default_factory=Labels)
    chunked: Chunked = field(default_factory=lambda: Chunked(()))
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class IndexRecord:
    """What an index was made with. `libraries`: names with versions, for people to compare."""

    recipe: str
    model: str
    embedder: int
    dimension: int
    libraries: str


@dataclass(frozen=True, slots=True)
class DocumentState:
    """A row of the list of documents. `problem` is set in place of all that could not be read."""

    path: str
    title: str = ""
    audience: str = ""
    effective: str = ""
    supersedes: tuple[str, ...] = ()
    region: str = ""
    language: str = ""
    chunks: int = 0
    problem: Problem | None = None
