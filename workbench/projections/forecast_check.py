"""What a run took, beside what it was to take."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from workbench.domain.forecast import Range
from workbench.domain.run import RunRow

Measure = Literal["cost", "time", "read", "written"]


@dataclass(frozen=True, slots=True)
class ForecastCheck:
    """USD, seconds or tokens. `foreseen` is for as many cells as are done, None if unknown."""

    measure: Measure
    foreseen: Range | None
    actual: float | None

    @property
    def is_inside(self) -> bool | None:
        """None where it cannot be said."""
        if self.foreseen is None or self.actual is None:
            return None
        return self.foreseen.holds(self.actual)


def forecast_checks(run: RunRow) -> tuple[ForecastCheck, ...]:
    """Nothing for a run that was not foreseen, or has not begun."""
    return tuple(_checks(run)) if run.forecast and run.cells_done and run.cells_total else ()


def _checks(run: RunRow) -> Iterator[ForecastCheck]:
    forecast, share = run.forecast, run.cells_done / run.cells_total
    if forecast is None:
        return
    foreseen: tuple[tuple[Measure, Range | None, float | None], ...] = (
        ("cost", forecast.cost_usd, None if run.spent.unpriced else run.spent.usd),
        ("time", forecast.seconds, run.duration_s),
        ("read", forecast.prompt_tokens, run.prompt_tokens),
        ("written", forecast.reply_tokens, run.reply_tokens),
    )
    for measure, whole, actual in foreseen:
        yield ForecastCheck(measure, whole.times(share) if whole else None, actual)
