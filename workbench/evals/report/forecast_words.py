"""A forecast, and what became of it, in the words of reports."""

from collections.abc import Callable

from workbench.domain.forecast import Forecast, Range
from workbench.domain.run import RunRow
from workbench.domain.spending import dollars
from workbench.projections.forecast_check import ForecastCheck, Measure, forecast_checks

UNKNOWN = "–"
_NAMES: dict[Measure, str] = {
    "cost": "Cost",
    "time": "Time",
    "read": "Tokens read",
    "written": "Tokens written",
}
_MINUTE_S = 60


def forecast_sentence(told: Forecast) -> str:
    """`32 cells, about 40 s to 2 min, 20,100 tokens in and 850 out, $0.12 to $0.31.`"""
    said = [f"{told.cells:,} {'cell' if told.cells == 1 else 'cells'}"]
    if told.seconds is None:
        said.append("time unknown until these models have answered a few times")
    else:
        said.append(f"about {_range(told.seconds, _seconds)}")
    if told.prompt_tokens:
        tokens = f"{_tokens(told.prompt_tokens.likely)} tokens in"
        said.append(f"{tokens} and {_tokens(told.reply_tokens.likely)} out")
    if told.cost_usd:
        said.append(_range(told.cost_usd, dollars))
    if told.unpriced:
        said.append(f"and what {', '.join(told.unpriced)} takes, whose price is unknown")
    return f"{', '.join(said)}."


def check_rows(run: RunRow) -> list[tuple[str, str, str, str]]:
    """What was measured, as foreseen, as it was, and what that says."""
    return [_row(check) for check in forecast_checks(run)]


def _row(check: ForecastCheck) -> tuple[str, str, str, str]:
    word = {True: "as foreseen", False: "not as foreseen", None: UNKNOWN}[check.is_inside]
    write = {"cost": dollars, "time": _seconds}.get(check.measure, _tokens)
    foreseen = _range(check.foreseen, write) if check.foreseen else UNKNOWN
    actual = UNKNOWN if check.actual is None else write(check.actual)
    return _NAMES[check.measure], foreseen, actual, word


def _range(found: Range, write: Callable[[float], str]) -> str:
    low, high = write(found.low), write(found.high)
    return low if low == high else f"{low} to {high}"


def _seconds(value_s: float) -> str:
    whole = round(value_s)
    if whole < _MINUTE_S:
        return f"{max(1, whole)} s"
    minutes, seconds = divmod(whole, _MINUTE_S)
    return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"


def _tokens(value: float) -> str:
    return f"{value:,.0f}"
