"""Round numbers for axes: three to six ticks."""

import math
from collections.abc import Callable

Tick = tuple[float, str]
_STEPS = (1, 2, 2.5, 5, 10)
_MOST = 5


def nice_step(span: float) -> float:
    """The smallest round step that needs at most five steps for the span."""
    if span <= 0:
        return 1.0
    magnitude = 10.0 ** math.floor(math.log10(span / _MOST))
    fitting = (step * magnitude for step in _STEPS if step * magnitude * _MOST >= span * 0.999)
    return next(fitting, 10 * magnitude)


def nice_ticks(high: float, write: Callable[[float], str], low: float = 0.0) -> list[Tick]:
    """Ticks from the round number at or under `low` to the one at or over `high`."""
    step = nice_step(high - low)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    values = [round(n * step, 9) for n in range(first, max(last, first + 1) + 1)]
    return [(value, write(value)) for value in values]


def short_number(value: float) -> str:
    """`9.4k` in tight places."""
    if abs(value) < 1000:
        return f"{value:g}"
    return f"{value / 1000:.3g}k"


def with_unit_at_end(ticks: list[Tick], unit: str) -> list[Tick]:
    """The unit stands at the last tick alone."""
    return [*ticks[:-1], (ticks[-1][0], f"{ticks[-1][1]} {unit}".strip())]
