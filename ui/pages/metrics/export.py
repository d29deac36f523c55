"""What the page shows as CSV: a line for each bucket of all turns, each bot and each model."""

import csv
from datetime import timedelta
from io import StringIO

from ui.pages.metrics.state import MetricsState
from ui.widgets.prompt_parts import PARTS

_HEAD = ("of", "name", "from", "turns", "p50_s", "p95_s", "p99_s", "first_token_p95_s")


def as_csv(state: MetricsState) -> str:
    """Times are local, with their offset; seconds and tokens are numbers without a unit."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*_HEAD, *(f"{part.lower()}_tokens" for part in PARTS)])
    bars = dict(zip(state.starts_s, state.bars(), strict=True))
    for line in state.metrics.latency if state.metrics else ():
        for point in line.points:
            at = (state.begin + timedelta(seconds=point.start_s)).isoformat(timespec="seconds")
            bar = bars.get(point.start_s) if line.of == "all" else None
            writer.writerow(
                [line.of, line.name, at, point.turns, point.p50_s, point.p95_s, point.p99_s,
                 point.ttft_p95_s, *(map(round, bar.values) if bar else [""] * len(PARTS))]
            )  # fmt: skip
    return out.getvalue()
