"""What a tile says: value, unit, and the change against the time before. Qt-free."""

from dataclasses import dataclass

from ui.widgets import amounts
from ui.widgets.metric_tile import Change, Verdict
from workbench.projections.metrics import Tile

_NEAR_ZERO = 1e-9


@dataclass(frozen=True, slots=True)
class TileWords:
    """`note` stands where there is no change to show."""

    value: str
    unit: str
    change: Change | None
    spark: tuple[float, ...]
    note: str


def tile_words(tile: Tile, before: str) -> TileWords:
    value, unit = _value(tile)
    spark = tuple(each for each in tile.spark if each is not None)
    change = None if tile.note else _change(tile, before)
    return TileWords(value, unit, change, spark, _note(tile, before))


def _value(tile: Tile) -> tuple[str, str]:
    if tile.value is None:
        return amounts.UNKNOWN, ""
    match tile.unit:
        case "turns":
            return f"{tile.value:,.0f}", ""
        case "s":
            return amounts.seconds(tile.value).removesuffix(" s"), "s"
        case "share":
            return _percent(tile.value), "%"
        case "usd":
            return amounts.cost(tile.value), ""


def _note(tile: Tile, before: str) -> str:
    if tile.note:
        return tile.note
    if tile.value is None:
        return "not measured"
    if tile.change is None:
        return "nothing to compare with"
    return f"as {before}"


def _change(tile: Tile, before: str) -> Change | None:
    if tile.change is None or tile.value is None or abs(tile.change) < _NEAR_ZERO:
        return None
    verdict: Verdict = "unsure"
    if tile.better:
        verdict = "better" if tile.change * tile.better > 0 else "worse"
    return Change(f"{_size(tile)} {before}", tile.change > 0, verdict)


def _size(tile: Tile) -> str:
    size = abs(tile.change or 0.0)
    match tile.unit:
        case "turns":
            earlier = (tile.value or 0.0) - (tile.change or 0.0)
            return f"{size / earlier:.0%}" if earlier > 0 else f"{size:,.0f}"
        case "s":
            return amounts.seconds(size)
        case "share":
            return f"{_percent(size)} pts"
        case "usd":
            return amounts.cost(size)


def _percent(share: float) -> str:
    """One decimal below ten percent, whole above; zero is `0`."""
    percent = share * 100
    if percent == 0:
        return "0"
    return f"{percent:.1f}" if percent < 9.95 else f"{percent:.0f}"  # noqa: PLR2004 - rounds to 10
