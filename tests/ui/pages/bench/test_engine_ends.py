"""Turns that an engine left in the middle: the next one goes on with them."""

from tests.ui.fake_bridge import answered, writing
from workbench.commands import ResumeTurn, StartTurn


def chips(page):
    page.show_now()
    return [panel.chip.text() for panel in page.answers.panels]


def test_a_turn_that_was_told_goes_on_and_one_that_was_not_is_run_again(page, bridge):
    page.chat.send("Status?")
    first, second = bridge.sent_of(StartTurn)
    bridge.stream(writing(first, "Your account"))
    bridge.die("Out of memory.")
    bridge.worker_started.emit()
    assert bridge.sent_of(ResumeTurn) == [ResumeTurn(first.turn_id, {})]
    assert chips(page) == ["Going on", "Failed"]
    panel = page.answers.panels[1]
    assert "before it took the question" in panel.body.failed.accessibleName()
    panel.action_pressed.emit(1, "again")
    again = bridge.sent_of(StartTurn)[-1]
    assert again.turn_id != second.turn_id
    bridge.stream(answered(first, "Your account is active."))
    bridge.stream(answered(again, "It is active."))
    assert chips(page) == ["Done", "Done"]


def test_without_another_engine_a_turn_has_failed_until_one_is_started(page, bridge):
    page.chat.send("Status?")
    first, _ = bridge.sent_of(StartTurn)
    bridge.stream(writing(first, "Your account"))
    bridge.die("Out of memory.", "gave_up")
    assert chips(page) == ["Failed", "Failed"]
    assert not page.is_running()
    bridge.worker_started.emit()
    assert bridge.sent_of(ResumeTurn) == [ResumeTurn(first.turn_id, {})]


def test_a_first_engine_that_starts_late_resumes_nothing(page, bridge):
    page.chat.send("Status?")
    bridge.worker_started.emit()
    assert bridge.sent_of(ResumeTurn) == []
    assert chips(page) == ["Starting", "Starting"]
