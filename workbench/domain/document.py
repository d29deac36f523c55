"""What the bot may read: documents, their chunks, and how chunks were ranked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the knowledge folder. `path` is relative to it; dates are ISO."""

    path: str
    title: str
    text: str
    audience: str = "customer"
    effective: str = ""
    supersedes: tuple[str, ...] = ()
    region: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document: `text` is `document text[start:end]`, in characters.

    `id` is stable as long as the text, place and audience are. `score` is the fused score that
    earned the chunk its place, 0 outside a ranking.
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
