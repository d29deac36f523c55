"""Columns of the two tables. Qt-free."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from ui.qt_models.row_table import Column, Look
from ui.theme.status import STATUS_LOOKS, StatusKind
from ui.widgets import amounts
from ui.widgets.moments import moment, span
from workbench.domain.run import RunRow
from workbench.projections.turns import TurnRow

Now = Callable[[], datetime]
_STATES: dict[str, tuple[StatusKind, str]] = {
    "running": ("running", "Running"),
    "finished": ("pass", "Finished"),
    "stopped": ("warn", "Stopped, can be resumed"),
}
_OUTCOMES: dict[str, tuple[StatusKind, str]] = {
    "running": ("running", "Running"),
    "finished": ("pass", "Done"),
    "failed": ("fail", "Failed"),
    "cancelled": ("idle", "Stopped"),
    "paused": ("warn", "Needs approval"),
}


def outcome_of(turn: TurnRow) -> tuple[StatusKind, str]:
    return _OUTCOMES.get(turn.outcome, ("idle", turn.outcome))


def run_columns(now: Now, etas: Mapping[str, str]) -> Sequence[Column[RunRow]]:
    """`etas`: what is left of each running run, in words."""
    return (
        Column("Suite", lambda row: row.title or row.suite, bold=True, width=170, stretch=True,
               tooltip=lambda row: f"{row.title or row.suite}\n{row.run_id}"),
        Column("State", lambda row: _state(row)[1], lambda row: row.state, width=176,
               look=lambda row: _status(_state(row)[0])),
        Column("Progress", lambda row: _progress(row, etas), _share, width=148, look=_bar),
        Column("Best pass rate", _best, _best_rate, width=140, tooltip=_rates),
        Column("Variants", lambda row: f"{len(row.variants)}", lambda row: len(row.variants),
               align_right=True, width=76, tooltip=lambda row: ", ".join(row.variants)),
        Column("Cases", lambda row: f"{row.cases:,}", lambda row: row.cases, align_right=True,
               width=70),
        Column("Trials", lambda row: f"{row.trials:,}", lambda row: row.trials, align_right=True,
               width=64),
        Column("Cost", _run_cost, lambda row: row.spent.usd, align_right=True, width=66,
               tooltip=_run_cost_tip),
        Column("Took", lambda row: span(row.duration_s), lambda row: row.duration_s,
               align_right=True, width=84),
        Column("Started", lambda row: moment(row.started_at, now()), lambda row: row.started_at,
               align_right=True, width=124),
    )  # fmt: skip


def turn_columns(now: Now) -> Sequence[Column[TurnRow]]:
    return (
        Column("Question", lambda row: " ".join(row.question.split()), bold=True, width=160,
               stretch=True, tooltip=_whole),
        Column("Outcome", lambda row: outcome_of(row)[1], lambda row: row.outcome, width=112,
               look=lambda row: _status(outcome_of(row)[0]), tooltip=lambda row: row.note),
        Column("Bot", lambda row: row.bot, width=116),
        Column("Model", lambda row: row.model, width=112, look=lambda _: Look(tone="text2")),
        Column("Account", lambda row: row.account_id or "–", width=84, style="mono"),
        Column("First token s", lambda row: _seconds(row.ttft_s), lambda row: row.ttft_s,
               align_right=True, width=90),
        Column("Total s", lambda row: _seconds(row.total_s), lambda row: row.total_s,
               align_right=True, width=70),
        Column("Tokens in + out", lambda row: amounts.tokens(row.prompt_tokens, row.reply_tokens),
               lambda row: row.prompt_tokens + row.reply_tokens, align_right=True, width=116),
        Column("Cost", lambda row: amounts.cost(row.cost_usd), lambda row: row.cost_usd,
               align_right=True, width=66),
        Column("Rating", _rating, lambda row: row.rating or None, width=64, look=_thumb),
        Column("When", lambda row: moment(row.started_at, now()), lambda row: row.started_at,
               align_right=True, width=118),
    )  # fmt: skip


def _run_cost(row: RunRow) -> str:
    """What is known; an en dash if nothing is."""
    spent = row.spent
    return amounts.UNKNOWN if spent.unpriced and not spent.usd else amounts.cost(spent.usd)


def _run_cost_tip(row: RunRow) -> str:
    spent, budget_usd = row.spent, row.budget_usd
    lines = [f"{amounts.cost(spent.usd)} spent"]
    if budget_usd is not None:
        lines[0] += f" of {amounts.cost(budget_usd)}"
    if row.forecast and row.forecast.cost_usd:
        low, high = row.forecast.cost_usd.low, row.forecast.cost_usd.high
        lines.append(f"Foreseen: {amounts.cost(low)} to {amounts.cost(high)}")
    if spent.unpriced:
        lines.append(f"{amounts.count(spent.unpriced, 'call')} of unknown price not counted")
    return "\n".join(lines)


def _seconds(value: float | None) -> str:
    return amounts.seconds(value).removesuffix(" s")


def _state(row: RunRow) -> tuple[StatusKind, str]:
    return _STATES[row.state]


def _status(kind: StatusKind) -> Look:
    look = STATUS_LOOKS[kind]
    return Look(tone=look.tone if kind == "fail" else "text", icon=look.icon, icon_tone=look.tone)


def _share(row: RunRow) -> float:
    return row.cells_done / row.cells_total if row.cells_total else 0.0


def _progress(row: RunRow, etas: Mapping[str, str]) -> str:
    cells = f"{row.cells_done:,} of {row.cells_total:,}"
    if row.state == "finished" and row.cells_done == row.cells_total:
        return f"{row.cells_total:,} cells"
    left = etas.get(row.run_id, "") if row.state == "running" else ""
    return f"{cells}, {left}" if left else f"{cells} cells"


def _bar(row: RunRow) -> Look:
    return Look(bar=None if row.state == "finished" else _share(row))


def _best_rate(row: RunRow) -> float | None:
    return max((rate for _, rate in row.pass_rates), default=None)


def _best(row: RunRow) -> str:
    rate = _best_rate(row)
    if rate is None:
        return "–"
    name = next(name for name, each in row.pass_rates if each == rate)
    return f"{rate:.0%}  {name}"


def _rates(row: RunRow) -> str:
    return "\n".join(f"{rate:.0%}  {name}" for name, rate in row.pass_rates)


def _rating(row: TurnRow) -> str:
    return {1: "good", -1: "bad"}.get(row.rating, "")


def _thumb(row: TurnRow) -> Look:
    icon = {1: "thumbs-up", -1: "thumbs-down"}.get(row.rating, "")
    return Look(tone="text2", icon=icon, icon_tone="pass" if row.rating > 0 else "fail")


def _whole(row: TurnRow) -> str:
    return f"{row.question}\n\n{row.answer}".strip()
