"""Numbers as the window writes them. Unknown is an en dash. Qt-free."""

UNKNOWN = "–"
MINUTE_S = 60
CENT_USD = 0.01
PRECISE_BELOW_S = 10


def seconds(value: float | None) -> str:
    """`1.56 s`, from ten seconds on `11.2 s`."""
    if value is None:
        return UNKNOWN
    return f"{value:.2f} s" if value < PRECISE_BELOW_S else f"{value:.1f} s"


def milliseconds(value_s: float | None) -> str:
    return UNKNOWN if value_s is None else f"{value_s * 1000:,.0f} ms"


def speed(tokens_per_s: float | None) -> str:
    return UNKNOWN if tokens_per_s is None else f"{tokens_per_s:.1f} tok/s"


def tokens(read: int, written: int) -> str:
    """Read and written: `9,412 + 142`."""
    return f"{read:,} + {written:,}" if read or written else UNKNOWN


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
