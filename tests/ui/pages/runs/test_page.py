import json
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.ui import fake_bridge as fake
from tests.ui.pages.turn_rows import NOW, turn
from ui.pages.runs import PAGE
from workbench.commands import ListRuns, ListTurns, RateTurn, ResumeRun, StartTurn
from workbench.domain.conversation import Message
from workbench.domain.run import RunRow
from workbench.domain.turn import Origin, TurnInput
from workbench.messages import Refused, RunProgressed, RunsListed, TurnsListed
from workbench.retrieval_commands import ReadDocument
from workbench.token_commands import TokenizePrompt

ANSWER = f"{fake.RULE} Your account is past due."


def run(number, **given):
    row = RunRow(
        f"run-{number}", "first-look", "First look", f"2026-11-1{number}T09:00:00+00:00",
        "finished", 8, 8, 1, "zero-shot", ("zero-shot", "router"), 4,
    )  # fmt: skip
    return replace(row, **given)


def start(turn_id, question="Can I move it?", **origin):
    said = (Message("user", question),)
    return StartTurn(
        turn_id, TurnInput(fake.BOTS[2], said, fake.ACCOUNTS[0], origin=Origin(**origin))
    )


@pytest.fixture
def page(build, bridge):
    made = build(PAGE)
    bridge.tell(*fake.workspace())
    return made


@pytest.fixture
def opened(session):
    found = []
    session.page_requested.connect(lambda name, target: found.append((name, target)))
    return found


def list_turns(bridge, turns, pieces=1):
    asked = bridge.sent_of(ListTurns)[-1].request_id
    size = -(-len(turns) // pieces)
    for n in range(pieces):
        some = tuple(turns[n * size : (n + 1) * size])
        bridge.tell(TurnsListed(asked, some, len(turns), n == 0, n == pieces - 1))


def store(bridge, given, text=ANSWER):
    bridge.stored[given.turn_id] = fake.answered(given, text, retrieves=True, tool=True)


def press(page, key):
    next(each for each in page.commands() if each.key == key).run()


def test_it_asks_for_both_lists_when_shown(page, bridge):
    assert bridge.sent_of(ListRuns)
    assert bridge.sent_of(ListTurns)[-1].only_single


def test_runs_stand_newest_first_with_their_count(page, bridge):
    bridge.tell(RunsListed((run(1), run(3), run(2))))
    assert [row.run_id for row in page.lists.runs.rows] == ["run-3", "run-2", "run-1"]
    assert page.controls.count.text() == "3 runs"


def test_a_running_run_grows_and_keeps_its_place(page, bridge):
    bridge.tell(RunsListed((run(1), run(2, state="running", cells_done=1))))
    live = run(2, state="running", cells_done=5)
    bridge.tell(RunProgressed(live, (), 40.0, "running"))
    shown = page.lists.runs.rows[0]
    assert (shown.run_id, shown.cells_done) == ("run-2", 5)
    assert page.archive.etas["run-2"] == "about 40 s left"


def test_filters_narrow_the_runs_and_clear_again(page, bridge):
    bridge.tell(RunsListed((run(1), run(2, state="stopped"))))
    page.controls.state.set_value("stopped")
    page.controls.filter_changed.emit()
    assert page.controls.count.text() == "1 of 2 shown"
    page.clear()
    assert page.controls.count.text() == "2 runs"


def test_no_match_offers_to_clear_and_no_run_offers_the_grid(page, bridge, opened):
    page.lists.run_table.link_pressed.emit()
    assert opened == [("grid", {})]
    bridge.tell(RunsListed((run(1),)))
    page.controls.search.setText("nothing like it")
    page.find_here()
    page._on_filter()
    assert page.lists.runs.rowCount() == 0
    page.lists.run_table.link_pressed.emit()
    assert page.lists.runs.rowCount() == 1


def test_enter_opens_a_run_in_the_grid(page, bridge, opened, qtbot):
    bridge.tell(RunsListed((run(1),)))
    page.lists.run_table.select_key("run-1")
    qtbot.keyClick(page.lists.run_table, Qt.Key.Key_Return)
    assert opened == [("grid", {"run_id": "run-1"})]


def test_only_a_stopped_run_can_be_resumed(page, bridge):
    bridge.tell(RunsListed((run(1), run(2, state="stopped"))))
    page.lists.run_table.select_key("run-1")
    assert not page.controls.resume.isEnabled()
    press(page, "R")
    assert not bridge.sent_of(ResumeRun)
    page.lists.run_table.select_key("run-2")
    page.controls.resume.click()
    assert bridge.sent_of(ResumeRun)[-1].run_id == "run-2"


def test_turns_come_in_pieces_and_stand_newest_first(page, bridge):
    page.open_list("turns")
    list_turns(bridge, [turn(n, hours_ago=n) for n in range(10)], pieces=3)
    assert [row.turn_id for row in page.lists.turns.rows][:2] == ["t0", "t1"]
    assert page.controls.count.text() == "10 turns"


def test_a_late_list_is_ignored(page, bridge):
    late = bridge.sent_of(ListTurns)[-1].request_id
    page.refresh()
    bridge.tell(TurnsListed(late, (turn(1),), 1, True, True))
    assert page.lists.turns.total == 0


def test_turns_of_grids_are_asked_for_when_wanted(page, bridge):
    page.open_list("turns")
    page.controls.origin.set_value("grid")
    page.controls.filter_changed.emit()
    assert not bridge.sent_of(ListTurns)[-1].only_single
    list_turns(bridge, [turn(1), turn(2, run_id="r1")])
    assert [row.turn_id for row in page.lists.turns.rows] == ["t2"]


def test_a_hundred_thousand_turns_are_listed(page, bridge):
    page.open_list("turns")
    row = turn(0)
    list_turns(bridge, [replace(row, turn_id=f"t{n}") for n in range(100_000)], pieces=20)
    assert page.lists.turns.rowCount() == 100_000
    assert page.controls.count.text() == "100,000 turns"


def test_a_turn_that_begins_now_grows_in_the_list(page, bridge):
    page.open_list("turns")
    list_turns(bridge, [turn(1)])
    events = fake.answered(start("live"), "Yes.")
    bridge.stream(events[:3])
    page.archive._live.timeout.emit()
    rows = {row.turn_id: row for row in page.lists.turns.rows}
    assert rows["live"].outcome == "running"
    bridge.stream(events[3:])
    page.archive._live.timeout.emit()
    rows = {row.turn_id: row for row in page.lists.turns.rows}
    assert rows["live"].outcome == "finished"
    assert not page.archive._folds


def test_opening_a_turn_replays_answer_trace_and_sources(page, bridge):
    store(bridge, start("t1"))
    page.show_target({"turn_id": "t1"})
    view = page.replay.panel.view
    assert (view.chip.word, view.bot) == ("Done", "Few shot retrieval")
    assert view.sources[0].title.startswith("Moving a session")
    assert page.replay.question.text.text() == "Can I move it?"
    assert "Maya Okafor LT-1042, as customer" in page.replay.question.note.text()
    assert page.replay.inspector.trace.waterfall.isVisible()


def test_a_click_on_a_row_opens_it_and_escape_goes_back(page, bridge):
    store(bridge, start("t1"))
    page.open_list("turns")
    list_turns(bridge, [turn(1, rating=1), turn(2)])
    page.lists.turn_table.clicked.emit(page.lists.turns.index(page.lists.turns.row_of("t1"), 0))
    assert page.is_replaying
    assert page.replay.panel.view.rating == 1
    page.on_escape()
    assert not page.is_replaying
    assert page.controls.kind == "turns"


def test_keys_walk_through_the_turns_of_the_list(page, bridge):
    for name in ("t1", "t2"):
        store(bridge, start(name, f"Question {name}"))
    page.open_list("turns")
    list_turns(bridge, [turn(1, 1), turn(2, 2)])
    page.open_turn("t1")
    press(page, "J")
    assert page.replay.question.text.text() == "Question t2"
    press(page, "J")
    assert page.replay.turn.turn_id == "t2"
    press(page, "K")
    assert page.replay.turn.turn_id == "t1"


def test_a_turn_of_a_leak_test_says_which(page, bridge):
    store(bridge, start("t1", run_id="leak-test-7"))
    page.open_turn("t1")
    assert "as customer, leak-test-7, " in page.replay.question.note.text()


def test_a_turn_goes_on_to_the_bench_or_to_its_run(page, bridge, opened):
    store(bridge, start("t1", run_id="run-7", case_id="case-3"))
    page.open_turn("t1")
    assert "case case-3, trial 1" in page.replay.question.note.text()
    page.controls.bench.click()
    page.controls.open.click()
    assert opened == [("bench", {"turn_id": "t1"}), ("grid", {"run_id": "run-7"})]


def test_a_source_opens_its_document_as_the_one_who_asked_may_read_it(page, bridge):
    store(bridge, start("t1"))
    page.open_turn("t1")
    page.replay.panel.source_pressed.emit(0, 1)
    asked = bridge.sent_of(ReadDocument)[-1]
    assert (asked.path, asked.role) == ("policies/sessions.md", "customer")
    assert page.sheets.open is not None
    page.on_escape()
    assert page.sheets.open is None
    assert page.is_replaying


def test_a_stored_turn_is_looked_into_by_its_model_s_tokens(page, bridge):
    press(page, "L")
    assert page.sheets.open is None
    store(bridge, start("t1"))
    page.open_turn("t1")
    press(page, "L")
    (asked,) = bridge.sent_of(TokenizePrompt)
    assert asked.model == fake.BOTS[2].model
    assert page.sheets.open.prompt.request_id == asked.request_id
    page.on_escape()
    assert page.is_replaying


def test_a_turn_that_still_runs_goes_on_in_the_replay(page, bridge):
    events = fake.answered(start("t1"), "Yes, you can.")
    bridge.stream(events[:4])
    page.open_turn("t1")
    assert page.replay.turn.is_running
    bridge.stream(events[4:])
    page.replay._repaint.timeout.emit()
    assert page.replay.panel.view.text.startswith("Yes, you can.")
    assert not page.replay.turn.is_running


def test_a_thumb_is_stored(page, bridge):
    store(bridge, start("t1"))
    page.open_turn("t1")
    page.replay.panel.rated.emit(0, -1)
    assert bridge.sent_of(RateTurn)[-1].rating == -1
    assert page.replay.panel.view.rating == -1


def test_a_turn_that_was_deleted_says_so(page, opened):
    page.open_turn("gone")
    assert page.replay.gone.isVisible()
    assert not page.controls.bench.isVisible()
    press(page, "B")
    assert opened == []
    page.replay.gone.action.click()
    assert not page.is_replaying


def test_a_turn_is_copied_and_saved(page, bridge, tmp_path):
    store(bridge, start("t1"))
    page.open_turn("t1")
    page.controls.copy.click()
    assert "> Can I move it?" in QGuiApplication.clipboard().text()
    page.exports.save("json", tmp_path / "t.json")
    kept = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert (kept["turn_id"], kept["answer"]) == ("t1", ANSWER)
    page.exports.save("md", tmp_path / "no" / "t.md")
    assert "could not be written" in page.bar.text()


def test_a_refused_list_offers_to_try_again(page, bridge):
    asked = bridge.sent_of(ListTurns)[-1].request_id
    bridge.tell(Refused(asked, "The store is locked.", "Close the other window."))
    assert page.bar.text() == "The store is locked. Close the other window."
    page.bar.button.click()
    assert len(bridge.sent_of(ListTurns)) == 2


def test_rows_are_dated_from_now():
    assert turn(1, 0).started_at == NOW.isoformat()
