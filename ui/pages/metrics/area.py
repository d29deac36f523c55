"""The main area: tiles, latency, tokens beside bots and models, the slowest turns."""

from datetime import datetime

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.metrics.columns import BARS, group_columns, slow_columns, whole_s
from ui.pages.metrics.cursor_plots import CursorBars, CursorLines
from ui.pages.metrics.state import MetricsState
from ui.pages.metrics.tile_words import tile_words
from ui.pages.metrics.time_parts import TimeLegend, TimePartsDelegate
from ui.qt_models.data_table import ROW_DENSE, DataTable
from ui.qt_models.row_delegate import RowDelegate
from ui.qt_models.row_table import RowTableModel
from ui.theme.theme import Theme
from ui.widgets.label import ElidedLabel, Label, horizontal_line, vertical_line
from ui.widgets.layouts import column, holder, row
from ui.widgets.message_bar import MessageBar
from ui.widgets.metric_tile import MetricTile
from ui.widgets.plots.ticks import short_number
from ui.widgets.prompt_parts import PARTS
from ui.widgets.segmented import SegmentedControl
from ui.widgets.split import Split
from workbench.projections.metrics import Group, SlowTurn

TILES = (
    "Turns",
    "p95 latency",
    "First token, p95",
    "Tool errors",
    "Prompt cache hits",
    "Answers reused",
    "Cost",
)
# Shown where there is something to show: most bots have no use for it.
RARE_TILES = {"Answers reused"}
_LEAST_TABLE = 28 + 4 * ROW_DENSE


class MetricsArea(QWidget):
    """`show_state()` draws all of the state; `show_cursor()` only what moves with the cursor."""

    def __init__(self, theme: Theme, settings: QSettings, state: MetricsState) -> None:
        super().__init__()
        self._theme, self._settings, self._state = theme, settings, state
        self.bar = MessageBar(theme, closable=True)
        self.tiles = {name: MetricTile(theme, name) for name in TILES}
        self._places: dict[str, QWidget] = {}
        self.latency = CursorLines(theme, "Latency per turn")
        self.tokens = CursorBars(theme, "Prompt and answer tokens per turn")
        self.by = SegmentedControl(
            theme, "Side by side", [("bot", "Bots"), ("model", "Models")], small=True
        )
        self.groups = RowTableModel[Group](group_columns(state.letter), lambda each: each.name)
        self.group_table = DataTable(theme, self.groups, "Bots or models", ROW_DENSE)
        self.slow = RowTableModel[SlowTurn](
            slow_columns(lambda: datetime.now().astimezone()), lambda each: each.turn.turn_id
        )
        self.slow_table = DataTable(theme, self.slow, "Slowest turns", ROW_DENSE)
        self._bars = self._make_bars()
        self.foot = ElidedLabel("", "caption", "text3")
        self.set_empty("", "")
        self._lay_out()
        self.by.current_changed.connect(self._show_groups)

    def set_loading(self, *, loading: bool) -> None:
        for plot in (self.latency, self.tokens):
            plot.set_loading(loading=loading)
        for table in (self.group_table, self.slow_table):
            table.set_loading(loading=loading)

    def set_empty(self, text: str, link: str) -> None:
        for plot in (self.latency, self.tokens):
            plot.set_empty(text, link)
        for table in (self.group_table, self.slow_table):
            table.set_empty(text)

    def show_state(self) -> None:
        metrics = self._state.metrics
        if metrics is None:
            return
        for tile in metrics.tiles:
            self._show_tile(tile.name)
        self._show_groups()
        slow = metrics.slowest
        self._bars.longest_s = max(map(whole_s, slow), default=1.0)
        self.slow.set_rows(slow)
        failed = f", {metrics.failed:,} failed" if metrics.failed else ""
        self.foot.setText(
            f"{len(slow)} slowest of {metrics.turns:,} turns{failed}. Enter opens the turn."
        )
        self.show_cursor()

    def show_cursor(self) -> None:
        state = self._state
        if state.metrics is None:
            return
        self.latency.set_note(state.latency_note())
        self.latency.set_cursor(state.cursor_s)
        self.latency.set_lines(state.time_lines(), state.x_ticks())
        self.tokens.set_note(state.tokens_note())
        self.tokens.set_cursor(state.cursor, state.bar_ticks())
        self.tokens.set_bars(PARTS, state.bars())
        self._show_keys()

    def _show_keys(self) -> None:
        if self._state.buckets:
            means = self._state.part_means()
            roles = ["ramp0", "ramp1", "ramp2", "ramp3", "text2"]
            self.tokens.set_keys(
                [(role, f"{part} {short_number(round(means[part]))}")
                 for role, part in zip(roles, PARTS, strict=True)]
            )  # fmt: skip
        else:
            self.tokens.set_keys([])

    def _show_tile(self, name: str) -> None:
        metrics = self._state.metrics
        tile = (
            next((each for each in metrics.tiles if each.name == name), None) if metrics else None
        )
        shown = self.tiles.get(name)
        if tile and shown:
            words = tile_words(tile, self._state.range.before)
            shown.set_value(words.value, words.unit, words.note)
            shown.set_change(words.change)
            shown.set_spark(words.spark)
            if name in RARE_TILES:
                self._places[name].setVisible(tile.value is not None)

    def _show_groups(self) -> None:
        self.groups.set_rows(self._state.groups(self.by.current))

    def _make_bars(self) -> TimePartsDelegate:
        main = self.slow_table.itemDelegate()
        assert isinstance(main, RowDelegate)
        made = TimePartsDelegate(self._theme, main, self.slow_table)
        self.slow_table.setItemDelegateForColumn(BARS, made)
        self.slow_table.setMinimumHeight(_LEAST_TABLE)
        return made

    def _lay_out(self) -> None:
        tiles = row(gap=0)
        for name, tile in self.tiles.items():
            line = () if name == TILES[-1] else (vertical_line(),)
            self._places[name] = place = holder(row(tile, *line, gap=0))
            if name in RARE_TILES:
                place.hide()
            tiles.addWidget(place, 1)
        title = row(Label("Side by side", "label", "text", 600), None, self.by,
                    margins=(16, 7, 12, 6))  # fmt: skip
        side = holder(column(title, self.group_table, gap=0))
        middle = Split(self._settings, "metrics/middle", Qt.Orientation.Horizontal, (1, 1))
        middle.add(self.tokens, side)
        foot = row(self.foot, TimeLegend(self._theme), gap=12, margins=(16, 5, 8, 6))
        foot.setStretch(0, 1)
        table = holder(column(self.slow_table, foot, gap=0))
        split = Split(self._settings, "metrics/main", Qt.Orientation.Vertical, (9, 8, 9))
        split.add(self.latency, middle, table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addLayout(tiles)
        layout.addWidget(horizontal_line())
        layout.addWidget(split, 1)
