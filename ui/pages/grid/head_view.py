"""The heads of the columns: how each variant does, and how sure that is."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QTableView

from ui.pages.grid.answered_words import recall_words
from ui.pages.grid.cell_delegate import MISS_ICONS, triangle
from ui.pages.grid.heads import Head
from ui.theme.canvas import Canvas
from ui.theme.fonts import Ink, text_width
from ui.theme.theme import Theme
from ui.widgets.interval_bar import paint_interval
from workbench.projections.retrieval_summary import RetrievalSummary

HEIGHT = 106
# Where a variant searches for what is judged, there is a line more.
WITH_FOUND = 123
_DIRECTION_TONES = {1: "pass", 0: "text2", -1: "fail"}


class HeadView(QHeaderView):
    """A tall header that is painted; `show_heads` gives it what to say."""

    def __init__(self, theme: Theme, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._theme = theme
        self._heads: tuple[Head, ...] = ()
        self._corner: tuple[str, str, str] = ("", "", "")
        self.setSectionsClickable(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(40)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("Variants")
        theme.theme_changed.connect(self.viewport().update)

    def show_heads(self, heads: tuple[Head, ...], corner: tuple[str, str, str]) -> None:
        """`corner`: two lines about the cases and one about the run, over the first column."""
        self._heads, self._corner = heads, corner
        self.setFixedHeight(WITH_FOUND if self._tells_found else HEIGHT)
        said = [line for line in corner if line]
        self.setAccessibleDescription(". ".join([*said, *(head.words for head in heads)]))
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(self.length(), self.height())

    @property
    def _tells_found(self) -> bool:
        return any(head.found for head in self._heads)

    def paintSection(self, painter: QPainter, rect: QRect, logical_index: int) -> None:
        area = QRectF(rect)
        canvas = Canvas(painter, self._theme)
        painter.save()
        canvas.box(area, "surface", 0)
        if logical_index == 0:
            self._paint_corner(canvas, area)
        elif logical_index <= len(self._heads):
            paint_head(canvas, area, self._heads[logical_index - 1])
        x = area.right() - 0.5
        canvas.line(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.restore()

    def _paint_corner(self, canvas: Canvas, area: QRectF) -> None:
        width = area.width() - 22
        canvas.text(QRectF(16, 9, width, 18), self._corner[0], Ink("label", "text", 600))
        canvas.text(QRectF(16, 27, width, 16), self._corner[1], Ink("caption", "text3"))
        canvas.text(QRectF(16, 44, width, 16), self._corner[2], Ink("caption", "text3"))
        ink = Ink("caption", "text2", 500)
        canvas.text(QRectF(16, 66, width, 16), "Pass rate, 95% interval", ink)
        canvas.text(QRectF(16, 85, width, 16), "p50, p95 · tokens · cost", ink)
        if self._tells_found:
            canvas.text(QRectF(16, 102, width, 16), "Found · misses: search, model", ink)


def paint_head(canvas: Canvas, area: QRectF, head: Head) -> None:
    left, width = area.left() + 12, area.width() - 24
    canvas.badge(QPointF(left, 9), head.letter, 18)
    canvas.text(QRectF(left + 24, 8, width - 24, 20), head.name, Ink("heading"))
    canvas.text(QRectF(left, 29, width, 16), head.recipe, Ink("caption", "text3"))
    x = left + canvas.text(QRectF(left, 47, 60, 20), head.rate_text, Ink("title")) + 8
    _paint_difference(canvas, QRectF(x, 48, area.right() - 8 - x, 20), head)
    _paint_interval(canvas, QRectF(left, 66, width, 14), head)
    if head.latency:
        x = left + canvas.text(
            QRectF(left, 85, width, 16), head.latency, Ink("caption", weight=500)
        )
        spent = QRectF(x, 85, area.right() - 4 - x, 16)
        canvas.text(spent, f"  ·  {head.spent}", Ink("caption", "text2"))
    if head.found:
        _paint_found(canvas, QRectF(left, 102, width, 16), head.found)


def _paint_difference(canvas: Canvas, area: QRectF, head: Head) -> None:
    if head.is_baseline:
        canvas.text(area, "baseline", Ink("caption", "text3"))
        return
    x = area.left()
    tone = _DIRECTION_TONES[head.direction]
    if head.direction:
        triangle(canvas, x, area.top() + 7, tone, up=head.direction > 0)
        x += 11
    place = QRectF(x, area.top(), area.right() - x, area.height())
    x += canvas.text(place, head.difference, Ink("caption", tone, 600)) + 6
    rest = QRectF(x, area.top(), area.right() - x, area.height())
    has_room = text_width(head.p_text, "caption") <= rest.width()
    # In grey, and without an arrow, it says as well that nothing is proved.
    canvas.text(rest, head.p_text if has_room else head.p_short, Ink("caption", "text3"))


def _paint_found(canvas: Canvas, area: QRectF, found: RetrievalSummary) -> None:
    """The recall, and with the glyphs of the cells how many misses are whose."""
    said = f"{recall_words(found)}  ·"
    x = area.left() + canvas.text(area, said, Ink("caption", weight=500)) + 8
    for whose, misses in (("retrieval", found.by_retrieval), ("model", found.by_model)):
        canvas.icon(QPointF(x, area.top() + 2), MISS_ICONS[whose], "text2", 12)
        place = QRectF(x + 16, area.top(), area.right() - x - 16, area.height())
        x += 16 + canvas.text(place, f"{misses:,}", Ink("caption", "text2", 500)) + 12


def _paint_interval(canvas: Canvas, area: QRectF, head: Head) -> None:
    """0 to 100 %: the interval, a dot at the rate, a dotted line at the baseline's rate."""
    if head.no_interval:
        canvas.text(area, head.no_interval, Ink("caption", "text3"))
        return
    if head.rate is None:
        canvas.box(QRectF(area.left(), area.center().y() - 2, area.width(), 4), "hover", 2)
        return
    low = head.rate if head.low is None else head.low
    high = head.rate if head.high is None else head.high
    rates = (low, head.rate, high)
    paint_interval(canvas, area, head.letter, rates, head.baseline_rate)
