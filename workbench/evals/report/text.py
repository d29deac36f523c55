"""A run as a table for the terminal."""

from workbench.domain.spending import NOTHING, dollars
from workbench.evals.report import words
from workbench.evals.report.forecast_words import check_rows
from workbench.evals.report.route_words import reuse_sentences, route_rows
from workbench.evals.report.run_report import RunReport, threshold_results
from workbench.projections.grid import VariantSummary

_HEADS = (
    "variant", "pass rate", "95 % interval", "difference", "p (Holm)", "fixed", "broke",
    "p50", "p95", "tokens in + out", "cost",
)  # fmt: skip


def report_text(report: RunReport) -> str:
    """The table, then what the figures rest on, then the thresholds."""
    rows = [_HEADS, *(_row(summary) for summary in report.summaries)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    lines = [_aligned(row, widths) for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([*lines, "", *_footer(report)]) + "\n"


def _row(summary: VariantSummary) -> tuple[str, ...]:
    has_rival = summary.difference is not None
    return (
        summary.variant,
        words.percent(summary.pass_rate),
        words.interval(summary),
        "baseline" if summary.is_baseline else words.points(summary.difference),
        words.p_value(summary.p_adjusted),
        str(summary.fixed) if has_rival else words.UNKNOWN,
        str(summary.broke) if has_rival else words.UNKNOWN,
        words.seconds(summary.p50_s),
        words.seconds(summary.p95_s),
        f"{words.tokens(summary.prompt_tokens_mean)} + {words.tokens(summary.reply_tokens_mean)}",
        words.cost(summary),
    )


def _aligned(row: tuple[str, ...], widths: list[int]) -> str:
    first, *rest = (
        cell.rjust(width) if column else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *rest]).rstrip()


def _footer(report: RunReport) -> list[str]:
    methods = {each.interval for each in report.summaries if each.low is not None}
    tests = {each.test for each in report.summaries if each.test}
    lines = [f"{each.variant}: {words.sample(each)}" for each in report.summaries]
    if methods:
        lines.append(f"Interval: {', '.join(sorted(methods))}.")
    if tests:
        lines.append(f"Test against the baseline: {', '.join(sorted(tests))}, Holm-adjusted.")
    lines += [
        f"{each.variant} was answered by {each.shares}; decided by {each.rules}; against the "
        f"strong model alone {each.lost}; saved {each.saved}."
        for each in route_rows(report.summaries)
    ]
    lines += reuse_sentences(report.summaries)
    lines += _money(report)
    lines += [
        f"{each.variant}: {words.percent(each.pass_rate)}, at least {words.percent(each.wanted)} "
        f"wanted: {'met' if each.is_met else 'not met'}"
        for each in threshold_results(report)
    ]
    return [*lines, f"{words.egress(report.egress)}."]


def _money(report: RunReport) -> list[str]:
    """What was spent, of how much, and how that compares with the forecast."""
    run = report.run
    checks = [
        f"{name.lower()} {actual}, foreseen {foreseen}"
        for name, foreseen, actual, _ in check_rows(run)
    ]
    lines = [f"Forecast and result: {'; '.join(checks)}."] if checks else []
    spent = run.spent
    if spent != NOTHING or run.budget_usd is not None:
        of = f" of {dollars(run.budget_usd)}" if run.budget_usd is not None else ""
        unpriced = f" and {spent.unpriced:,} calls of unknown price" if spent.unpriced else ""
        lines.append(f"Spent: {dollars(spent.usd)}{of}{unpriced}.")
    return lines
