"""What goes into the prompt for a chunk: its parent, or it and its neighbours."""

from collections.abc import Iterable, Mapping, Sequence

from workbench.domain.document import Chunk


def in_context(
    chosen: Iterable[Chunk], context: Mapping[str, Sequence[Chunk]]
) -> tuple[Chunk, ...]:
    """Each chunk followed by what comes with it, in reading order; nothing comes twice.

    The group of a better chunk comes first. What is itself chosen keeps the score that chose it.
    """
    scores = {chunk.id: chunk for chunk in chosen}
    told: dict[str, Chunk] = {}
    for chunk in scores.values():
        for each in context.get(chunk.id, (chunk,)):
            told.setdefault(each.id, scores.get(each.id, each))
    return tuple(told.values())
