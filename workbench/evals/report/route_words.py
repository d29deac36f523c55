"""What routes and caches did, in the words of reports."""

from dataclasses import dataclass

from workbench.domain.spending import dollars
from workbench.evals.report import words
from workbench.projections.grid import VariantSummary
from workbench.projections.route_summary import RouteSummary


@dataclass(frozen=True, slots=True)
class RouteRow:
    """One variant with routes."""

    variant: str
    shares: str
    rules: str
    lost: str
    saved: str


def route_rows(summaries: tuple[VariantSummary, ...]) -> list[RouteRow]:
    return [_row(each.variant, each.routing) for each in summaries if each.routing]


def reuse_sentences(summaries: tuple[VariantSummary, ...]) -> list[str]:
    """A column with answers from a cache does not measure its model alone."""
    return [
        f"{each.variant}: {each.reused:,} of {each.cells_done:,} answers were given again from a "
        "cache; its latency and cost are not those of the model."
        for each in summaries
        if each.reused
    ]


def _row(variant: str, routing: RouteSummary) -> RouteRow:
    total = sum(each.cells for each in routing.shares)
    shares = ", ".join(
        f"{each.model} {words.percent(each.cells / total)} ({each.passed} of {each.cells} passed)"
        for each in routing.shares
    )
    rules = ", ".join(f"{rule} {times}" for rule, times in routing.rules)
    return RouteRow(variant, shares, rules, _lost(routing), _saved(routing))


def _lost(routing: RouteSummary) -> str:
    """Against the strong model alone."""
    if not routing.rival:
        return f"add the same bot on {routing.strong} alone to see"
    if routing.lost is None:
        return words.UNKNOWN
    said = words.points(-routing.lost)
    if routing.lost_low is not None and routing.lost_high is not None:
        said += f" ({words.points(-routing.lost_high)} to {words.points(-routing.lost_low)})"
    return f"{said}, {words.p_value(routing.p_value)}"


def _saved(routing: RouteSummary) -> str:
    if routing.saved_usd is None or not routing.rival_usd:
        return words.UNKNOWN
    share = words.percent(routing.saved_usd / routing.rival_usd)
    return f"{dollars(routing.saved_usd)} of {dollars(routing.rival_usd)}, {share}"
