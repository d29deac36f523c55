"""The chosen cell and its drawer: difference, labels, trials, another baseline."""

from PySide6.QtCore import Qt

from tests.ui.pages.grid import stories
from workbench.commands import (
    LabelCell,
    OpenRun,
)

ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole


# The chosen cell


def test_the_drawer_shows_answer_difference_scores_and_reasons(qtbot, finished):
    finished.bridge.stored = {
        "r1-case-00001-router-0": stories.turn("a", "It is open.", ("invoices", "dates")),
        "r1-case-00001-zero-shot-0": stories.turn("b", "It is paid.", ("dates", "invoices")),
    }
    finished.choose("case-00001", "router")
    drawer = finished.page.drawer
    qtbot.waitUntil(lambda: drawer.text.toPlainText() == "It is paid. open.")
    assert drawer.reasons.accessibleDescription() == (
        "How invoices works, rank 2 to 1; How dates works, rank 1 to 2"
    )
    assert drawer.scores._rows[0][0].accessibleDescription() == (
        "0.89, passed, +0.89 against the baseline"
    )
    assert drawer.waterfall.accessibleDescription() == "3 steps"
    finished.press("D")
    assert drawer.text.toPlainText() == "It is open."


def test_the_baseline_is_shown_without_a_comparison(finished):
    finished.choose("case-00001", "zero-shot")
    drawer = finished.page.drawer
    assert drawer.view.isHidden()
    assert drawer.reasons.accessibleDescription() == "This is the baseline."


def test_arrow_keys_move_and_enter_opens(qtbot, finished):
    table = finished.page.area.table
    finished.choose("case-00001", "few-shot")
    qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert finished.page.cells.place == ("case-00002", "few-shot-retrieval")
    assert not finished.page.panel_area.is_open
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert finished.page.panel_area.is_open


def test_left_of_the_first_variant_there_is_no_cell(qtbot, finished):
    table = finished.page.area.table
    finished.choose("case-00001", "zero-shot")
    qtbot.keyClick(table, Qt.Key.Key_Left)
    assert finished.page.cells.place == ("case-00001", "zero-shot")


def test_j_and_k_go_to_the_next_difference_and_back(finished):
    finished.choose("case-00000", "zero-shot")
    finished.press("J")
    first = finished.page.cells.place
    finished.press("J")
    assert first == ("case-00000", "few-shot-retrieval")
    finished.press("K")
    assert finished.page.cells.place == first


def test_a_label_is_sent_and_the_next_case_chosen(finished):
    finished.choose("case-00001", "router")
    finished.press("P")
    assert finished.sent(LabelCell) == [LabelCell("r1", "case-00001", "router", 0, "pass", "")]
    assert finished.page.cells.place == ("case-00002", "router")
    index = finished.page.area.model.index_of("case-00001", "router")
    assert index.data(ACCESSIBLE).endswith("labelled pass")
    assert finished.page.drawer.labelled.text() == "1 of 128 cells labelled"


def test_a_second_press_takes_the_label_back(qtbot, finished):
    finished.choose("case-00001", "router")
    finished.page.panel_area.open_panel()
    button = finished.page.drawer.labels.buttons["fail"]
    button.click()
    button.click()
    assert [command.label for command in finished.sent(LabelCell)] == ["fail", ""]


def test_a_note_is_kept_with_the_label(qtbot, finished):
    finished.choose("case-00001", "router")
    finished.page.panel_area.open_panel()
    finished.press("N")
    note = finished.page.drawer.labels.note
    qtbot.keyClicks(note, "Asks for the invoice.")
    qtbot.keyClick(note, Qt.Key.Key_Return)
    (sent,) = finished.sent(LabelCell)
    assert (sent.label, sent.note) == ("", "Asks for the invoice.")


def test_trials_can_be_chosen_one_by_one(qtbot, desk):
    suite = stories.suite(2, 2, 3)
    desk.open(suite, stories.all_cells(suite))
    qtbot.waitUntil(desk.is_settled)
    desk.choose("case-00000", "few-shot")
    desk.page.panel_area.open_panel()
    desk.page.drawer.trials._marks[2].click()
    assert desk.page.cells.cell.trial == 2
    desk.press("F")
    assert desk.sent(LabelCell)[-1].trial == 2


def test_the_trace_opens_on_its_page(qtbot, finished, session):
    finished.choose("case-00001", "router")
    with qtbot.waitSignal(session.page_requested) as asked:
        finished.page.drawer.trace_button.click()
    assert asked.args[1] == {"turn_id": "r1-case-00001-router-0"}


def test_the_chosen_cell_follows_what_arrives(qtbot, desk):
    suite = stories.suite(2, 4)
    desk.open(suite, [], "running")
    desk.choose("case-00001", "few-shot")
    assert desk.page.drawer.text.toPlainText() == "No answer yet."
    desk.bridge.tell(*stories.pieces([stories.cell("case-00001", "few-shot")]))
    qtbot.waitUntil(lambda: desk.page.drawer.text.toPlainText().startswith("Invoice"))


# Another baseline


def test_b_asks_for_the_run_against_the_column(qtbot, finished):
    suite = finished.page.state.suite
    finished.choose("case-00001", "router")
    finished.press("B")
    assert finished.sent(OpenRun)[-1] == OpenRun("r1", "router")
    finished.bridge.tell(stories.progress(suite, stories.all_cells(suite), baseline="router"))
    page = finished.page
    qtbot.waitUntil(lambda: page.controls.against.value == "router")
    assert page.area.model.index_of("case-00001", "zero-shot").data(ACCESSIBLE).count("broke")
    heads = page.area.table.heads.accessibleDescription()
    assert "Router, smollm2-135m, router, pass rate 75%, baseline" in heads


def test_while_it_runs_the_baseline_stays(qtbot, desk, session):
    suite = stories.suite(2, 4)
    desk.open(suite, stories.all_cells(suite)[:2], "running")
    with qtbot.waitSignal(session.told) as told:
        desk.page.controls.against.value_chosen.emit("few-shot")
    assert "when the run is over" in told.args[0]
    assert desk.sent(OpenRun) == [OpenRun("r1")]


def test_a_label_is_taken_back_wherever_one_is_by_then(finished, session):
    finished.choose("case-00001", "router")
    finished.press("P")
    finished.press("F")
    session.undo_stack.undo()
    given = [(each.case_id, each.label) for each in finished.sent(LabelCell)]
    assert given == [("case-00001", "pass"), ("case-00002", "fail"), ("case-00002", "")]
    session.undo_stack.undo()
    assert finished.sent(LabelCell)[-1].label == ""
    finished.choose("case-00001", "router")
    assert not finished.page.drawer.labels.buttons["pass"].isChecked()
