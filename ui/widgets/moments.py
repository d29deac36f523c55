"""Moments as the window writes them, in local time. Qt-free."""

from datetime import UTC, datetime, timedelta

_WEEK_DAYS = 7


def local(iso: str) -> datetime | None:
    """A stored moment (UTC if it does not say) as local time; None if there is none."""
    if not iso:
        return None
    found = datetime.fromisoformat(iso)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone()


def moment(iso: str, now: datetime) -> str:
    """`today 10:42`, `Sat 18:20` within a week, then `2 Nov 2026`; an en dash where unknown."""
    found = local(iso)
    if found is None:
        return "–"
    here = now.astimezone()
    if found.date() == here.date():
        return f"today {found:%H:%M}"
    if timedelta(0) < here.date() - found.date() < timedelta(days=_WEEK_DAYS):
        return f"{found:%a %H:%M}"
    return f"{found.day} {found:%b %Y}"


def span(seconds: float | None) -> str:
    """How long something took: `600 ms`, `11.2 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds is None:
        return "–"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
