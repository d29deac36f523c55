"""Draws every widget in its states to PNG files, to be looked at beside the design.

python -m tests.ui.gallery DIR [light|dark]      (QT_SCALE_FACTOR=2 for 200 %)
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from ui.qt_models.data_table import DataTable
from ui.qt_models.row_table import Column, Look, RowTableModel
from ui.theme.theme import Theme
from ui.widgets.badge import Avatar, VariantBadge
from ui.widgets.button import Button, IconButton
from ui.widgets.card import Card
from ui.widgets.chip import Chip, KeyHint, StatusChip
from ui.widgets.context_bar import ContextBar, ContextPart
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.empty_state import EmptyState
from ui.widgets.focus_ring import FocusRing
from ui.widgets.interval_bar import IntervalBar
from ui.widgets.label import Label, horizontal_line, surface
from ui.widgets.layouts import column, holder, row
from ui.widgets.message_bar import MessageBar
from ui.widgets.metric_tile import Change, MetricTile
from ui.widgets.plots.lines import Moment, TimeLine, TimeLines
from ui.widgets.plots.scatter import QualityPlot, ScatterPoint
from ui.widgets.plots.stack import StackBar, StackedBars
from ui.widgets.plots.strip import StripGroup, StripPlot
from ui.widgets.progress import ProgressBar, Skeleton
from ui.widgets.search_field import SearchField
from ui.widgets.segmented import SegmentedControl
from ui.widgets.text_view import TextView
from ui.widgets.toggle import Toggle
from ui.widgets.waterfall import WaterfallRow, WaterfallView

ANSWER = (
    "I have refunded the second **$42.00** payment, reference `rf_5510`. [1]\n\n"
    "What happens next:\n- it reaches your card within 5 working days [2]\n- you need do nothing"
)
SPANS = (
    WaterfallRow("guard in", "shield-check", 0, 0, 0.014, kind="guard"),
    WaterfallRow("retrieve", "books", 0, 0.014, 0.162, kind="retrieval"),
    WaterfallRow("bm25 + dense", "", 1, 0.014, 0.052, kind="retrieval"),
    WaterfallRow("prompt", "text-align-left", 0, 0.162, 0.166),
    WaterfallRow("model", "cpu", 0, 0.166, 1.926, 0.8, kind="model"),
    WaterfallRow("issue_refund", "wrench", 0, 3.895, 4.495, kind="tool", failed=True),
    WaterfallRow("model", "cpu", 0, 4.637, 11.168, 5.05, kind="model"),
)
STATES = (
    ("pass", "Done"),
    ("running", "Writing"),
    ("warn", "Slow"),
    ("fail", "Failed"),
    ("offline", "Offline"),
    ("idle", "Not run"),
)


@dataclass(frozen=True)
class Document:
    name: str
    state: str
    chunks: int


def heading(text: str, note: str = "") -> QWidget:
    return holder(row(Label(text, "label", "text", 600), Label(note, "caption", "text3"), None))


def buttons(theme: Theme) -> QWidget:
    frame = QWidget()
    grid = QGridLayout(frame)
    grid.setContentsMargins(0, 0, 0, 0)
    kinds = (("primary", "Send"), ("secondary", "Export"), ("danger", "Delete"), ("ghost", "Undo"))
    for line, (kind, text) in enumerate(kinds):
        grid.addWidget(Button(theme, text, kind), line, 0)
        grid.addWidget(Button(theme, text, kind, "play"), line, 1)
        off = Button(theme, text, kind, "play")
        off.setEnabled(False)
        grid.addWidget(off, line, 2)
        grid.addWidget(Button(theme, text, kind, small=True), line, 3)
        grid.addWidget(IconButton(theme, "x", "Close", kind), line, 4)
    focused = Button(theme, "Focused", "secondary", "play")
    focused.setObjectName("focused")
    grid.addWidget(focused, 0, 5)
    return frame


def choices(theme: Theme) -> QWidget:
    parts = (
        SegmentedControl(theme, "View", [("d", "Diff"), ("c", "C"), ("a", "A")]),
        DropDown(theme, "Against", [Option("A", "A, Baseline v12")]),
        Toggle(theme, "Offline mode", checked=True),
        Toggle(theme, "Offline mode"),
        Chip(theme, "seed 7"),
        Chip(theme, "agent-l2", "lock-simple"),
        Chip(theme, "issue_refund: time out once", "warning", warn=True),
        KeyHint(theme, "Ctrl K"),
    )
    return holder(row(*parts, None))


def left(theme: Theme) -> QWidget:
    field = SearchField(theme, "Find a case")
    field.setText("refund")
    return holder(
        column(
            heading("Buttons", "28 px, 24 px inside panels"),
            buttons(theme),
            heading("Status chips", "icon, word and colour together"),
            holder(row(*(StatusChip(theme, kind, text) for kind, text in STATES), None, gap=6)),
            heading("Choices"),
            choices(theme),
            holder(
                row(
                    *(VariantBadge(theme, each) for each in "ABCD"),
                    Avatar(theme, "Maya Okafor"),
                    None,
                )
            ),
            SearchField(theme, "Find a case"),
            field,
            heading("Answer"),
            answer(theme),
            None,
        )
    )


def answer(theme: Theme) -> QWidget:
    card = Card("Agent loop")
    card.set_selected(selected=True)
    view = TextView(theme)
    view.set_sources({1: "Tool result rf_5510", 2: "Refunds: duplicate payments"})
    view.append(ANSWER)
    view._flush()
    card.add(view)
    return card


def documents(theme: Theme) -> QWidget:
    looks = {
        "Indexed": Look("text", "check-circle", "pass"),
        "Changed since indexing": Look("warn", "warning"),
        "No text found. Run OCR or replace the file": Look("fail", "x-circle"),
    }
    columns = (
        Column(
            "Document",
            lambda d: d.name,
            look=lambda _: Look(icon="note", icon_tone="text3"),
            bold=True,
            stretch=True,
        ),
        Column("State", lambda d: d.state, look=lambda d: looks[d.state], width=190),
        Column("Chunks", lambda d: f"{d.chunks:,}", lambda d: d.chunks, align_right=True, width=80),
    )
    model = RowTableModel(columns, key=lambda d: d.name)
    model.set_rows(
        [Document(f"{state.split()[0]} document", state, n * 700) for n, state in enumerate(looks)]
    )
    table = DataTable(theme, model, "Documents")
    table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    table._hover(0)
    table.selectRow(1)
    table.setFixedHeight(130)
    none = DataTable(theme, RowTableModel(columns, key=lambda d: d.name), "Runs")
    none.set_empty("No runs yet", "Run the grid")
    none.setFixedHeight(110)
    return holder(column(table, none))


def messages(theme: Theme) -> list[QWidget]:
    said = (
        ("warn", "3 chunks are behind the document.", "Update index"),
        ("pass", "Test case saved to Release check.", "Undo"),
        ("fail", "OpenAI refused the key (401). No tokens were used.", "Replace key"),
    )
    bars = []
    for kind, text, action in said:
        bar = MessageBar(theme)
        bar.show_message(kind, text, action)
        bars.append(bar)
    return bars


def middle(theme: Theme) -> QWidget:
    progress = ProgressBar(theme, "Reading the prompt")
    progress.set_share(0.36, "2,140 of 5,949 tokens read")
    empty = EmptyState(
        theme, "chats-teardrop", "No answer yet", "Send a message to see this variant reply."
    )
    empty.set_actions("Use an example", "Go online")
    tile = MetricTile(theme, "p95 latency")
    tile.set_value("3.42", "s")
    tile.set_change(Change("0.61 s on last week", rises=False, verdict="better"))
    tile.set_spark([5, 4, 4.5, 3.9, 3.7, 3.4])
    return holder(
        column(
            heading("Table rows", "32 px, 28 px dense"),
            documents(theme),
            heading("Messages"),
            *messages(theme),
            heading("Loading and empty"),
            Label("2,140 of 5,949 tokens read, about 6 s left", "small", "text2"),
            progress,
            Skeleton(theme),
            empty,
            horizontal_line(),
            holder(row(tile, MetricTile(theme, "Cost"))),
            None,
        )
    )


def right(theme: Theme) -> QWidget:
    waterfall = WaterfallView(theme)
    waterfall.set_rows(SPANS)
    waterfall.select(5)
    context, over = ContextBar(theme), ContextBar(theme)
    names = (
        ("System", 612),
        ("Few-shot", 940),
        ("Evidence", 1864),
        ("History", 1428),
        ("Tool schemas", 1105),
    )
    parts = [ContextPart(*each) for each in names]
    context.set_parts(parts, 8192)
    over.set_parts(parts[:3], 3000, "2 chunks were cut")
    interval, none = IntervalBar(theme, "C"), IntervalBar(theme, "A")
    interval.set_rate(0.81, 0.91, 0.96, 0.67)
    return holder(
        column(
            heading("Where the time went", "11,209 ms"),
            waterfall,
            heading("Context window", "5,949 of 8,192"),
            context,
            heading("Over the limit"),
            over,
            heading("Pass rate"),
            interval,
            none,
            None,
        )
    )


def plots(theme: Theme) -> QWidget:
    quality, strip = QualityPlot(theme), StripPlot(theme)
    stack, lines = (
        StackedBars(theme, "Tokens per case"),
        TimeLines(theme, "Latency per turn", "hourly"),
    )
    quality.set_points(
        [
            ScatterPoint("A", "Baseline", 3.4, 0.67, 0.55, 0.77),
            ScatterPoint("B", "Terse", 2.8, 0.75, 0.63, 0.84),
            ScatterPoint("C", "Agent loop", 11.4, 0.91, 0.81, 0.96),
            ScatterPoint("D", "Long context", 4.1, 0.83, 0.72, 0.9),
        ]
    )
    strip.set_groups(
        [
            StripGroup("A", "Baseline", tuple(1.5 + (n * 37 % 19) / 20 for n in range(60))),
            StripGroup("B", "Terse", tuple(1.2 + (n * 31 % 17) / 20 for n in range(400))),
            StripGroup("C", "Agent loop", (4.1, 5.2, 6.1)),
        ]
    )
    parts = ("System", "Evidence", "History", "Tools", "Answer")
    stack.set_bars(
        parts,
        [StackBar(each, (600, 4000 + n * 3000, 2500, 1500, 300)) for n, each in enumerate("ABCD")],
    )
    xs = tuple(float(n) for n in range(48))
    wave = [1 + (n % 12) / 12 for n in range(48)]
    lines.set_moments([Moment("Refund stub slow, 15 h", 20, 28), Moment("Reranker on", 34)], 4)
    lines.set_lines(
        [
            TimeLine("p50", xs, tuple(wave)),
            TimeLine("p95", xs, tuple(2 * w for w in wave)),
            TimeLine("p99", xs, tuple(3 * w for w in wave)),
        ],
        [(0.0, "Mon 16"), (24.0, "Tue 17")],
    )
    empty, loading = QualityPlot(theme), QualityPlot(theme)
    empty.set_empty("No runs yet", "Run the grid")
    loading.set_loading(loading=True)
    frame = QWidget()
    grid = QGridLayout(frame)
    for place, plot in enumerate((quality, strip, stack, lines, empty, loading)):
        grid.addWidget(plot, place // 3, place % 3)
    return frame


def sheet(theme: Theme, body: QWidget, size: tuple[int, int]) -> QWidget:
    page = surface("page")
    page.setLayout(column(body, margins=(20, 14, 20, 10)))
    page.resize(*size)
    page.show()
    return page


def main(out: Path, mode: str) -> None:
    app = QApplication.instance() or QApplication([])
    theme = Theme("dark" if mode == "dark" else "light")
    theme.apply()
    out.mkdir(parents=True, exist_ok=True)
    body = holder(row(left(theme), middle(theme), right(theme), gap=24))
    sheets = {"widgets": (body, (1440, 900)), "plots": (plots(theme), (1200, 620))}
    for name, (widget, size) in sheets.items():
        page = sheet(theme, widget, size)
        focused = page.findChild(Button, "focused")
        QTest.qWaitForWindowExposed(page)
        if focused:
            ring = FocusRing(theme)
            ring._on_focus_changed(None, focused)
        app.processEvents()
        page.grab().save(str(out / f"{name}-{mode}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "light")
