"""Columns of the tables: slowest turns, and bots or models side by side. Qt-free."""

from collections.abc import Callable, Sequence
from datetime import datetime

from ui.qt_models.row_table import Column, Look
from ui.widgets import amounts
from ui.widgets.moments import moment
from workbench.projections.metrics import Group, SlowTurn

BARS = 5


def slow_columns(now: Callable[[], datetime]) -> Sequence[Column[SlowTurn]]:
    """The column at `BARS` is painted: where the time went."""
    return (
        Column("Seconds", lambda row: f"{row.turn.total_s or 0:.2f}",
               lambda row: row.turn.total_s, align_right=True, width=80),
        Column("Waited", lambda row: f"{row.turn.queue_s:.2f}" if row.turn.queue_s else "0",
               lambda row: row.turn.queue_s, align_right=True, width=70,
               tooltip=lambda _: "Seconds in the queue of a busy model, besides those of the turn"),
        Column("Slowest turns", lambda row: row.turn.question, bold=True, width=200, stretch=True),
        Column("Bot", lambda row: row.turn.bot, width=130),
        Column("Why", lambda row: row.why, width=190, look=_why),
        Column("Where the time went", _parts, whole_s, width=226,
               tooltip=_parts),
        Column("Tokens in", lambda row: f"{row.turn.prompt_tokens:,}",
               lambda row: row.turn.prompt_tokens, align_right=True, width=84),
        Column("When", lambda row: moment(row.turn.started_at, now()),
               lambda row: row.turn.started_at, align_right=True, width=110),
    )  # fmt: skip


def group_columns(letter: Callable[[str, str], str]) -> Sequence[Column[Group]]:
    """`letter` gives the badge of a line in the plot."""
    return (
        Column("Name", lambda row: row.name, bold=True, width=120, stretch=True,
               look=lambda row: Look(badge=letter(row.of, row.name))),
        Column("Turns", lambda row: f"{row.turns:,}", lambda row: row.turns,
               align_right=True, width=58, tooltip=_failed),
        Column("p50 s", lambda row: _seconds(row.p50_s), lambda row: row.p50_s,
               align_right=True, width=56),
        Column("p95 s", lambda row: _seconds(row.p95_s), lambda row: row.p95_s,
               align_right=True, width=56),
        Column("First token s", lambda row: _seconds(row.ttft_p95_s), lambda row: row.ttft_p95_s,
               align_right=True, width=90, tooltip=lambda _: "p95 of the first token (TTFT)"),
        Column("Tokens in + out", lambda row: amounts.tokens(row.prompt_tokens, row.reply_tokens),
               lambda row: row.prompt_tokens + row.reply_tokens, align_right=True, width=112,
               tooltip=lambda _: "Mean a turn"),
    )  # fmt: skip


def whole_s(row: SlowTurn) -> float:
    """From asking to the end, waiting included."""
    return (row.turn.total_s or 0.0) + row.turn.queue_s


def _seconds(value: float | None) -> str:
    return amounts.seconds(value).removesuffix(" s")


def _failed(row: Group) -> str:
    return f"{row.failed:,} failed" if row.failed else "None failed"


def _parts(row: SlowTurn) -> str:
    return ", ".join(f"{part.kind} {part.seconds:.2f} s" for part in row.turn.parts)


def _why(row: SlowTurn) -> Look:
    is_broken = bool(row.turn.retries or row.turn.tool_errors)
    return Look(tone="text" if is_broken else "text2")
