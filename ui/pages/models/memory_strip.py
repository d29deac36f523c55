"""The memory of the machine in one bar: the system, each loaded model, the caches, what is free."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QSizePolicy

from ui.pages.models.state import ModelsState
from ui.theme.canvas import RIGHT, Canvas
from ui.theme.fonts import Ink, text_width
from ui.theme.theme import Theme
from ui.widgets.painted import Painted
from workbench.sizing.words import gigabytes, size_words

_TOP, _BAR, _LEGEND = 22, 16, 20
_GUTTER = 16
_MOST_RAMP = 4


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the memory: its colour role, name and bytes."""

    role: str
    name: str
    size_bytes: int


def shares(state: ModelsState) -> tuple[Share, ...]:
    """The system first, then what is ours; caches are taken out of their models."""
    if state.memory is None:
        return ()
    host, servers = state.memory.host, state.memory.servers
    helpers = sum(state.memory.helpers.values())
    ours = sum(each.used_bytes for each in servers) + helpers
    used = host.total_bytes - host.available_bytes
    found = [Share("text3", "System and apps", max(0, used - ours))]
    caches = 0
    for place, server in enumerate(servers):
        model = state.model(server.name)
        need = state.need(model) if model else None
        cache = min(need.kv_cache, server.used_bytes) if need else 0
        caches += cache
        role = f"ramp{min(place, _MOST_RAMP)}"
        found.append(Share(role, server.name, server.used_bytes - cache))
    if helpers:
        found.append(Share("ramp2", "Embedder and index", helpers))
    if caches:
        found.append(Share("ramp3", "Key-value cache", caches))
    return tuple(found)


class MemoryStrip(Painted):
    """`show_state(state)`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._shares: tuple[Share, ...] = ()
        self._title, self._figures, self._limit_words = "Memory", "Measuring", ""
        self._total = self._limit = 0
        self.setFixedHeight(_TOP + _BAR + _LEGEND + 22)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.describe("Memory", self._figures)

    def show_state(self, state: ModelsState) -> None:
        if state.memory is None:
            return
        host = state.memory.host
        self._shares, self._total = shares(state), host.total_bytes
        used = host.total_bytes - host.available_bytes
        self._title = "Memory" if not host.devices else f"Memory, {host.devices[0].description}"
        self._figures = (
            f"{gigabytes(used)} of {gigabytes(host.total_bytes)} GB used, "
            f"{size_words(host.available_bytes)} free"
        )
        self._limit = state.room.ram_bytes
        self._limit_words = f"Models may use up to {size_words(state.room.total)}"
        parts = ", ".join(f"{each.name} {size_words(each.size_bytes)}" for each in self._shares)
        self.describe("Memory", f"{self._figures}. {parts}. {self._limit_words}.")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, self.height())

    def paint(self, canvas: Canvas) -> None:
        width = float(self.width() - 2 * _GUTTER)
        top = QRectF(_GUTTER, 10, width, _TOP)
        canvas.text(top, self._title, Ink("label", "text", 600))
        canvas.text(top, self._figures, Ink("label", "text2"), RIGHT)
        bar = QRectF(_GUTTER, 10 + _TOP + 2, width, _BAR - 2)
        self._paint_bar(canvas, bar)
        self._paint_legend(canvas, QRectF(_GUTTER, bar.bottom() + 6, width, _LEGEND))

    def _paint_bar(self, canvas: Canvas, bar: QRectF) -> None:
        canvas.box(bar, "free", 3, "border")
        clip = QPainterPath()
        clip.addRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        canvas.painter.save()
        canvas.painter.setClipPath(clip)
        x = bar.left()
        for share in self._shares:
            width = bar.width() * share.size_bytes / max(self._total, 1)
            area = QRectF(x, bar.top(), max(width - 1, 1.0), bar.height())
            canvas.painter.fillRect(area, self.theme.color(share.role))
            x += width
        canvas.painter.restore()

    def _paint_legend(self, canvas: Canvas, area: QRectF) -> None:
        limit = text_width(self._limit_words, "caption") + 8
        x, end = area.left(), area.right() - limit
        for share in self._shares:
            words, size = share.name, size_words(share.size_bytes)
            width = 13 + text_width(words, "caption") + 5 + text_width(size, "caption", 600) + 18
            if x + width > end:
                break
            canvas.box(QRectF(x, area.top() + 6, 8, 8), share.role, 2)
            label = QRectF(x + 13, area.top(), width, area.height())
            used = canvas.text(label, words, Ink("caption", "text2"), elide=False)
            canvas.text(label.adjusted(used + 5, 0, 0, 0), size, Ink("caption", "text", 600),
                        elide=False)  # fmt: skip
            x += width
        right = QRectF(area.right() - limit, area.top(), limit, area.height())
        canvas.text(right, self._limit_words, Ink("caption", "text3"), RIGHT, elide=False)
        if self._total:
            tick = round(area.left() + area.width() * self._limit / self._total) + 0.5
            top = area.top() - _BAR - 8
            canvas.line(QPointF(tick, top), QPointF(tick, top + _BAR + 4), "text", 1)
