"""What the routes of a variant did: who answered, what was lost and what was saved by that."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from workbench.domain.bot import Bot
from workbench.domain.suite import CellOutcome
from workbench.projections.grid_statistics import compare


@dataclass(frozen=True, slots=True)
class RouteShare:
    """The cells that one model answered, and how many of them passed."""

    model: str
    cells: int
    passed: int


@dataclass(frozen=True, slots=True)
class RouteSummary:
    """`rules`: how often each decided. What follows compares with `rival`, the variant that is the
    same bot with the strong model alone, over the `cells` that both have; None without one.

    `lost`: its pass rate less this one's, with the 95 % interval; `saved_usd` of `rival_usd`.
    """

    strong: str
    shares: tuple[RouteShare, ...]
    rules: tuple[tuple[str, int], ...]
    rival: str = ""
    cells: int = 0
    lost: float | None = None
    lost_low: float | None = None
    lost_high: float | None = None
    p_value: float | None = None
    saved_usd: float | None = None
    rival_usd: float | None = None

    @property
    def strong_share(self) -> float:
        """0 to 1, of the cells that were answered."""
        total = sum(each.cells for each in self.shares)
        strong = sum(each.cells for each in self.shares if each.model == self.strong)
        return strong / total if total else 0.0


class Answered(Protocol):
    """What is looked at of a cell."""

    @property
    def case_id(self) -> str: ...
    @property
    def variant(self) -> str: ...
    @property
    def trial(self) -> int: ...
    @property
    def outcome(self) -> CellOutcome: ...
    @property
    def answered_by(self) -> str: ...
    @property
    def route(self) -> str: ...
    @property
    def cost_usd(self) -> float | None: ...


Column = Mapping[tuple[str, int], Answered]


def route_summaries(
    cells: Iterable[Answered], bots: Sequence[Bot], trials: int
) -> dict[str, RouteSummary]:
    """By variant, for those with routes."""
    routed = [bot for bot in bots if bot.routes]
    if not routed:
        return {}
    columns: dict[str, dict[tuple[str, int], Answered]] = {bot.name: {} for bot in bots}
    for cell in cells:
        if cell.variant in columns:
            columns[cell.variant][cell.case_id, cell.trial] = cell
    return {bot.name: _summary(bot, columns, strong_alone(bot, bots), trials) for bot in routed}


def strong_alone(bot: Bot, bots: Sequence[Bot]) -> Bot | None:
    """The variant that differs from a bot with routes in nothing but that the strong model answers.

    Any other difference would be counted as the routes'.
    """
    if bot.routes is None:
        return None
    wanted = replace(bot, model=bot.routes.strong, routes=None)
    return next(
        (each for each in bots if replace(each, name=bot.name, title=bot.title) == wanted), None
    )


def _summary(
    bot: Bot, columns: Mapping[str, Column], rival: Bot | None, trials: int
) -> RouteSummary:
    own = columns[bot.name]
    answered = [cell for cell in own.values() if cell.answered_by]
    counted = Counter(cell.answered_by for cell in answered)
    passed = Counter(cell.answered_by for cell in answered if cell.outcome == "passed")
    summary = RouteSummary(
        strong=bot.routes.strong.name if bot.routes else "",
        shares=tuple(RouteShare(name, many, passed[name]) for name, many in _ordered(counted)),
        rules=tuple(_ordered(Counter(cell.route for cell in answered))),
    )
    return _against(summary, own, rival.name, columns[rival.name], trials) if rival else summary


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    """The most frequent first, by name where they are even."""
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _against(
    summary: RouteSummary, own: Column, name: str, other: Column, trials: int
) -> RouteSummary:
    found = compare(_passes(own), _passes(other), trials)
    if found is None:
        return replace(summary, rival=name)
    both = own.keys() & other.keys()
    spent, rival_usd = (_sum(column, both) for column in (own, other))
    is_known = spent is not None and rival_usd is not None
    return replace(
        summary,
        rival=name,
        cells=len(both),
        lost=-found.difference,
        lost_low=None if found.high is None else -found.high,
        lost_high=None if found.low is None else -found.low,
        p_value=found.p_value,
        saved_usd=(rival_usd or 0.0) - (spent or 0.0) if is_known else None,
        rival_usd=rival_usd,
    )


def _passes(column: Column) -> dict[tuple[str, int], bool]:
    return {key: cell.outcome == "passed" for key, cell in column.items()}


def _sum(column: Column, keys: Iterable[tuple[str, int]]) -> float | None:
    costs = [column[key].cost_usd for key in keys]
    known = [cost for cost in costs if cost is not None]
    return sum(known) if len(known) == len(costs) else None
