"""Numbers of the grid in the words of the window. Qt-free."""

MINUS = "\u2212"
UNKNOWN = "–"
SIGNIFICANT = 0.05
# From here down a p value needs a third decimal to be told from 0.05.
_NEAR_SIGNIFICANT = 0.06
_MINUTE_S = 60
_HOUR_S = 3600


def percent(share: float | None) -> str:
    return UNKNOWN if share is None else f"{round(share * 100)}%"


def points(difference: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    return f"{signed(round(difference * 100))} pts"


def signed(value: int) -> str:
    return "0" if value == 0 else f"{'+' if value > 0 else MINUS}{abs(value)}"


def signed_score(difference: float) -> str:
    rounded = round(difference, 2)
    if rounded == 0:
        return "0.00"
    return f"{'+' if rounded > 0 else MINUS}{abs(rounded):.2f}"


def p_words(p_value: float) -> str:
    if p_value < 0.001:  # noqa: PLR2004 - the smallest p that is printed
        return "p < 0.001"
    return f"p {p_value:.3f}" if p_value < _NEAR_SIGNIFICANT else f"p {p_value:.2f}"


def seconds(value_s: float | None) -> str:
    return UNKNOWN if value_s is None else f"{value_s:.1f}"


def tokens(value: float | None) -> str:
    """`9.4k` in tight places, whole below a thousand."""
    if value is None:
        return UNKNOWN
    return f"{value / 1000:.1f}k" if round(value) >= 1000 else f"{round(value)}"


def cost(value_usd: float | None) -> str:
    if value_usd is None:
        return UNKNOWN
    if value_usd == 0:
        return "$0"
    return f"${value_usd:.4f}" if value_usd < 0.01 else f"${value_usd:.2f}"  # noqa: PLR2004 - a cent


def duration(value_s: float) -> str:
    """`40 s`, `2 min 10 s`, `1 h 5 min`: two units at most."""
    whole = max(1, round(value_s))
    if whole < _MINUTE_S:
        return f"{whole} s"
    if whole < _HOUR_S:
        return _two(whole, _MINUTE_S, "min", "s")
    return _two(round(whole / _MINUTE_S), _MINUTE_S, "h", "min")


def count(number: int, thing: str) -> str:
    """`1 case`, `1,280 cases`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _two(value: int, size: int, large: str, small: str) -> str:
    rest = value % size
    return f"{value // size} {large}" + (f" {rest} {small}" if rest else "")
