"""The figures of a run as they are written everywhere in reports."""

from workbench.domain.egress import EgressTotal, left_in_words
from workbench.projections.export import cost_in_words
from workbench.projections.grid import VariantSummary

UNKNOWN = "–"
SIGNIFICANT = 0.05
_SMALLEST_P = 0.001
_MINUS = "\N{MINUS SIGN}"


def percent(share: float | None) -> str:
    return UNKNOWN if share is None else f"{share * 100:.0f}%"


def interval(summary: VariantSummary) -> str:
    if summary.low is None or summary.high is None:
        return summary.interval or UNKNOWN
    return f"{percent(summary.low)} to {percent(summary.high)}"


def points(difference: float | None) -> str:
    """Percentage points, always with a sign."""
    if difference is None:
        return UNKNOWN
    rounded = round(difference * 100)
    return f"{_MINUS if rounded < 0 else '+'}{abs(rounded)} pts"


def difference_interval(summary: VariantSummary) -> str:
    if summary.difference_low is None or summary.difference_high is None:
        return UNKNOWN
    return f"{points(summary.difference_low)} to {points(summary.difference_high)}"


def p_value(p: float | None) -> str:
    if p is None:
        return UNKNOWN
    if p < _SMALLEST_P:
        return "p < 0.001"
    return f"p {p:.3f}" if p < SIGNIFICANT else f"p {p:.2f}, not sig."


def is_significant(summary: VariantSummary) -> bool:
    return summary.p_adjusted is not None and summary.p_adjusted < SIGNIFICANT


def seconds(value_s: float | None) -> str:
    return UNKNOWN if value_s is None else f"{value_s:.1f} s"


def tokens(mean: float | None) -> str:
    return UNKNOWN if mean is None else f"{mean:,.0f}"


def cost(summary: VariantSummary) -> str:
    return cost_in_words(summary.cost_usd)


def egress(total: EgressTotal) -> str:
    """`0 bytes left this machine`, or how many went where in how many requests."""
    said = left_in_words(total.bytes_out)
    if not total.connections:
        return said
    return f"{said}, in {_count(total.connections, 'request')} to {', '.join(total.hosts)}"


def sample(summary: VariantSummary) -> str:
    """`64 cases, 320 runs, 2 errors`."""
    said = [_count(summary.cases, "case"), _count(summary.cells_done, "run")]
    if summary.errors:
        said.append(_count(summary.errors, "error"))
    return ", ".join(said)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
