import csv
from io import StringIO

import pytest
from PySide6.QtCore import Qt

from tests.ui.fake_bridge import at, step_clock
from tests.ui.pages.turn_rows import NOW, turn
from ui.pages.metrics import PAGE
from workbench.commands import ComputeMetrics
from workbench.messages import MetricsComputed, Refused
from workbench.projections.metrics import compute_metrics
from workbench.trace.facts import TextStreamed, TurnFinished
from workbench.trace.stamp import stamp

TURNS = [turn(1, 1.2, total_s=1.0), turn(2, 1.3, total_s=3.0),
         turn(3, 30.0, bot="plain", total_s=7.0)]  # fmt: skip


@pytest.fixture
def page(build):
    return build(PAGE)


def asked(bridge):
    return bridge.sent_of(ComputeMetrics)


def answer(bridge, turns=TURNS, command=None):
    command = command or asked(bridge)[-1]
    found = compute_metrics(turns, NOW, command.hours, command.bot, command.model)
    bridge.tell(MetricsComputed(command.request_id, found))


def press(page, key):
    next(each for each in page.commands() if each.key == key).run()


def test_it_asks_for_seven_days_when_it_is_first_shown(page, bridge):
    assert [(each.hours, each.bot, each.model) for each in asked(bridge)] == [(168, "", "")]
    page.on_shown()
    assert len(asked(bridge)) == 1


def test_figures_lines_bars_and_rows_come_from_one_answer(page, bridge):
    answer(bridge)
    assert page.area.tiles["Turns"].accessibleDescription().startswith("3")
    assert page.area.latency.has_data()
    assert page.area.tokens.has_data()
    assert [row.turn.turn_id for row in page.area.slow.rows] == ["t3", "t2", "t1"]
    assert {row.name for row in page.area.groups.rows} == {"router", "plain"}


def test_keys_choose_the_range(page, bridge):
    press(page, "1")
    assert asked(bridge)[-1].hours == 24
    answer(bridge)
    assert page.area.tiles["Turns"].accessibleDescription().startswith("2")
    press(page, "3")
    assert asked(bridge)[-1].hours == 720
    assert page.range.current == "30d"


def test_a_late_answer_to_an_older_question_is_ignored(page, bridge):
    first = asked(bridge)[-1]
    press(page, "1")
    answer(bridge, command=first)
    assert page.state.metrics is None


def test_filters_are_part_of_the_question_and_the_chosen_one_stays(page, bridge):
    answer(bridge)
    page.bot.value_chosen.emit("plain")
    assert asked(bridge)[-1].bot == "plain"
    answer(bridge)
    assert page.bot.value == "plain"
    page.clear()
    assert asked(bridge)[-1].bot == ""


def test_arrow_keys_move_one_cursor_in_both_plots(page, bridge):
    answer(bridge)
    press(page, "Right")
    at_end = page.state.cursor_s
    press(page, "Left")
    assert page.state.cursor_s < at_end
    page.clear()
    assert page.state.cursor is None


def test_enter_opens_the_turn_in_runs(page, bridge, session, qtbot):
    answer(bridge)
    opened = []
    session.page_requested.connect(lambda name, target: opened.append((name, target)))
    page.area.slow_table.select_key("t2")
    qtbot.keyClick(page.area.slow_table, Qt.Key.Key_Return)
    assert opened == [("runs", {"turn_id": "t2"})]


def test_no_turn_at_all_offers_the_bench(page, bridge, session):
    answer(bridge, [])
    opened = []
    session.page_requested.connect(lambda name, target: opened.append(name))
    assert page.empty.isVisible()
    page.empty.action.click()
    assert opened == ["bench"]


def test_a_quiet_period_offers_a_longer_one(page, bridge):
    press(page, "1")
    answer(bridge, [TURNS[2]])
    assert page.area.isVisible()
    page.area.latency.link_pressed.emit()
    assert asked(bridge)[-1].hours == 720


def test_a_skeleton_shows_only_while_nothing_has_come(page, bridge):
    page._skeleton.timeout.emit()
    assert page.area.latency._blank.is_loading
    answer(bridge)
    assert not page.area.latency._blank.is_loading
    page._skeleton.timeout.emit()
    assert not page.area.latency._blank.is_loading


def test_an_ended_turn_refreshes_once_however_many_end(page, bridge):
    answer(bridge)
    start = [*at("model-0", TextStreamed("Hi")), *at("", TurnFinished("Hi"))]
    events = list(stamp("t9", start, clock=step_clock()))
    bridge.stream(events[:1])
    assert not page._refresh.isActive()
    bridge.stream(events[1:])
    bridge.stream(events[1:])
    assert page._refresh.isActive()
    assert len(asked(bridge)) == 1
    page._refresh.timeout.emit()
    assert len(asked(bridge)) == 2


def test_a_hidden_page_waits_until_it_is_shown(page, bridge):
    answer(bridge)
    page.hide()
    bridge.stream(stamp("t9", at("", TurnFinished("Hi")), clock=step_clock()))
    assert not page._refresh.isActive()
    page.show()
    page.on_shown()
    assert len(asked(bridge)) == 2


def test_a_refusal_is_said_with_a_way_on(page, bridge):
    bridge.tell(Refused(asked(bridge)[-1].request_id, "The store is locked.", "Close the other."))
    assert page.area.bar.text() == "The store is locked. Close the other."
    page.area.bar.button.click()
    assert len(asked(bridge)) == 2


def test_the_csv_is_written_and_a_bad_folder_is_named(page, bridge, tmp_path):
    answer(bridge)
    page.save(tmp_path / "m.csv")
    rows = list(csv.DictReader(StringIO((tmp_path / "m.csv").read_text(encoding="utf-8"))))
    assert rows[0]["of"] == "all"
    page.save(tmp_path / "no" / "m.csv")
    assert "could not be written" in page.area.bar.text()


def test_waiting_for_a_busy_model_is_a_column_of_its_own_and_fits_into_the_bars(page, bridge):
    answer(bridge, [turn(1, 1.2, total_s=1.16, queue_s=5.8), turn(2, 1.3, total_s=3.0)])
    rows = page.area.slow
    heads = [rows.headerData(each, Qt.Orientation.Horizontal) for each in range(3)]
    assert heads == ["Seconds", "Waited", "Slowest turns"]
    waited = {rows.row_at(rows.index(row, 0)).turn.turn_id: rows.index(row, 1).data()
              for row in range(2)}  # fmt: skip
    assert waited == {"t1": "5.80", "t2": "0"}
    assert page.area._bars.longest_s == pytest.approx(1.16 + 5.8)
