"""The trace of a cell as rows of the waterfall."""

from collections.abc import Sequence

from ui.widgets.waterfall import WaterfallKind, WaterfallRow
from workbench.projections import waterfall as folds
from workbench.trace.event import TraceEvent

_LOOKS: dict[str, tuple[str, WaterfallKind]] = {
    "guard": ("shield-check", "guard"),
    "route": ("git-fork", "other"),
    "retrieve": ("books", "retrieval"),
    "prompt": ("text-align-left", "other"),
    "model": ("cpu", "model"),
    "tool": ("wrench", "tool"),
}


def trace_bars(events: Sequence[TraceEvent]) -> list[WaterfallRow]:
    return [_bar(row) for row in folds.waterfall(events).rows]


def _bar(row: folds.WaterfallRow) -> WaterfallRow:
    icon, kind = _LOOKS.get(row.kind, ("", "other"))
    has_failed = row.failed or bool(row.fault)
    return WaterfallRow(
        row.name, icon, row.depth, row.start_s, row.end_s, row.first_token_s, kind, has_failed
    )
