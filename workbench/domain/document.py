"""What the bot may read: documents, their chunks, and how chunks were ranked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the knowledge folder. `path` is relative to it; dates are ISO.

    `text` is Markdown; a form feed ends each page. `audience` may name several, joined by ", ":
    who reads one of them may read the document.
    """

    path: str
    title: str
    text: str
    audience: str = "customer"
    effective: str = ""
    supersedes: tuple[str, ...] = ()
    region: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document: `text` is `document text[start:end]`, in characters.

    `id` is stable as long as the text and place are. `score` is the fused score that earned the
    chunk its place, 0 outside a ranking. `page` counts from 1, 0 if the document has no pages.
    `parent_id`: the larger chunk that goes into the prompt instead, empty if it goes itself.
    `position`: its place among the chunks of its document, from 0. `supersedes` is filled for
    those alone who may read what it names.
    """

    id: str
    path: str
    title: str
    heading: str
    text: str
    start: int
    end: int
    audience: str
    effective: str = ""
    score: float = 0.0
    page: int = 0
    parent_id: str = ""
    region: str = ""
    supersedes: tuple[str, ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True)
class Placing:
    """Where one retriever (`bm25`, `dense`) put a chunk. Ranks count from 1."""

    chunk_id: str
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Ranking:
    retriever: str
    placings: tuple[Placing, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A chunk that the asker may not read: its id and the reason, never its text or title."""

    chunk_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Retrieved:
    """`chunks`: best first, at most `top_k`. `rankings`: what each retriever thought."""

    chunks: tuple[Chunk, ...]
    rankings: tuple[Ranking, ...] = ()
    withheld: tuple[Withheld, ...] = ()
