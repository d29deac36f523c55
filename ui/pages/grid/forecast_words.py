"""What a grid will take, and what it took of that, in words. Qt-free."""

from collections.abc import Callable

from ui.widgets.amounts import UNKNOWN, cost, count, duration
from workbench.domain.forecast import Forecast, Range, VariantForecast
from workbench.domain.run import RunRow
from workbench.messages import RunEstimated
from workbench.projections.forecast_check import ForecastCheck, Measure, forecast_checks

_NAMES: dict[Measure, str] = {
    "cost": "Cost",
    "time": "Time",
    "read": "Tokens read",
    "written": "Tokens written",
}
# Seconds of a unit; a figure of a unit has three digits at most.
_UNITS = ((1, "s"), (60, "min"), (3600, "h"))
_MOST = 1000
_BASES = {"bot": "turns of this bot", "model": "turns of this model", "limits": "its limits alone"}


def estimate_words(told: RunEstimated) -> str:
    """`64 cells, 1 min 50 s to 2 min 20 s, $0.12 to $0.31`."""
    cells = count(told.cells, "cell")
    if told.seconds is None:
        said = [cells, "time unknown until these models have answered a few times"]
    elif told.forecast and told.forecast.seconds:
        said = [cells, range_words(told.forecast.seconds, duration)]
    else:
        said = [cells, f"about {duration(told.seconds)}"]
    return ", ".join([*said, *_cost_words(told.forecast)])


def estimate_tip(told: RunEstimated) -> str:
    """Tokens, time and cost in all, then by variant, and what that rests on."""
    forecast = told.forecast
    if forecast is None:
        return ""
    lines = [
        f"Tokens read: {_tokens_words(forecast.prompt_tokens)}",
        f"Tokens written: {_tokens_words(forecast.reply_tokens)}",
        *(f"Cost: {words}" for words in _cost_words(forecast)),
        "",
        *(_variant_line(each) for each in told.variants),
        "",
        "The ranges should hold the result four times of five. No model was asked.",
    ]
    return "\n".join(lines)


def check_words(run: RunRow) -> str:
    """What was foreseen and what it was, as short as can be: `$0.12, foreseen $0.10 to $0.14`."""
    checks = {check.measure: check for check in forecast_checks(run)}
    if not checks or run.state == "running":
        return ""
    costs = checks["cost"]
    is_paid = bool(costs.actual) or bool(costs.foreseen and costs.foreseen.high)
    shown = costs if is_paid else checks["time"]
    if shown.foreseen is None or shown.actual is None:
        return ""
    if is_paid:
        return f"{cost(shown.actual)}, foreseen {range_words(shown.foreseen, cost)}"
    fitting = (each for each in _UNITS if shown.foreseen.high < _MOST * each[0])
    size_s, unit = next(fitting, _UNITS[-1])
    low, actual, high = (
        f"{value / size_s:.0f}" for value in (shown.foreseen.low, shown.actual, shown.foreseen.high)
    )
    return f"{actual} {unit}, foreseen {low} to {high} {unit}"


def check_tip(run: RunRow) -> str:
    checks = forecast_checks(run)
    if not checks:
        return ""
    head = "Forecast and result"
    if run.cells_done < run.cells_total:
        head += f", for the {count(run.cells_done, 'cell')} that are done"
    return "\n".join([head, *(_check_line(check) for check in checks)])


def range_words(found: Range, write: Callable[[float], str]) -> str:
    low, high = write(found.low), write(found.high)
    return low if low == high else f"{low} to {high}"


def _cost_words(forecast: Forecast | None) -> list[str]:
    if forecast is None:
        return []
    said = [range_words(forecast.cost_usd, cost)] if forecast.cost_usd else []
    if forecast.unpriced:
        said.append(f"price of {', '.join(forecast.unpriced)} unknown")
    return said


def _variant_line(each: VariantForecast) -> str:
    spent = range_words(each.cost_usd, cost) if each.cost_usd else f"{UNKNOWN} cost"
    read = _tokens_words(each.prompt_tokens)
    rests = f"{each.turns} {_BASES[each.basis]}" if each.basis != "limits" else _BASES["limits"]
    prompts = count(each.sampled, "prompt")
    return f"{each.variant}: {read} read, {spent}, from {prompts} and {rests}"


def _check_line(check: ForecastCheck) -> str:
    write = {"cost": cost, "time": duration}.get(check.measure, _whole)
    foreseen = range_words(check.foreseen, write) if check.foreseen else UNKNOWN
    actual = UNKNOWN if check.actual is None else write(check.actual)
    said = {True: "", False: ", not as foreseen", None: ""}[check.is_inside]
    return f"{_NAMES[check.measure]}: {actual}, foreseen {foreseen}{said}"


def _tokens_words(found: Range | None) -> str:
    return UNKNOWN if found is None else range_words(found, _whole)


def _whole(value: float) -> str:
    return f"{value:,.0f}"
