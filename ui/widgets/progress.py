"""Waiting made visible: a thin bar where a number is known, a skeleton where none is."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtWidgets import QSizePolicy

from ui.theme.canvas import Canvas
from ui.theme.theme import Theme
from ui.widgets.painted import Painted

_LINE = 20


class ProgressBar(Painted):
    """A bar of 4 px; `set_share(0.36, "2,140 of 5,949 tokens read")`."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme)
        self._name, self._share, self._tone = name, 0.0, "accent"
        self.setFixedHeight(8)
        self.setMinimumWidth(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.describe(name)

    @property
    def share(self) -> float:
        return self._share

    def set_share(self, share: float, value: str = "", tone: str = "accent") -> None:
        """From 0 to 1; `value` is what a screen reader says; `tone` may be `warn` or `fail`."""
        self._share, self._tone = min(max(share, 0.0), 1.0), tone
        self.describe(self._name, value or f"{self._share:.0%}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, 8)

    def paint(self, canvas: Canvas) -> None:
        width = float(self.width())
        canvas.box(QRectF(0, 2, width, 4), "border", 2)
        if self._share > 0:
            canvas.box(QRectF(0, 2, max(4.0, width * self._share), 4), self._tone, 2)


class Skeleton(Painted):
    """Grey lines where text will be, each a share of the width."""

    def __init__(self, theme: Theme, lines: Sequence[float] = (0.96, 0.9, 0.98, 0.55)) -> None:
        super().__init__(theme)
        self._lines = tuple(lines)
        self.setFixedHeight(_LINE * len(self._lines))
        self.describe("Loading")

    def paint(self, canvas: Canvas) -> None:
        for place, share in enumerate(self._lines):
            canvas.box(QRectF(0, place * _LINE + 5, self.width() * share, 10), "hover", 3)
