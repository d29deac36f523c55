"""What a suite will probably take: from its prompts, and from turns that are stored."""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from math import inf
from pathlib import Path

from workbench.assembly import Assembly
from workbench.cancellation import CancelToken
from workbench.domain.bot import Bot
from workbench.domain.forecast import Forecast, VariantForecast
from workbench.domain.suite import Suite
from workbench.projections.forecast import (
    FEWEST_TURNS,
    DryCase,
    Past,
    Plan,
    forecast_run,
    forecast_variant,
)
from workbench.store.library import Library, TurnFilter
from workbench.worker.dry_prompts import dry_cases
from workbench.worker.lanes import BATCH_CELLS, REMOTE_CELLS
from workbench.worker.surroundings import Surroundings

TURNS_TO_LEARN_FROM = 40
# A forecast that takes long is of no use: then it goes by fewer prompts of a bot. The first one may
# have to wait for the documents' servers.
PATIENCE_S = 2.0
KEPT = 8


@dataclass(frozen=True, slots=True)
class Forecaster:
    """In whatever thread may take a few seconds. No model is asked, and none is started."""

    store_path: Path
    assembly: Assembly

    def forecast(
        self, suite: Suite, around: Surroundings, cancel: CancelToken
    ) -> tuple[Forecast, tuple[VariantForecast, ...]]:
        with closing(Library(self.store_path, read_only=True)) as library:
            variants = tuple(
                forecast_variant(
                    self._plan(bot, suite),
                    tuple(self._dry(bot, suite, around, cancel)),
                    past_of(bot, library),
                    self.assembly.prices.cost_usd,
                )
                for bot in suite.variants
            )
        return forecast_run(variants, suite.variants), variants

    def _plan(self, bot: Bot, suite: Suite) -> Plan:
        turns = sum(len(case.turns) for case in suite.cases) / len(suite.cases)
        cells = REMOTE_CELLS if bot.model.is_remote else BATCH_CELLS
        at_once = min(cells, self.assembly.models.slots(bot.model))
        return Plan(bot, len(suite.cases) * suite.trials, turns, at_once)

    def _dry(
        self, bot: Bot, suite: Suite, around: Surroundings, cancel: CancelToken
    ) -> Iterator[DryCase]:
        until_s = inf
        for case in dry_cases(bot, suite.cases, around, self.assembly, cancel):
            yield case
            until_s = min(until_s, time.monotonic() + PATIENCE_S)
            if time.monotonic() > until_s or cancel.is_cancelled:
                return


class Forecasts:
    """Those that were told last; a run begins with the one that was told of its suite.

    `_kept`: only whole operations on it, so no lock.
    """

    def __init__(self) -> None:
        self._kept: deque[tuple[Suite, Forecast]] = deque(maxlen=KEPT)

    def keep(self, suite: Suite, forecast: Forecast) -> None:
        self._kept.appendleft((suite, forecast))

    def take(self, suite: Suite) -> Forecast | None:
        """The newest, once: what is learned from the run makes it old."""
        kept = self._kept.copy()
        found = next((forecast for known, forecast in kept if known == suite), None)
        self._kept = deque(((k, f) for k, f in kept if k != suite), maxlen=KEPT)
        return found


def past_of(bot: Bot, library: Library) -> Past:
    """The last turns of the bot with this model, or, if there are few, of any bot with it."""
    found = Past((), is_own=True)
    for is_own, wanted in (
        (True, TurnFilter(bot=bot.name, model=bot.model.name, outcome="finished")),
        (False, TurnFilter(model=bot.model.name, outcome="finished")),
    ):
        rows = tuple(library.turns(wanted, TURNS_TO_LEARN_FROM))
        if len(rows) >= FEWEST_TURNS or len(rows) > len(found.rows):
            found = Past(rows, is_own)
        if len(rows) >= FEWEST_TURNS:
            break
    return found
