"""The words and figures in the head of a variant's column. Qt-free."""

from dataclasses import dataclass

from ui.pages.grid.answered_words import column_lines, found_words
from ui.widgets.amounts import (
    SIGNIFICANT,
    bare_seconds,
    cost,
    p_words,
    percent,
    points,
    short_tokens,
)
from workbench.domain.bot import Bot
from workbench.projections.grid import VariantSummary
from workbench.projections.retrieval_summary import RetrievalSummary


@dataclass(frozen=True, slots=True)
class Head:
    """`direction`: 1 better, -1 worse, 0 where the test does not say so.

    `low`, `high`, `rate` and `baseline_rate` are shares for the interval bar, None is unknown.
    """

    letter: str
    name: str
    recipe: str
    rate_text: str
    difference: str = ""
    p_text: str = ""
    p_short: str = ""
    direction: int = 0
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    baseline_rate: float | None = None
    no_interval: str = ""
    latency: str = ""
    spent: str = ""
    is_baseline: bool = False
    tip: str = ""
    found: RetrievalSummary | None = None

    @property
    def words(self) -> str:
        """For a screen reader."""
        against = "baseline" if self.is_baseline else f"{self.difference} {self.p_text}".strip()
        found = found_words(self.found) if self.found else ""
        parts = (f"Variant {self.letter}, {self.name}", self.recipe, f"pass rate {self.rate_text}",
                 against, self.latency, self.spent, found)  # fmt: skip
        return ", ".join(part for part in parts if part)


def head(letter: str, name: str, bot: Bot | None, summary: VariantSummary | None) -> Head:
    """The head without a comparison; `against` adds it."""
    recipe = recipe_of(bot) if bot else ""
    title = (bot.title if bot else "") or name
    if summary is None or not summary.cells_done:
        return Head(letter, title, recipe, percent(None), tip=title)
    used = summary.prompt_tokens_mean
    both = None if used is None else used + (summary.reply_tokens_mean or 0)
    no_interval = "" if summary.low is not None else summary.interval
    return Head(
        letter=letter,
        name=title,
        recipe=recipe,
        rate_text=percent(summary.pass_rate),
        difference=points(summary.difference) if summary.difference is not None else "",
        p_text=_p_text(summary),
        p_short=p_words(summary.p_adjusted) if summary.p_adjusted is not None else "",
        direction=_direction(summary),
        rate=summary.pass_rate,
        low=summary.low,
        high=summary.high,
        no_interval=no_interval,
        latency=f"{bare_seconds(summary.p50_s)}, {bare_seconds(summary.p95_s)} s",
        spent=f"{short_tokens(both)}  ·  {cost(summary.cost_usd)}",
        is_baseline=summary.is_baseline,
        tip=_tip(title, summary),
        found=summary.retrieval,
    )


def recipe_of(bot: Bot) -> str:
    """Model, strategy and what it retrieves: `smollm2-135m, router, top 3`."""
    strategy = bot.strategy.replace("_", " ")
    found = f", top {bot.retrieval.top_k}" if bot.retrieval else ""
    strong = f" or {bot.routes.strong.name}" if bot.routes else ""
    return f"{bot.model.name}{strong}, {strategy}{found}"


def _is_significant(summary: VariantSummary) -> bool:
    return summary.p_adjusted is not None and summary.p_adjusted < SIGNIFICANT


def _p_text(summary: VariantSummary) -> str:
    if summary.p_adjusted is None:
        return ""
    words = p_words(summary.p_adjusted)
    return words if _is_significant(summary) else f"{words}, not sig."


def _direction(summary: VariantSummary) -> int:
    if not _is_significant(summary) or not summary.difference:
        return 0
    return 1 if summary.difference > 0 else -1


def _tip(title: str, summary: VariantSummary) -> str:
    """What the head has no room for: the sample, the methods, what was counted."""
    lines = [title, f"{summary.passed} of {summary.cells_done} cells passed, {summary.cases} cases"]
    if summary.errors:
        lines.append(f"{summary.errors} ended in an error and count as not passed")
    if summary.low is not None:
        interval = f"{percent(summary.low)} to {percent(summary.high)}"
        lines.append(f"95% interval {interval}, {summary.interval}")
    if summary.p_value is not None and summary.p_adjusted is not None:
        fixed = f"{summary.fixed} fixed, {summary.broke} broke against the baseline"
        lines += [fixed, f"{summary.test}: {p_words(summary.p_value)} alone, "
                  f"{p_words(summary.p_adjusted)} Holm-adjusted over the variants"]  # fmt: skip
    lines += column_lines(summary)
    lines.append("Latency without waiting for the model: p50, p95. Tokens: mean a cell. Cost: sum.")
    return "\n".join(lines)
