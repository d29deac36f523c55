"""Where ladders and their rungs stand in a view of some width."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

NAME, TILES, RUNG, GAP, EDGE = 26, 40, 44, 34, 16
HEAD = NAME + TILES + 10
LEAST_WIDTH = 226

# A ladder and a rung in it, both from 0.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Places:
    """`counts`: how many rungs each ladder has."""

    width: float
    counts: tuple[int, ...]

    @property
    def least_width(self) -> int:
        count = len(self.counts)
        return count * LEAST_WIDTH + max(count - 1, 0) * GAP + 2 * EDGE

    @property
    def height(self) -> int:
        return HEAD + max(self.counts, default=0) * RUNG + 8

    @property
    def ladder_width(self) -> float:
        count = max(len(self.counts), 1)
        return (self.width - 2 * EDGE - (count - 1) * GAP) / count

    def left(self, ladder: int) -> float:
        return EDGE + ladder * (self.ladder_width + GAP)

    def rung(self, place: Place) -> QRectF:
        ladder, rung = place
        return QRectF(self.left(ladder), HEAD + rung * RUNG, self.ladder_width, RUNG - 3)

    def at(self, point: QPointF) -> Place | None:
        """The rung under a point."""
        for ladder, count in enumerate(self.counts):
            rung = int((point.y() - HEAD) // RUNG)
            if 0 <= rung < count and self.rung((ladder, rung)).contains(point):
                return ladder, rung
        return None

    def nearest(self, place: Place) -> Place:
        """Within the ladders that there are."""
        ladder = min(max(place[0], 0), max(len(self.counts) - 1, 0))
        most = self.counts[ladder] - 1 if self.counts else 0
        return ladder, min(max(place[1], 0), max(most, 0))
