"""Three plots below the grid, side by side, or behind tabs where there is too little room."""

from collections.abc import Callable, Sequence
from threading import Thread

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.grid.plot_data import VariantData, token_parts
from ui.theme.theme import Theme
from ui.widgets.label import vertical_line
from ui.widgets.layouts import holder, row
from ui.widgets.plots.door import pyqtgraph
from ui.widgets.plots.panel import PlotPanel
from ui.widgets.plots.scatter import QualityPlot, ScatterPoint
from ui.widgets.plots.stack import StackBar, StackedBars
from ui.widgets.plots.strip import StripGroup, StripPlot
from ui.widgets.prompt_parts import PARTS
from ui.widgets.segmented import SegmentedControl

LEAST_WIDTH, WITH_ALL_KEYS, LEAST_HEIGHT = 300, 340, 200
# Far enough apart that the window answers between two plots.
_TICK_MS = 100
_TABS = (("quality", "Quality"), ("ttft", "First token"), ("tokens", "Tokens"))


class PlotsPane(QWidget):
    """Draws one plot a tick, and loads the plot library in the background before the first."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._data: tuple[VariantData, ...] = ()
        self._due: list[Callable[[], None]] = []
        self._loading: Thread | None = None
        self.quality = QualityPlot(theme)
        self.ttft = StripPlot(theme)
        self.tokens = StackedBars(theme, "Tokens per case")
        self.plots: dict[str, PlotPanel] = {
            "quality": self.quality, "ttft": self.ttft, "tokens": self.tokens,
        }  # fmt: skip
        self.tabs = SegmentedControl(theme, "Plots", _TABS, small=True)
        self._bar = holder(row(self.tabs, None, margins=(16, 6, 16, 0)))
        self._lines = [vertical_line(), vertical_line()]
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self.tabs.current_changed.connect(self._on_tab_changed)
        self._lay_out()
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setAccessibleName("Plots of the grid")

    @property
    def is_tabbed(self) -> bool:
        keys = len(token_parts(self._data))
        least = WITH_ALL_KEYS if keys == len(PARTS) else LEAST_WIDTH
        return self.width() < least * len(self.plots)

    def show_data(self, data: Sequence[VariantData]) -> None:
        """Draw if there is news; hidden plots wait until they are seen."""
        if tuple(data) == self._data:
            return
        self._data = tuple(data)
        self._arrange()
        for plot in self.plots.values():
            plot.set_loading(loading=bool(data))
        self._due = [self._draw_quality, self._draw_ttft, self._draw_tokens]
        if self.isVisible():
            self._go_on()

    def say_empty(self, text: str, link: str = "") -> None:
        for plot in self.plots.values():
            plot.set_empty(text, link)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrange()
        self._go_on()

    # Inside

    def _lay_out(self) -> None:
        side = QHBoxLayout()
        side.setSpacing(0)
        for place, plot in enumerate(self.plots.values()):
            if place:
                side.addWidget(self._lines[place - 1])
            side.addWidget(plot, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._bar)
        whole.addLayout(side, 1)

    def _arrange(self) -> None:
        tabbed = self.is_tabbed
        self._bar.setVisible(tabbed)
        for line in self._lines:
            line.setVisible(not tabbed)
        for key, plot in self.plots.items():
            plot.setVisible(not tabbed or key == self.tabs.current)

    def _go_on(self) -> None:
        if self._due and not self._timer.isActive():
            self._timer.start()

    def _on_tab_changed(self, key: str) -> None:
        del key
        self._arrange()

    def _on_tick(self) -> None:
        if self._is_library_loading():
            return
        if self._due:
            self._due.pop(0)()
            if not self._due:
                self._end_loading()
        else:
            self._timer.stop()

    def _end_loading(self) -> None:
        for plot in self.plots.values():
            plot.set_loading(loading=False)

    def _is_library_loading(self) -> bool:
        if self._loading is None and self._data:
            self._loading = Thread(target=pyqtgraph, name="plot library", daemon=True)
            self._loading.start()
        return self._loading is not None and self._loading.is_alive()

    def _draw_quality(self) -> None:
        self.quality.set_points(
            [
                ScatterPoint(
                    each.letter,
                    each.name,
                    each.p95_s,
                    each.rate,
                    each.rate if each.low is None else each.low,
                    each.rate if each.high is None else each.high,
                )
                for each in self._data
                if each.p95_s is not None and each.rate is not None
            ]
        )

    def _draw_ttft(self) -> None:
        self.ttft.set_groups(
            [StripGroup(each.letter, each.name, each.ttfts_s) for each in self._data]
        )

    def _draw_tokens(self) -> None:
        parts = token_parts(self._data)
        bars = [StackBar(each.letter, tuple(each.tokens[part] for part in parts))
                for each in self._data]  # fmt: skip
        self.tokens.set_bars(parts if bars else (), bars)
