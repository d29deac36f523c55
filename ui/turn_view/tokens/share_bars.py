"""The likeliest next tokens: what the model says, outlined, and what the rules make of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtWidgets import QSizePolicy

from ui.theme.canvas import RIGHT, Canvas
from ui.theme.fonts import Ink
from ui.theme.theme import Theme
from ui.turn_view.tokens.marks import percent
from ui.widgets.painted import Painted

_ROW, _NAME, _SHARE = 20, 126, 48


@dataclass(frozen=True, slots=True)
class ShareBar:
    """`own`: the model's own probability; `share`: under the rules, 0 where they cut it off.

    `is_written`: the token that the answer has; `is_rest`: all others together.
    """

    name: str
    own: float
    share: float
    is_written: bool = False
    is_rest: bool = False

    @property
    def words(self) -> str:
        said = percent(self.share) if self.share else "cut off"
        written = ", written" if self.is_written else ""
        return f"{self.name} {said}, by the model {percent(self.own)}{written}"


class ShareBars(Painted):
    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.bars: tuple[ShareBar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_bars(())

    def show_bars(self, bars: Sequence[ShareBar]) -> None:
        self.bars = tuple(bars)
        self.setFixedHeight(self.sizeHint().height())
        self.describe("Next token", ", ".join(bar.words for bar in bars))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, (len(self.bars) + 1) * _ROW)

    def paint(self, canvas: Canvas) -> None:
        if self.bars:
            self._paint_side(canvas, 0, ("Model", "Now"), "text3")
        for place, bar in enumerate(self.bars, start=1):
            self._paint_bar(canvas, place * _ROW, bar)

    def _paint_side(self, canvas: Canvas, top: int, words: tuple[str, str], tone: str) -> None:
        for place, (text, its) in enumerate(zip(words, ("text3", tone), strict=True)):
            side = QRectF(self.width() - _SHARE * (2 - place), top, _SHARE, _ROW)
            canvas.text(side, text, Ink("caption", its, 500), RIGHT)

    def _paint_bar(self, canvas: Canvas, top: int, bar: ShareBar) -> None:
        is_cut = not bar.share
        tone = "text3" if is_cut else "text"
        weight = 600 if bar.is_written else None
        style = "caption" if bar.is_rest else "mono"
        ink = Ink(style, tone, weight, strike=is_cut and not bar.is_rest)
        canvas.text(QRectF(0, top, _NAME - 8, _ROW), bar.name, ink)
        room = self.width() - _NAME - 2 * _SHARE
        own = QRectF(_NAME, top + 3, max(2.0, room * bar.own), _ROW - 6)
        canvas.box(own, None, 2, "border_strong")
        area = QRectF(_NAME, top + 4, max(2.0, room * bar.share), _ROW - 8)
        if bar.is_rest and bar.share:
            canvas.box(area, "free", 2, "border_strong")
            canvas.hatch(area, "border_strong")
        elif bar.share:
            canvas.box(area, "accent" if bar.is_written else "ramp2", 2)
        said = percent(bar.share) if bar.share else "cut"
        self._paint_side(canvas, top, (percent(bar.own), said), tone)
