"""One execution of a suite, as lists show it."""

from dataclasses import dataclass
from typing import Literal

from workbench.domain.forecast import Forecast
from workbench.domain.spending import NOTHING, Sum

RunState = Literal["running", "finished", "stopped"]


@dataclass(frozen=True, slots=True)
class RunRow:
    """`started_at` is ISO, UTC. `pass_rates`: variant and share of its finished cells, 0 to 1.

    `spent`: all its calls, those of cells that were never finished too. `budget_usd` None: no limit
    but those of the day and the workspace. `forecast`: what it was to take. Tokens are those of
    its finished cells.
    """

    run_id: str
    suite: str
    title: str
    started_at: str
    state: RunState
    cells_total: int
    cells_done: int
    trials: int
    baseline: str
    variants: tuple[str, ...]
    cases: int
    pass_rates: tuple[tuple[str, float], ...] = ()
    duration_s: float | None = None
    spent: Sum = NOTHING
    budget_usd: float | None = None
    forecast: Forecast | None = None
    prompt_tokens: int = 0
    reply_tokens: int = 0
