"""The steps of a turn as rows of the waterfall widget."""

from collections.abc import Sequence

from ui.widgets import waterfall as bars
from workbench.projections.waterfall import WaterfallRow, waterfall
from workbench.trace.event import TraceEvent

_LOOKS: dict[str, tuple[str, bars.WaterfallKind]] = {
    "guard": ("shield-check", "guard"),
    "route": ("git-fork", "other"),
    "retrieve": ("books", "retrieval"),
    "prompt": ("text-align-left", "other"),
    "queue": ("clock", "queue"),
    "model": ("cpu", "model"),
    "tool": ("wrench", "tool"),
}


def trace_bars(events: Sequence[TraceEvent]) -> list[bars.WaterfallRow]:
    return [trace_bar(row) for row in waterfall(events).rows]


def trace_bar(row: WaterfallRow) -> bars.WaterfallRow:
    icon, kind = _LOOKS.get(row.kind, ("", "other"))
    has_failed = row.failed or bool(row.fault)
    return bars.WaterfallRow(
        row.name, icon, row.depth, row.start_s, row.end_s, row.first_token_s, kind, has_failed
    )
