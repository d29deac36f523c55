"""Numbers as the window writes them. Unknown is an en dash. Qt-free."""

UNKNOWN = "–"
MINUS = "\u2212"
CENT_USD = 0.01
PRECISE_BELOW_S = 10
SIGNIFICANT = 0.05
# From here down a p value needs a third decimal to be told from 0.05.
_NEAR_SIGNIFICANT = 0.06
_SMALLEST_P = 0.001
_THOUSAND = 1000
_MINUTE_S = 60
_HOUR_S = 3600


def seconds(value: float | None) -> str:
    """`1.56 s`, from ten seconds on `11.2 s`."""
    if value is None:
        return UNKNOWN
    return f"{value:.2f} s" if value < PRECISE_BELOW_S else f"{value:.1f} s"


def bare_seconds(value: float | None) -> str:
    """`1.6`, where the unit stands beside it."""
    return UNKNOWN if value is None else f"{value:.1f}"


def duration(value_s: float) -> str:
    """`40 s`, `2 min 10 s`, `1 h 5 min`: two units at most."""
    whole = max(1, round(value_s))
    if whole < _MINUTE_S:
        return f"{whole} s"
    if whole < _HOUR_S:
        return _two(whole, _MINUTE_S, "min", "s")
    return _two(round(whole / _MINUTE_S), _MINUTE_S, "h", "min")


def milliseconds(value_s: float | None) -> str:
    return UNKNOWN if value_s is None else f"{value_s * 1000:,.0f} ms"


def speed(tokens_per_s: float | None) -> str:
    return UNKNOWN if tokens_per_s is None else f"{tokens_per_s:.1f} tok/s"


def bare_speed(tokens_per_s: float | None) -> str:
    """`40.3`, where the unit stands beside it."""
    return UNKNOWN if tokens_per_s is None else f"{tokens_per_s:.1f}"


def tokens(read: int, written: int) -> str:
    """Read and written: `9,412 + 142`."""
    return f"{read:,} + {written:,}" if read or written else UNKNOWN


def short_tokens(value: float | None) -> str:
    """`9.4k` in tight places, whole below a thousand."""
    if value is None:
        return UNKNOWN
    return f"{value / 1000:.1f}k" if round(value) >= _THOUSAND else f"{round(value)}"


def cost(usd: float | None) -> str:
    if usd is None:
        return UNKNOWN
    if usd == 0:
        return "$0"
    return f"${usd:.4f}" if usd < CENT_USD else f"${usd:.2f}"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    teens = range(11, 14)
    endings = {1: "st", 2: "nd", 3: "rd"}
    ending = "th" if number % 100 in teens else endings.get(number % 10, "th")
    return f"{number}{ending}"


def count(number: int, thing: str) -> str:
    """`1 case`, `1,280 cases`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


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
    if p_value < _SMALLEST_P:
        return "p < 0.001"
    return f"p {p_value:.3f}" if p_value < _NEAR_SIGNIFICANT else f"p {p_value:.2f}"


def _two(value: int, size: int, large: str, small: str) -> str:
    rest = value % size
    return f"{value // size} {large}" + (f" {rest} {small}" if rest else "")
