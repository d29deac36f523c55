"""How each retriever and step ranked the chunks that one question found. Qt-free."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from ui.pages.knowledge.microscope.words import marks, snippet
from workbench.domain.document import Chunk, Placing, RankingStep, Retrieved, Withheld

# Many hidden chunks must not push a ladder out of sight: the rest of them stands below it.
MOST_RUNGS, MOST_ABOVE = 20, 4
FUSED, CONTEXT = "fused", "context"
_NAMES = {
    "bm25": "BM25",
    "dense": "Dense",
    FUSED: "Fused",
    "rerank": "Reranked",
    "recency": "By recency",
    "variety": "By variety",
    "minimum score": "Good enough",
    "duplicates": "Without duplicates",
    "in force": "In force first",
    "token budget": "Within the budget",
}
_LABELS = {"hyde": "made-up passage", "multi_query": "further query"}
_AUDIENCE = re.compile(r'audience is "(.*)"')
# Shares of reciprocal ranks are so small that two decimals would tell nothing.
_SMALL, _DIGITS, _MORE_DIGITS = 0.1, 2, 4

RungKind = Literal["ranked", "dropped", "hidden"]


@dataclass(frozen=True, slots=True)
class Rung:
    """A chunk in a ladder. `rank` is 0 where it has no place; `note` says why it has none, or why
    it was moved. `chunk` is None until its text was read, and for what is hidden."""

    chunk_id: str
    kind: RungKind = "ranked"
    rank: int = 0
    score: float = 0.0
    note: str = ""
    is_sent: bool = False
    chunk: Chunk | None = None
    snippet: str = ""

    @property
    def title(self) -> str:
        if self.chunk is None:
            return self.chunk_id
        title, heading = self.chunk.title, self.chunk.heading
        return f"{title}: {heading}" if heading and heading != title else title


@dataclass(frozen=True, slots=True)
class Ladder:
    """`ranked`: all ids, best first, though only some are `rungs`."""

    key: str
    name: str
    rungs: tuple[Rung, ...]
    ranked: tuple[str, ...]
    digits: int = _DIGITS

    def rung(self, chunk_id: str) -> Rung | None:
        return next((each for each in self.rungs if each.chunk_id == chunk_id), None)

    def score(self, rung: Rung) -> str:
        """As it is written; empty where there is none."""
        said = f"{rung.score:.{self.digits}f}" if rung.kind == "ranked" else ""
        return said.replace("-", "\N{MINUS SIGN}")

    def rank(self, chunk_id: str) -> int:
        """From 1; 0 if it is not there."""
        return self.ranked.index(chunk_id) + 1 if chunk_id in self.ranked else 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known beside the search: whose it was, the texts, and how many chunks are kept."""

    role: str
    keep: int
    words: frozenset[str] = frozenset()
    chunks: Mapping[str, Chunk] | None = None

    def chunk(self, chunk_id: str) -> Chunk | None:
        return (self.chunks or {}).get(chunk_id)


def ladders(found: Retrieved, reading: Reading) -> tuple[Ladder, ...]:
    """The retrievers', then those of the steps, in order; what is hidden stands in the fusion's.

    The server tells of hidden chunks that they would have been among the best, not where.
    """
    made = [_ladder(each.retriever, each.placings, found, reading) for each in found.rankings]
    steps = [each for each in found.steps if each.name != CONTEXT]
    made += [_of_step(each, found, reading) for each in steps]
    return tuple(made)


def shown_ids(found: Retrieved) -> tuple[str, ...]:
    """Every chunk of the ladders once that may be read, in the order in which they come."""
    rungs = (each for ladder in ladders(found, Reading("", 0)) for each in ladder.rungs)
    return tuple(dict.fromkeys(each.chunk_id for each in rungs if each.kind != "hidden"))


def hidden_words(withheld: Withheld, role: str) -> str:
    """`Hidden from customer. Needs agent`; what is out of force or place says so."""
    if needs := _AUDIENCE.fullmatch(withheld.reason):
        return f"Hidden from {role}. Needs {needs[1]}"
    return f"{withheld.reason[:1].upper()}{withheld.reason[1:]}"


def _of_step(step: RankingStep, found: Retrieved, reading: Reading) -> Ladder:
    notes = {each.chunk_id: each.reason for each in step.dropped}
    hidden = [
        Rung(each.chunk_id, "hidden", note=hidden_words(each, reading.role))
        for each in found.withheld
        if step.name == FUSED
    ]
    above, below = hidden[:MOST_ABOVE], hidden[MOST_ABOVE:]
    made = _ladder(step.name, step.placings, found, reading, notes)
    return replace(made, rungs=(*above, *made.rungs, *below))


def _ladder(
    key: str,
    placings: Sequence[Placing],
    found: Retrieved,
    reading: Reading,
    notes: Mapping[str, str] = MappingProxyType({}),
) -> Ladder:
    """`notes`: by id, on what was moved or dropped."""
    ranked = tuple(each.chunk_id for each in placings)
    make = _rung_maker(found, reading)
    rungs = [
        make(each.chunk_id, "ranked", each.rank, each.score, notes.get(each.chunk_id, ""))
        for each in placings[:MOST_RUNGS]
    ]
    dropped = [
        make(chunk_id, "dropped", 0, 0.0, note)
        for chunk_id, note in notes.items()
        if chunk_id not in ranked
    ]
    best = max((abs(each.score) for each in placings), default=0.0)
    digits = _MORE_DIGITS if 0 < best < _SMALL else _DIGITS
    shown = (*rungs, *dropped[:MOST_RUNGS])
    return Ladder(key, _name(key), shown, ranked, digits)


def _rung_maker(
    found: Retrieved, reading: Reading
) -> Callable[[str, RungKind, int, float, str], Rung]:
    def make(chunk_id: str, kind: RungKind, rank: int, score: float, note: str) -> Rung:
        chunk = reading.chunk(chunk_id)
        text = snippet(chunk.text, reading.words) if chunk else ""
        is_sent = is_in_prompt(chunk_id, chunk, found.chunks)
        return Rung(chunk_id, kind, rank, score, note, is_sent, chunk, text)

    return make


def is_in_prompt(chunk_id: str, chunk: Chunk | None, sent: Sequence[Chunk]) -> bool:
    """Itself, or within the larger chunk that goes in its place."""
    if any(each.id == chunk_id for each in sent):
        return True
    return chunk is not None and any(
        each.path == chunk.path and each.start <= chunk.start and chunk.end <= each.end
        for each in sent
    )


def story(shown: Sequence[Ladder], chunk_id: str, reading: Reading) -> str:
    """`BM25 12, Dense 3, Fused 6, Reranked 2. Sent to the model.` And why, where it can be told."""
    rungs = [rung for ladder in shown if (rung := ladder.rung(chunk_id))]
    if not rungs:
        return ""
    if rungs[0].kind == "hidden":
        return f"{rungs[0].note}."
    places = ", ".join(f"{each.name} {each.rank(chunk_id) or '–'}" for each in shown)
    return " ".join([f"{places}.", *_reasons(shown, rungs, reading)])


def _reasons(shown: Sequence[Ladder], rungs: Sequence[Rung], reading: Reading) -> Iterator[str]:
    last = rungs[-1]
    yield "Sent to the model." if last.is_sent else "Not sent to the model."
    if last.chunk and _is_missed_by_words(shown, last, reading.words):
        yield "It has none of the words of the question."
    yield from (f"{each.note[:1].upper()}{each.note[1:]}." for each in rungs if each.note)
    if last.is_sent and (saved := _saved_by(shown, last.chunk_id, reading.keep)):
        yield f"By the fusion alone it would not be sent: {saved}."


def _is_missed_by_words(shown: Sequence[Ladder], rung: Rung, words: frozenset[str]) -> bool:
    chunk = rung.chunk
    by_words = [each for each in shown if each.key == "bm25"]
    if chunk is None or not by_words or by_words[0].rank(rung.chunk_id):
        return False
    return not marks(f"{chunk.title}\n{chunk.heading}\n{chunk.text}", words)


def _saved_by(shown: Sequence[Ladder], chunk_id: str, keep: int) -> str:
    """`“Reranked” moved it from 6 to 2`, of the first step that brought it among those kept."""
    fused = next((place for place, each in enumerate(shown) if each.key == FUSED), len(shown))
    before = shown[fused].rank(chunk_id) if fused < len(shown) else 0
    if before <= keep:
        return ""
    ranks = ((each.name, each.rank(chunk_id)) for each in shown[fused + 1 :])
    found = next(((name, rank) for name, rank in ranks if 0 < rank <= keep), None)
    return f"“{found[0]}” moved it from {before} to {found[1]}" if found else ""


def _name(key: str) -> str:
    """`bm25 (multi_query 1)` is `BM25, further query 1`."""
    base, _, label = key.partition(" (")
    name = _NAMES.get(base, base[:1].upper() + base[1:])
    kind, _, number = label.rstrip(")").partition(" ")
    return f"{name}, {_LABELS.get(kind, kind)} {number}".rstrip() if label else name
