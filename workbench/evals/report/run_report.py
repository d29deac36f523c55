"""All that a report of a run is made of."""

from dataclasses import dataclass, field

from workbench.domain.bot import Bot
from workbench.domain.egress import EgressTotal
from workbench.domain.run import RunRow
from workbench.domain.suite import Suite, Threshold
from workbench.projections.grid import CellRow, VariantSummary


@dataclass(frozen=True, slots=True)
class RunReport:
    """`summaries` are in the order of the suite's variants. `version` is the workbench's own."""

    run: RunRow
    suite: Suite
    summaries: tuple[VariantSummary, ...]
    cells: tuple[CellRow, ...]
    version: str = ""
    machine: str = ""
    egress: EgressTotal = field(default_factory=EgressTotal)


@dataclass(frozen=True, slots=True)
class ThresholdResult:
    """`pass_rate` is None if the variant has no cell; then the threshold is not met."""

    variant: str
    wanted: float
    pass_rate: float | None
    is_met: bool


def threshold_results(report: RunReport) -> tuple[ThresholdResult, ...]:
    rates = {summary.variant: summary.pass_rate for summary in report.summaries}
    return tuple(_result(each, rates.get(each.variant)) for each in report.suite.thresholds)


def thresholds_met(report: RunReport) -> bool:
    return all(result.is_met for result in threshold_results(report))


@dataclass(frozen=True, slots=True)
class CellError:
    """Why `cells` of these variants have no verdict."""

    note: str
    variants: tuple[str, ...]
    cells: int


def cell_errors(report: RunReport) -> tuple[CellError, ...]:
    """Each once, the most frequent first."""
    found: dict[str, list[str]] = {}
    for cell in report.cells:
        if cell.outcome == "error":
            found.setdefault(cell.note, []).append(cell.variant)
    errors = [
        CellError(note, tuple(dict.fromkeys(variants)), len(variants))
        for note, variants in found.items()
    ]
    return tuple(sorted(errors, key=lambda each: -each.cells))


def is_measured(report: RunReport) -> bool:
    """Whether each variant with cells has a verdict on at least one of them."""
    return all(each.errors < each.cells_done for each in report.summaries if each.cells_done)


def _result(threshold: Threshold, pass_rate: float | None) -> ThresholdResult:
    is_met = pass_rate is not None and pass_rate >= threshold.pass_rate
    return ThresholdResult(threshold.variant, threshold.pass_rate, pass_rate, is_met)


def recipe(bot: Bot) -> dict[str, str]:
    """How a variant was made, in a few words each."""
    retrieval, sampling = bot.retrieval, bot.sampling
    then = [f"then {spec.name}" for spec in bot.fallback]
    return {
        "Model": ", ".join([bot.model.name, *then]),
        "Routes": f"hard questions to {bot.routes.strong.name}" if bot.routes else "none",
        "Cache": _cache(bot),
        "Strategy": bot.strategy.replace("_", " "),
        "Prompt": f"{bot.prompt.name}, version {bot.prompt.version}",
        "Worked examples": str(len(bot.prompt.examples)),
        "Retrieval": f"top {retrieval.top_k}, {' + '.join(retrieval.retrievers)}"
        if retrieval
        else "none",
        "Tools": ", ".join(tool.name for tool in bot.tools) or "none",
        "Sampling": f"temperature {sampling.temperature:g}, top-p {sampling.top_p:g}, "
        f"at most {sampling.max_tokens} tokens, seed {sampling.seed}",
    }


def _cache(bot: Bot) -> str:
    """As the bot has it; a run uses it only if its suite says so."""
    kinds = [name for name in ("exact", "semantic") if getattr(bot.cache, name)]
    return " and ".join(kinds) or "none"
