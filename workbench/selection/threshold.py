"""What does not fit well enough is no evidence."""

from collections.abc import Mapping, Sequence

from workbench.domain.document import Dropped
from workbench.selection.ranked import Scored


def above(
    ranked: Sequence[Scored], relevance: Mapping[str, float], least: float
) -> tuple[tuple[Scored, ...], tuple[Dropped, ...]]:
    """Those whose relevance is at least `least`, in their order; 0 keeps all."""
    if not least:
        return tuple(ranked), ()
    kept = tuple(item for item in ranked if relevance[item[0]] >= least)
    dropped = tuple(
        Dropped(key, f"{relevance[key]:.3f} is below {least:g}")
        for key, _ in ranked
        if relevance[key] < least
    )
    return kept, dropped
