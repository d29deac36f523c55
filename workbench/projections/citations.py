"""Which source each sentence of an answer rests on; a sentence without one gets none."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from workbench.domain.document import Chunk
from workbench.projections.claims import Claim, canonical, claims
from workbench.trace.event import TraceEvent
from workbench.trace.facts import ChunksRetrieved, ToolReturned, TurnStarted

# Of the content words of a sentence, how many its source must have, where the numbers agree
# and where there are none to agree.
LEAST_SHARE_WITH_CLAIMS = 0.3
LEAST_SHARE_OF_WORDS = 0.6
FEWEST_WORDS = 3
_SENTENCE = re.compile(r"\S.*?(?:[.!?](?=\s|$)|(?=\n)|$)", re.DOTALL)
_AMOUNT = re.compile(r"\d\.\d\d$")
_MARKER = re.compile(r"\[(\d{1,2})\]")
_SMALL_WORDS = frozenset(
    ("the", "and", "for", "you", "your", "are", "was", "were", "has", "have", "had", "that",
     "this", "with", "from", "will", "can", "not", "but", "our", "its", "it's", "they", "there",
     "been", "because", "since", "please", "here", "any", "all", "may", "would", "should",
     "about", "into", "then", "than", "when", "what", "which", "who", "how", "let", "know")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Something the model was given. `chunk` is set for a document, `span_id` for a tool."""

    kind: Literal["chunk", "tool", "account"]
    label: str
    text: str
    score: float | None = None
    chunk: Chunk | None = None
    span_id: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """`answer[start:end]` is the sentence that rests on the source; equal numbers, equal source.

    `is_marked`: the model wrote the number itself. `source` is None for a marker that points
    nowhere, which is an error of the answer.
    """

    number: int
    label: str
    source: Source | None
    start: int
    end: int
    is_marked: bool = False


def sources(events: Iterable[TraceEvent]) -> tuple[Source, ...]:
    """Chunks first, in the order in which the prompt numbers them, then tools, then the account."""
    chunks: list[Source] = []
    tools: list[Source] = []
    account: list[Source] = []
    for event in events:
        match event.fact:
            case ChunksRetrieved(retrieved=retrieved):
                chunks = [_of_chunk(chunk) for chunk in retrieved.chunks]
            case ToolReturned(call=call, output=output, failed=False):
                label = f"{call.tool} result"
                tools.append(Source("tool", label, output, span_id=event.span_id))
            case TurnStarted(input=given) if given.account:
                record = json.dumps(given.account.record, ensure_ascii=False)
                account = [Source("account", f"Account {given.account.id}", record)]
    return (*chunks, *tools, *account)


def citations(answer: str, known: Sequence[Source]) -> tuple[Citation, ...]:
    """Markers `[n]` the model wrote count for themselves; without any, sentences are attributed.

    A sentence is attributed to the source that has all its dates, numbers and ids and, unless one
    of them is an amount of money, a whole date or an id, at least 30 % of its content words;
    without any of those, at least 60 % of three or more words. More claims, then more words, then
    the earlier source win. This proves nothing of truth: it says where a sentence may have come
    from.
    """
    if _MARKER.search(answer):
        return tuple(_marked(answer, known))
    return tuple(_attributed(answer, known))


def _of_chunk(chunk: Chunk) -> Source:
    label = f"{chunk.title}: {chunk.heading}" if chunk.heading else chunk.title
    return Source("chunk", label, chunk.text, chunk.score, chunk)


def _marked(answer: str, known: Sequence[Source]) -> Iterable[Citation]:
    for sentence in _sentences(answer):
        for marker in _MARKER.finditer(sentence.group()):
            number = int(marker.group(1))
            source = known[number - 1] if 0 < number <= len(known) else None
            label = source.label if source else "No such source"
            yield Citation(number, label, source, *sentence.span(), is_marked=True)


def _attributed(answer: str, known: Sequence[Source]) -> Iterable[Citation]:
    read = [_Reading(f"{source.label} {source.text}") for source in known]
    numbers: dict[int, int] = {}
    for sentence in _sentences(answer):
        place = _best(_Reading(sentence.group()), read)
        if place is not None:
            number = numbers.setdefault(place, len(numbers) + 1)
            yield Citation(number, known[place].label, known[place], *sentence.span())


def _sentences(answer: str) -> Iterable[re.Match[str]]:
    return _SENTENCE.finditer(answer)


class _Reading:
    """A text by its claims and its content words."""

    def __init__(self, text: str) -> None:
        self.claims: tuple[Claim, ...] = claims(text)
        words = canonical(text).split()
        self.words = {
            _stem(word)
            for word in words
            if word[0] not in "@#&" and word not in _SMALL_WORDS and len(word) > len("am")
        }


def _stem(word: str) -> str:
    """Enough to find `refunds` in `refund`, and `booked` in `booking`."""
    return re.sub(r"(?:'s|ing|ed|es|s)$", "", word) if len(word) > len("used") else word


def _best(sentence: _Reading, read: Sequence[_Reading]) -> int | None:
    ranked: list[tuple[Any, int]] = []
    for place, source in enumerate(read):
        found = [
            [each for each in source.claims if claim.is_same(each)] for claim in sentence.claims
        ]
        held = sum(map(bool, found))
        shared = len(sentence.words & source.words)
        share = shared / len(sentence.words) if sentence.words else 1.0
        is_telling = any(
            _is_telling(claim) and any(map(_is_telling, same))
            for claim, same in zip(sentence.claims, found, strict=True)
        )
        if held == len(found) and (is_telling or _is_enough(sentence, shared, share)):
            ranked.append(((held, share, -place), place))
    return max(ranked)[1] if ranked else None


def _is_telling(claim: Claim) -> bool:
    """Whether hardly any other source would have it: not `3`, but `79.00` or `3 Nov 2026`."""
    match claim.kind:
        case "id":
            return True
        case "date":
            return "?" not in claim.value and claim.value.count("-") > 1
        case "number":
            return claim.unit not in ("", "%") or bool(_AMOUNT.search(claim.text))
        case _:
            return False


def _is_enough(sentence: _Reading, shared: int, share: float) -> bool:
    if sentence.claims:
        return share >= LEAST_SHARE_WITH_CLAIMS
    return shared >= FEWEST_WORDS and share >= LEAST_SHARE_OF_WORDS
