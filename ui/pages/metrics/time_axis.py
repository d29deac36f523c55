"""Ticks of a time axis: round local times and days. Qt-free."""

from datetime import datetime, timedelta

from ui.widgets.plots.ticks import Tick

_MOST_TICKS = 8
_DAY_S = 86_400
_STEPS_S = (60, 120, 300, 900, 1800, 3600, 2 * 3600, 3 * 3600, 6 * 3600, 12 * 3600,
            _DAY_S, 2 * _DAY_S, 5 * _DAY_S, 10 * _DAY_S)  # fmt: skip


def time_ticks(begin: datetime, left_s: float, right_s: float) -> list[Tick]:
    """Seconds from `begin` with their words: `14:00` within a day, `Mon 16` over days."""
    span_s = max(right_s - left_s, 1.0)
    step_s = next((each for each in _STEPS_S if span_s / each < _MOST_TICKS), _STEPS_S[-1])
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    offset_s = (begin - midnight).total_seconds()
    place = int((left_s + offset_s) // step_s) * step_s - offset_s
    found: list[Tick] = []
    while place <= right_s:
        if place >= left_s:
            found.append((place, bucket_words(begin, place, step_s)))
        place += step_s
    return found or [(left_s, bucket_words(begin, left_s, step_s))]


def bucket_words(begin: datetime, start_s: float, step_s: float) -> str:
    at = begin + timedelta(seconds=start_s)
    return f"{at:%a} {at.day}" if step_s >= _DAY_S else f"{at:%H:%M}"


def bar_ticks(begin: datetime, starts_s: tuple[float, ...], room: int = 8) -> list[Tick]:
    """Ticks for bars that stand side by side whatever time lies between them: (place, words).

    Bars of several days are marked where a day begins, bars of one day by the hour.
    """
    moments = [begin + timedelta(seconds=each) for each in starts_s]
    is_one_day = len({each.date() for each in moments}) < 3
    marked: list[Tick] = []
    for place, at in enumerate(moments):
        is_first = place == 0 or at.date() != moments[place - 1].date()
        if is_one_day:
            marked.append((float(place), f"{at:%H:%M}"))
        elif is_first:
            marked.append((float(place), f"{at:%a} {at.day}"))
    every = -(-len(marked) // room) if marked else 1
    return marked[::every]


def pace(bucket_s: float) -> str:
    """How wide a bucket is: `hourly`, `daily`, `every 15 min`."""
    named = {3600: "hourly", _DAY_S: "daily", 60: "every minute", 7 * _DAY_S: "weekly"}
    if bucket_s in named:
        return named[int(bucket_s)]
    if bucket_s < 3600:
        return f"every {bucket_s / 60:.0f} min"
    return f"every {bucket_s / 3600:.0f} h"
