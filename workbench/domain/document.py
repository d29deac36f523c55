"""What the bot may read: documents, their chunks, and how chunks were ranked."""

from dataclasses import dataclass
from typing import Literal


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
class Dropped:
    """A chunk that a step took out, or put below others, and why."""

    chunk_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class RankingStep:
    """What one step made of the ranking before it: the whole list after it, best first."""

    name: str
    placings: tuple[Placing, ...]
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Withheld:
    """A chunk that the asker may not read: its id and the reason, never its text or title."""

    chunk_id: str
    reason: str


SearchPurpose = Literal["question", "rewrite", "hyde", "multi_query"]


@dataclass(frozen=True, slots=True)
class SearchText:
    """What is searched for: the question itself, or what a model wrote in its place."""

    text: str
    purpose: SearchPurpose = "question"


@dataclass(frozen=True, slots=True)
class Search:
    """Who asks for what. `region`: of the account, empty if unknown."""

    texts: tuple[SearchText, ...]
    role: str
    region: str = ""

    @property
    def question(self) -> str:
        return self.texts[0].text


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a retriever found, before the steps that choose from it. `chunks`: best first.

    `relevance`: how well each chunk fits, by cosine if `dense` took part, else by its BM25 score.
    `likeness`: the cosines between the chunks, row by row; empty unless they were asked for.
    `context`: for a chunk's id, what goes into the prompt in its place: its parent, or the chunk
    among its neighbours in reading order; only where that is more than the chunk.
    `not_yet`: documents found that are not in force yet, with those that they will replace.
    """

    chunks: tuple[Chunk, ...]
    rankings: tuple[Ranking, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    steps: tuple[RankingStep, ...] = ()
    relevance: tuple[float, ...] = ()
    likeness: tuple[tuple[float, ...], ...] = ()
    context: tuple[tuple[str, tuple[Chunk, ...]], ...] = ()
    not_yet: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Retrieved:
    """`chunks`: best first, what goes into the prompt. `rankings`: what each retriever thought.

    `steps`: how the rankings became these chunks, in order. `no_evidence`: why there are no
    chunks although some were found, or why nothing was; empty where there is evidence.
    """

    chunks: tuple[Chunk, ...]
    rankings: tuple[Ranking, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    texts: tuple[SearchText, ...] = ()
    steps: tuple[RankingStep, ...] = ()
    no_evidence: str = ""
