"""Evidence that fits: whole chunks only, and what was cut is told."""

from collections.abc import Sequence
from dataclasses import replace

from workbench.domain.document import Dropped, Retrieved
from workbench.selection.ranked import step

CUT = "token budget"


def within_budget(found: Retrieved, tokens: Sequence[int], budget: int) -> Retrieved:
    """The chunks, best first, as far as their `tokens` fit together; 0 is no limit.

    The first that does not fit ends it: a worse one that is shorter does not take its place.
    """
    if not budget:
        return found
    room, fit = budget, 0
    for count in tokens:
        room -= count
        if room < 0:
            break
        fit += 1
    dropped = [
        Dropped(chunk.id, f"{count} tokens, beyond the budget of {budget}")
        for chunk, count in zip(found.chunks[fit:], tokens[fit:], strict=True)
    ]
    kept = found.chunks[:fit]
    cut = step(CUT, [(chunk.id, chunk.score) for chunk in kept], dropped)
    reason = f"No passage fits into {budget} tokens." if found.chunks and not kept else ""
    return replace(
        found, chunks=kept, steps=(*found.steps, cut), no_evidence=found.no_evidence or reason
    )
