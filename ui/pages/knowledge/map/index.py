"""Finds the point of a map next to a place, or next in a direction. Qt-free."""

from collections.abc import Iterator, Sequence
from math import hypot

Place = tuple[float, float]
_CELLS = 128
_CELL = 2.0 / _CELLS
# What lies beside the way counts as if it were so many times farther.
_ASIDE = 2.5


class MapIndex:
    """Points in square cells, so that 20,000 of them are not all looked at for each move."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = tuple(places)
        self._cells: dict[tuple[int, int], list[int]] = {}
        for number, (x, y) in enumerate(self._places):
            self._cells.setdefault((int(x // _CELL), int(y // _CELL)), []).append(number)

    def nearest(self, x: float, y: float, reach: float) -> int | None:
        """The number of the nearest point that is not farther than `reach`."""
        best, best_far = None, reach
        for number in self._near(x, y, reach):
            there = self._places[number]
            far = hypot(there[0] - x, there[1] - y)
            if far <= best_far:
                best, best_far = number, far
        return best

    def towards(self, start: int, step: Place) -> int | None:
        """The next point in a direction (one of the four along the axes), None at the edge."""
        x, y = self._places[start]
        best, best_far = None, float("inf")
        for number, (px, py) in enumerate(self._places):
            ahead = (px - x) * step[0] + (py - y) * step[1]
            if ahead <= 0:
                continue
            aside = abs((px - x) * step[1]) + abs((py - y) * step[0])
            far = ahead + _ASIDE * aside
            if far < best_far:
                best, best_far = number, far
        return best

    def _near(self, x: float, y: float, reach: float) -> Iterator[int]:
        left, right = int((x - reach) // _CELL), int((x + reach) // _CELL)
        low, high = int((y - reach) // _CELL), int((y + reach) // _CELL)
        if (right - left + 1) * (high - low + 1) > len(self._cells):
            yield from range(len(self._places))
            return
        for column in range(left, right + 1):
            for line in range(low, high + 1):
                yield from self._cells.get((column, line), ())
