"""From prompts that were put together and turns of the past to what a run will take."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from workbench.domain.bot import Bot, ModelSpec
from workbench.domain.forecast import NONE, Basis, Forecast, Range, VariantForecast
from workbench.projections.turns import TurnRow
from workbench.statistics.percentiles import percentiles
from workbench.statistics.prediction import mean_to_come

# What tokens cost (read, of them kept, written), USD; None is unknown.
CostOf = Callable[[ModelSpec, int, int, int], float | None]

# Tokens a character of a whole prompt, template included, where nothing was measured yet: 0.22 is
# English prose in a big vocabulary, 0.42 the sample's prompts, full of dates, in SmolLM2's.
TOKENS_A_CHARACTER = Range(0.22, 0.33, 0.45)
# Of an answer whose length nobody knows: a word at least, half of what is allowed, all of it.
REPLY_SHARES = (0.5, 1.0)
# However alike past turns were, the next are other ones.
LEAST_REACH = 0.05
FEWEST_TURNS = 3


@dataclass(frozen=True, slots=True)
class DryCase:
    """A case put together without asking: the characters of its turns' first prompts, in all."""

    characters: int


@dataclass(frozen=True, slots=True)
class Past:
    """Finished turns of the bot, or of its model; `is_own` says which."""

    rows: tuple[TurnRow, ...]
    is_own: bool

    @property
    def basis(self) -> Basis:
        if len(self.rows) < FEWEST_TURNS:
            return "limits"
        return "bot" if self.is_own else "model"


# So much faster a local model writes many answers at once than one after the other.
LOCAL_SPEED_UP = 2.5


@dataclass(frozen=True, slots=True)
class Plan:
    """What one variant has to do: `cells` in all, each a conversation of `turns` on average.

    `at_once`: how many cells are answered beside each other.
    """

    bot: Bot
    cells: int
    turns: float
    at_once: int


def forecast_variant(
    plan: Plan, dry: Sequence[DryCase], past: Past, cost_of: CostOf
) -> VariantForecast:
    turns = max(1, round(plan.cells * plan.turns))
    read = _prompt_tokens(plan, dry, past)
    written = _reply_tokens(plan.bot, past, turns)
    return VariantForecast(
        variant=plan.bot.name,
        cells=plan.cells,
        prompt_tokens=read.times(plan.cells) if read else None,
        reply_tokens=written.times(turns),
        cost_usd=_cost_usd(plan, read, written.times(plan.turns), past, cost_of),
        seconds=_seconds(past, turns, plan),
        basis=past.basis,
        sampled=len(dry),
        turns=len(past.rows),
    )


def forecast_run(variants: Sequence[VariantForecast], bots: Sequence[Bot]) -> Forecast:
    """Variants are answered one after the other. A bot that never ran is as slow as the others."""
    unpriced = [
        " or ".join(spec.name for spec in bot.models)
        for bot, each in zip(bots, variants, strict=True)
        if each.cost_usd is None and each.prompt_tokens is not None
    ]
    costs = [each.cost_usd for each in variants if each.cost_usd is not None]
    prompts = [each.prompt_tokens for each in variants if each.prompt_tokens is not None]
    return Forecast(
        cells=sum(each.cells for each in variants),
        prompt_tokens=_sum(prompts) if len(prompts) == len(variants) else None,
        reply_tokens=_sum([each.reply_tokens for each in variants]),
        cost_usd=_sum(costs) if costs else None,
        seconds=_seconds_in_all(variants),
        unpriced=tuple(dict.fromkeys(unpriced)),
        paid_cells=sum(each.cells for each in variants if each.cost_usd and each.cost_usd.likely),
    )


def _prompt_tokens(plan: Plan, dry: Sequence[DryCase], past: Past) -> Range | None:
    """Of one cell: the characters of its first prompts, times what became of a character."""
    if not dry:
        return None
    characters = [float(case.characters) for case in dry]
    mean = sum(characters) / len(characters)
    if not mean:
        return NONE
    ratios = [row.prompt_tokens / row.prompt_characters for row in past.rows
              if row.prompt_characters]  # fmt: skip
    a_character = TOKENS_A_CHARACTER
    if past.basis == "bot" and len(ratios) >= FEWEST_TURNS:
        a_character = _of_mean(ratios, plan.cells)
    elif past.basis == "model" and len(ratios) >= FEWEST_TURNS:
        a_character = _of_others(ratios)
    elif plan.bot.strategy == "function_calling":
        # Each step reads all that came before it.
        a_character = Range(a_character.low, a_character.likely * 2, a_character.high * 4)
    sampled = Range(1.0, 1.0, 1.0)
    if len(characters) < plan.cells:
        sampled = _of_mean(characters, plan.cells).times(1 / mean)
    return _product(a_character.times(mean), sampled)


def _reply_tokens(bot: Bot, past: Past, turns: int) -> Range:
    """Of one turn."""
    written = [float(row.reply_tokens) for row in past.rows]
    if past.basis == "limits":
        likely, most = (share * bot.sampling.max_tokens for share in REPLY_SHARES)
        return Range(1.0, likely, most)
    found = _of_mean(written, turns) if past.is_own else _of_others(written)
    return Range(max(0.0, found.low), found.likely, found.high)


def _seconds(past: Past, turns: int, plan: Plan) -> Range | None:
    """Turns of grids are preferred: beside others, each takes longer than alone."""
    beside = [row for row in past.rows if row.run_id]
    rows = beside or list(past.rows)
    at_once = float(plan.at_once)
    if not beside and plan.bot.model.provider == "llama_cpp":
        at_once = min(at_once, LOCAL_SPEED_UP)
    spans = [row.total_s for row in rows if row.total_s is not None]
    if not spans:
        return None
    each = _of_mean(spans, turns) if past.is_own else _of_others(spans)
    return Range(max(0.0, each.low), each.likely, each.high).times(turns / at_once)


def _cost_usd(
    plan: Plan, read: Range | None, written: Range, past: Past, cost_of: CostOf
) -> Range | None:
    """Of all cells."""
    if read is None:
        return None
    kept = _kept_share(past)
    own = _calls_usd(plan.bot.model, read, written, kept, cost_of)
    if plan.bot.routes is None:
        return own.times(plan.cells) if own else None
    paid = [row.cost_usd for row in past.rows if row.cost_usd is not None]
    if past.basis == "bot" and len(paid) == len(past.rows):
        turns = max(1, round(plan.cells * plan.turns))
        each = _of_mean(paid, turns)
        return Range(max(0.0, each.low), each.likely, each.high).times(turns)
    strong = _calls_usd(plan.bot.routes.strong, read, written, kept, cost_of)
    if own is None or strong is None:
        return None
    # From all questions easy to all of them hard, and tried by the bot's own model first.
    some = Range(min(own.low, strong.low), (own.likely + strong.likely) / 2, own.high + strong.high)
    return some.times(plan.cells)


def _calls_usd(
    spec: ModelSpec, read: Range, written: Range, kept: float, cost_of: CostOf
) -> Range | None:
    """Of one cell. As kept tokens may be gone, the dearest is without them."""
    low, likely, high = (
        cost_of(spec, round(tokens), round(tokens * share), round(reply))
        for tokens, share, reply in (
            (read.low, kept, written.low),
            (read.likely, kept, written.likely),
            (read.high, 0.0, written.high),
        )
    )
    if low is None or likely is None or high is None:
        return None
    return Range(low, likely, high)


def _kept_share(past: Past) -> float:
    read = sum(row.prompt_tokens for row in past.rows)
    return sum(row.cached_tokens for row in past.rows) / read if read and past.is_own else 0.0


def _seconds_in_all(variants: Sequence[VariantForecast]) -> Range | None:
    known = [each for each in variants if each.seconds is not None]
    cells = sum(each.cells for each in known)
    if not cells:
        return None
    total = _sum([each.seconds for each in known if each.seconds])
    return total.times(sum(each.cells for each in variants) / cells)


def _of_mean(values: Sequence[float], more: int) -> Range:
    """Of turns like these: the range of the mean of `more` of them."""
    mean, reach = mean_to_come(values, more)
    if not isfinite(reach):
        return Range(mean / 2, mean, mean * 2)
    reach = max(reach, mean * LEAST_REACH)
    return Range(mean - reach, mean, mean + reach)


def _of_others(values: Sequence[float]) -> Range:
    """Of turns that are only something like these: the range of single ones."""
    found = percentiles(values, (10, 50, 90))
    assert found
    low, middle, high = found
    return Range(low, middle, high)


def _product(one: Range, other: Range) -> Range:
    """Of two independent factors, by their relative reaches; `other` is around 1."""
    likely = one.likely * other.likely
    down = _together(_share(one.low, one.likely), _share(other.low, other.likely))
    up = _together(_share(one.high, one.likely), _share(other.high, other.likely))
    return Range(max(0.0, likely * (1 - down)), likely, likely * (1 + up))


def _share(end: float, middle: float) -> float:
    return abs(end - middle) / middle if middle else 0.0


def _together(one: float, other: float) -> float:
    return float((one**2 + other**2) ** 0.5)


def _sum(ranges: Sequence[Range]) -> Range:
    total = NONE
    for each in ranges:
        total = total.plus(each)
    return total
