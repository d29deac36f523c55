"""Chunks that say nearly the same as a better one are left out."""

from collections.abc import Mapping, Sequence

from workbench.domain.document import Dropped
from workbench.selection.ranked import Scored

WORDS_IN_A_ROW = 3


def without_duplicates(
    ranked: Sequence[Scored], texts: Mapping[str, str], overlap: float
) -> tuple[tuple[Scored, ...], tuple[Dropped, ...]]:
    """`overlap`: from which Jaccard index of their word triples on two texts are the same, 0 to 1.

    The better of two stays. 0 keeps everything. Broder, "On the resemblance and containment of
    documents", 1997.
    """
    if not overlap:
        return tuple(ranked), ()
    kept: list[Scored] = []
    seen: list[tuple[str, frozenset[tuple[str, ...]]]] = []
    dropped: list[Dropped] = []
    for key, score in ranked:
        mine = shingles(texts[key])
        same = next((name for name, other in seen if jaccard(mine, other) >= overlap), None)
        if same is None:
            kept.append((key, score))
            seen.append((key, mine))
        else:
            dropped.append(Dropped(key, f"says nearly the same as {same}"))
    return tuple(kept), tuple(dropped)


def shingles(text: str, width: int = WORDS_IN_A_ROW) -> frozenset[tuple[str, ...]]:
    """Every `width` words in a row, in lower case; a shorter text is one piece."""
    words = text.lower().split()
    if len(words) < width:
        return frozenset({tuple(words)})
    return frozenset(tuple(words[at : at + width]) for at in range(len(words) - width + 1))


def jaccard(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    return len(one & other) / len(one | other)
