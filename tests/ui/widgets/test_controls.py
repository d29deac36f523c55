from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from ui.widgets.badge import Avatar, VariantBadge
from ui.widgets.button import Button, IconButton
from ui.widgets.chip import Chip, StatusChip
from ui.widgets.context_bar import ContextBar, ContextPart
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.empty_state import EmptyState
from ui.widgets.focus_ring import FocusRing
from ui.widgets.interval_bar import IntervalBar
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.layouts import column, holder
from ui.widgets.message_bar import MessageBar, Toast
from ui.widgets.metric_tile import Change, MetricTile
from ui.widgets.progress import ProgressBar, Skeleton
from ui.widgets.search_field import SearchField
from ui.widgets.segmented import SegmentedControl
from ui.widgets.side_panel import PanelArea, SidePanel
from ui.widgets.split import Split
from ui.widgets.toggle import Toggle
from ui.widgets.waterfall import WaterfallRow, WaterfallView, spoken, tick_text, time_ticks


def shown(qtbot, widget, size=(300, 200)):
    qtbot.addWidget(widget)
    widget.resize(*size)
    widget.show()
    return widget


def test_a_click_on_a_button_leaves_the_focus_in_the_text_field(qtbot, theme):
    field, button = QLineEdit(), Button(theme, "Send", "primary", "play")
    frame = shown(qtbot, holder(column(field, button)))
    frame.activateWindow()
    field.setFocus()
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert frame.focusWidget() is field


def test_the_focus_ring_surrounds_the_button_that_has_the_focus(qtbot, theme):
    ring, button = FocusRing(theme), Button(theme, "Send")
    frame = shown(qtbot, holder(column(button, margins=(20, 20, 20, 20))))
    ring._on_focus_changed(None, button)
    assert ring.isVisible()
    assert ring.geometry() == button.geometry().adjusted(-4, -4, 4, 4)
    button.move(button.pos() + QPoint(10, 0))
    assert ring.geometry().left() == button.geometry().left() - 4
    ring._on_focus_changed(button, None)
    assert not ring.isVisible()
    frame.close()


def test_segments_are_chosen_by_click_and_by_arrow(qtbot, theme):
    control = SegmentedControl(theme, "View", [("t", "Trace"), ("e", "Evidence")])
    shown(qtbot, control)
    assert control.current == "t"
    with qtbot.waitSignal(control.current_changed) as changed:
        qtbot.mouseClick(control._buttons["e"], Qt.MouseButton.LeftButton)
    assert changed.args == ["e"]
    assert (control.accessibleName(), control.accessibleDescription()) == ("View", "Evidence")
    control._buttons["e"].setFocus()
    with qtbot.waitSignal(control.current_changed):
        qtbot.keyClick(control._buttons["e"], Qt.Key.Key_Left)
    assert control.current == "t"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_drop_down_tells_what_was_chosen_from_its_menu(qtbot, theme):
    control = DropDown(theme, "Against", [Option("a", "Baseline"), Option("b", "Terse & new")])
    shown(qtbot, control)
    qtbot.keyClick(control, Qt.Key.Key_Down)
    menu = control.findChild(QMenu)
    assert [action.isChecked() for action in menu.actions()] == [True, False]
    with qtbot.waitSignal(control.value_chosen) as chosen:
        menu.actions()[1].trigger()
    assert chosen.args == ["b"]
    assert control.accessibleDescription() == "Terse & new"
    menu.close()


def test_a_drop_down_keeps_its_value_when_options_change_if_it_can(qtbot, theme):
    control = DropDown(theme, "", [Option("a", "Baseline"), Option("b", "Terse")])
    control.set_value("b")
    control.set_options([Option("b", "Terse v2"), Option("c", "Agent")])
    assert (control.value, control.value_text()) == ("b", "Terse v2")
    control.set_options([Option("c", "Agent")])
    assert control.value == "c"
    control.set_options([])
    assert control.value_text() == "–"
    qtbot.addWidget(control)


def test_every_painted_widget_has_a_name_and_a_value(qtbot, theme):
    context, interval, tile = ContextBar(theme), IntervalBar(theme, "C"), MetricTile(theme, "Cost")
    context.set_parts([ContextPart("System", 612)], 8192)
    interval.set_rate(0.81, 0.91, 0.96, 0.67)
    tile.set_value("3.42", "s")
    tile.set_change(Change("0.61 s on last week", rises=False, verdict="better"))
    progress = ProgressBar(theme, "Indexing")
    progress.set_share(0.5)
    said = {
        context: ("Context window", "612 of 8,192 tokens. System 612"),
        interval: ("Pass rate and 95% interval", "91%, from 81% to 96%, baseline 67%"),
        tile: ("Cost", "3.42 s, 0.61 s on last week"),
        progress: ("Indexing", "50%"),
        StatusChip(theme, "fail", "Failed"): ("Failed", "Status: fail"),
        Chip(theme, "seed 7"): ("seed 7", ""),
        VariantBadge(theme, "B"): ("Variant B", ""),
        Avatar(theme, "Maya Okafor"): ("Maya Okafor", ""),
        Skeleton(theme): ("Loading", ""),
        Toggle(theme, "Offline mode"): ("Offline mode", ""),
        IconButton(theme, "x", "Close the panel"): ("Close the panel", ""),
    }
    for widget, (name, value) in said.items():
        qtbot.addWidget(widget)
        assert (widget.accessibleName(), widget.accessibleDescription()) == (name, value)


def test_a_context_over_its_limit_says_what_was_cut(qtbot, theme):
    bar = ContextBar(theme)
    bar.set_parts([ContextPart("Evidence", 4000)], 3000, "2 chunks were cut")
    shown(qtbot, bar)
    assert bar.is_over
    assert bar.accessibleDescription().endswith("2 chunks were cut")
    image = bar.grab().toImage()
    reds = [x for x in range(image.width()) if image.pixelColor(x, 10) == theme.color("fail")]
    assert reds
    assert abs(reds[0] / image.width() - 0.75) < 0.02


def test_an_empty_state_offers_its_one_button(qtbot, theme):
    state = EmptyState(theme, "books", "No runs yet", "Run a suite.")
    state.set_actions("Run the grid")
    shown(qtbot, state)
    assert state.action.isVisible()
    assert not state.second.isVisible()
    assert state.action.width() > 60
    with qtbot.waitSignal(state.action_pressed):
        qtbot.mouseClick(state.action, Qt.MouseButton.LeftButton)


def test_a_message_bar_shows_one_sentence_and_one_button(qtbot, theme):
    bar = MessageBar(theme)
    qtbot.addWidget(bar)
    assert not bar.isVisible()
    bar.show_message("warn", "3 chunks are behind the document.", "Update index")
    assert bar.isVisible()
    assert bar.property("kind") == "warn"
    with qtbot.waitSignal(bar.action_pressed):
        qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    bar.show_message("pass", "Indexed.")
    assert not bar.button.isVisible()


def test_a_toast_undoes_once_and_goes_after_its_time(qtbot, theme):
    window, undone = shown(qtbot, QWidget(), (600, 400)), []
    toast = Toast(theme, window)
    toast.tell("Case deleted", lambda: undone.append(1))
    assert toast.text() == "Case deleted"
    assert toast.geometry().left() == 16
    # Over the status strip and the edge of the page: it covers nothing that can be used.
    assert toast.geometry().bottom() < 400
    assert toast.geometry().top() >= 400 - 26 - 12
    toast._button.click()
    assert undone == [1]
    assert not toast.isVisible()
    toast._timer.setInterval(1)
    toast.tell("Saved")
    qtbot.waitUntil(lambda: not toast.isVisible())


def test_the_search_field_tells_after_a_pause_and_esc_clears_it(qtbot, theme):
    field = shown(qtbot, SearchField(theme, "Find a case"))
    with qtbot.waitSignal(field.search_changed) as said:
        qtbot.keyClicks(field, "refund")
    assert said.args == ["refund"]
    with qtbot.waitSignal(field.search_changed) as said:
        qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert said.args == [""]


def test_a_label_too_long_is_cut_and_the_tool_tip_has_it_whole(qtbot, theme):
    label = shown(qtbot, ElidedLabel("A very long name of a bot that never fits"), (80, 20))
    assert label.text().endswith("…")
    assert label.toolTip() == label.whole_text()
    label.resize(600, 20)
    assert label.text() == label.whole_text()
    assert label.toolTip() == ""


@pytest.mark.parametrize(("width", "beside"), [(1400, True), (1200, False)])
def test_a_panel_stands_beside_a_wide_page_and_floats_over_a_narrow_one(
    qtbot, theme, width, beside
):
    area = PanelArea(QWidget())
    area.set_panel(SidePanel(theme, "Turn 2"))
    shown(qtbot, area, (width, 700))
    area.open_panel()
    assert area._main.width() == (width - 320 if beside else width)
    assert area.panel.geometry().right() == width - 1
    qtbot.mouseClick(area.panel.close_button, Qt.MouseButton.LeftButton)
    assert not area.is_open
    assert area._main.width() == width


def test_a_split_keeps_its_place_and_a_double_click_resets_it(qtbot, theme, tmp_path: Path):
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)

    def make():
        split = Split(settings, "grid", Qt.Orientation.Horizontal, (3, 1))
        split.add(QWidget(), QWidget())
        return shown(qtbot, split, (401, 100))

    first = make()
    assert first.sizes() == [300, 100]
    first.moveSplitter(200, 1)
    first._save()
    assert make().sizes() == [200, 200]
    qtbot.mouseDClick(first.handle(1), Qt.MouseButton.LeftButton)
    assert first.sizes() == [300, 100]
    assert make().sizes() == [300, 100]


ROWS = (
    WaterfallRow("model", "cpu", 0, 0, 1.76, 0.6, "model"),
    WaterfallRow("issue_refund", "wrench", 0, 1.9, 2.5, kind="tool", failed=True),
    WaterfallRow("rerank", "", 1, 2.5, 2.5, kind="retrieval"),
)


def test_the_waterfall_is_walked_by_keys_and_read_aloud(qtbot, theme):
    view = shown(qtbot, WaterfallView(theme))
    view.set_rows(ROWS)
    view.select(0)
    with qtbot.waitSignal(view.row_selected) as selected:
        qtbot.keyClick(view.view, Qt.Key.Key_Down)
    assert selected.args == [1]
    assert spoken(ROWS[1]) == "issue_refund, failed, 600 ms"
    assert view.view.model().index(1, 0).data() == "issue_refund, failed, 600 ms"


def test_a_running_waterfall_grows_and_keeps_its_selection(qtbot, theme):
    view = shown(qtbot, WaterfallView(theme))
    view.set_rows(ROWS[:2])
    view.select(1)
    height = view.height()
    view.set_rows(ROWS)
    assert view.view.currentIndex().row() == 1
    assert view.height() > height


def test_bars_of_a_waterfall_are_never_thinner_than_3_px(qtbot, theme):
    view = shown(qtbot, WaterfallView(theme), (300, 200))
    view.set_rows([WaterfallRow("model", "cpu", 0, 0, 0.001, kind="model"), ROWS[0]])
    image = view.grab().toImage()
    colors = [image.pixelColor(x, 18 + 11) for x in range(image.width())]
    assert colors.count(theme.color("accent")) in range(2, 5)


@pytest.mark.parametrize(
    ("total_s", "last"), [(11.2, 12), (0.037, 0.04), (4, 4), (130, 150), (0, 1), (7200, 7500)]
)
def test_time_ticks_are_round_few_and_reach_the_end(total_s, last):
    ticks = time_ticks(total_s)
    assert ticks[0] == 0
    assert ticks[-1] >= total_s
    assert len(ticks) <= 6
    assert ticks[-1] <= max(1.6 * total_s, 1)
    assert ticks[-1] <= last * 1.4


def test_a_tick_has_the_unit_of_its_axis():
    assert [tick_text(0, 4), tick_text(2.5, 4), tick_text(0.02, 0.04)] == ["0", "2.5 s", "20 ms"]


def test_help_is_asked_of_a_widget_without_a_crash(qtbot, theme):
    chip = shown(qtbot, Chip(theme, "seed 7"))
    event = QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(1, 1), QPoint(1, 1))
    assert chip.event(event) in (True, False)


def test_an_empty_state_shows_all_lines_of_its_text(qtbot, theme):
    words = "Every answer is measured and shown here, with what it cost and how long it took."
    state = shown(qtbot, EmptyState(theme, "chart-line", "No turns yet", words), (600, 400))
    label = next(each for each in state.findChildren(Label) if each.text() == words)
    assert label.height() >= label.heightForWidth(label.width())
    assert label.height() > label.fontMetrics().height() * 1.5
