"""What the cells of a run come to: a summary a variant, and of those with routes what they did."""

from collections.abc import Sequence
from dataclasses import replace

from workbench.domain.suite import Suite
from workbench.projections.grid import CellRow, VariantSummary, summarise
from workbench.projections.route_summary import route_summaries


def summarise_run(
    cells: Sequence[CellRow], suite: Suite, baseline: str = ""
) -> tuple[VariantSummary, ...]:
    """`baseline` names a variant; empty is the suite's own."""
    names = [bot.name for bot in suite.variants]
    summaries = summarise(cells, names, baseline or suite.baseline, suite.trials)
    routed = route_summaries(cells, suite.variants, suite.trials)
    return tuple(replace(each, routing=routed.get(each.variant)) for each in summaries)
