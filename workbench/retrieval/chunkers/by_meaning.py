"""Where the subject changes: between sentences whose embeddings are least alike.

After M. Hearst (1997), "TextTiling", with embeddings in place of words (G. Kamradt 2023, "5 levels
of text splitting", level 4): a break stands where the distance of what is before and behind it is
among the largest of the document.
"""

import math
from collections.abc import Callable, Iterator, Sequence

from workbench.domain.knowledge_settings import ChunkerSettings
from workbench.retrieval.chunkers.cutting import sentences, windows
from workbench.retrieval.chunkers.ruler import Ruler, Span

# Of all neighbours, the share that belongs together.
TOGETHER = 0.9

EmbedTexts = Callable[[Sequence[str]], Sequence[Sequence[float]]]


def at_drops(
    ruler: Ruler, body: Span, settings: ChunkerSettings, embed: EmbedTexts
) -> Iterator[Span]:
    """`embed` gives unit vectors."""
    parts = list(sentences(ruler, body, settings.size_tokens))
    for group in _groups(parts, _distances(ruler.text, parts, embed)):
        yield from windows(group, settings.size_tokens, settings.overlap_tokens, ruler.length)


def _distances(text: str, parts: Sequence[Span], embed: EmbedTexts) -> list[float]:
    """Of the two sentences before each gap to the two after it."""
    if len(parts) < 2:
        return []
    last = len(parts) - 1
    pairs = [
        text[parts[max(0, place)][0] : parts[min(last, place + 1)][1]]
        for place in range(-1, len(parts))
    ]
    vectors = embed(pairs)
    return [_distance(vectors[gap], vectors[gap + 2]) for gap in range(last)]


def _distance(one: Sequence[float], other: Sequence[float]) -> float:
    return 1 - math.fsum(a * b for a, b in zip(one, other, strict=True))


def _groups(parts: Sequence[Span], distances: Sequence[float]) -> Iterator[list[Span]]:
    if not parts:
        return
    ordered = sorted(distances)
    least = ordered[int(TOGETHER * len(ordered))] if ordered else math.inf
    group = [parts[0]]
    for part, distance in zip(parts[1:], distances, strict=True):
        if distance >= least and distance > 0:
            yield group
            group = []
        group.append(part)
    yield group
