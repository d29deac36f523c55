"""Newer documents before older ones, as far as the settings say."""

from collections.abc import Mapping, Sequence
from datetime import date

from workbench.selection.ranked import Scored, best_first


def recent_first(
    ranked: Sequence[Scored],
    effective: Mapping[str, str],
    today: str,
    share: float,
    half_life_days: float,
) -> tuple[Scored, ...]:
    """Each score times `1 - share + share * 0.5 ** (age / half life)`.

    `effective`: the ISO date of an id's document; without one, or in the future, it is as new as
    can be: nothing says that it is old. `share` 0 changes nothing.
    """
    day = date.fromisoformat(today)

    def kept(key: str) -> float:
        since = effective.get(key, "")
        age_days = max(0, (day - date.fromisoformat(since)).days) if since else 0
        decay: float = 0.5 ** (age_days / half_life_days)
        return 1 - share + share * decay

    return best_first((key, score * kept(key)) for key, score in ranked)
