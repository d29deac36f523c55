"""What goes into the prompt for a chunk: its parent, or it and its neighbours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from workbench.domain.document import Chunk


def in_context(
    chosen: Iterable[Chunk], context: Mapping[str, Sequence[Chunk]]
) -> tuple[Chunk, ...]:
    """Each chunk followed by what comes with it, in reading order; nothing comes twice.

    The group of a better chunk comes first. What is itself chosen keeps the score that chose it,
    and a parent has that of its best chunk.
    """
    scores = {chunk.id: chunk for chunk in chosen}
    told: dict[str, Chunk] = {}
    for chunk in scores.values():
        group = context.get(chunk.id, (chunk,))
        if chunk.id not in {each.id for each in group}:
            group = tuple(replace(each, score=chunk.score) for each in group)
        for each in group:
            told.setdefault(each.id, scores.get(each.id, each))
    return tuple(told.values())
