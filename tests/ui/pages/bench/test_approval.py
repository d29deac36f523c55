"""A tool that needs approval: the paused turn asks a person, in the Bench, and goes on."""

import pytest
from PySide6.QtCore import QSettings

from tests.ui import fake_bridge as fake
from tests.workbench.worker.scripted_workspace import scripted_workspace
from ui.bridge import WorkerBridge
from ui.pages.bench import PAGE
from ui.session import Session
from ui.turn_view.answer_panel import AnswerPanel
from ui.turn_view.conversation import replayed
from ui.turn_view.panel_view import Chip, PanelView, with_turn
from workbench.commands import ResumeTurn, StartTurn
from workbench.domain.conversation import ToolCall
from workbench.trace.facts import ApprovalGiven, ToolCalled, ToolReturned, TurnPaused
from workbench.trace.stamp import stamp

PATIENCE_MS = 60_000
REASON = "The session was cancelled two days before. " * 6
REFUND = ToolCall("call-7", "request_refund", {"invoice_id": "INV-1", "reason": REASON.strip()})


def paused(start):
    facts = [*fake.opening(start), *fake.at("tool-0", ToolCalled(REFUND))]
    facts += fake.at("", TurnPaused(REFUND))
    return list(stamp(start.turn_id, facts, clock=fake.step_clock()))


def going_on(events, *, allows):
    words = "Refund asked for." if allows else "A person declined this call."
    facts = [
        *fake.at("tool-0", ApprovalGiven(REFUND.id, allows)),
        *fake.at("tool-0", ToolReturned(REFUND, words, failed=not allows)),
        *fake.ending("It is on its way."),
    ]
    return list(stamp(events[-1].turn_id, facts, events[-1], fake.step_clock()))


@pytest.fixture
def asked(page, bridge):
    """The first column waits for approval; its events."""
    page.chat.send("Refund me")
    return bridge.stream(paused(bridge.sent_of(StartTurn)[0]))


def test_a_paused_turn_shows_the_whole_call_and_two_buttons(page, asked):
    panel = page.answers.panels[0]
    card = panel.body.approval
    assert panel.chip.text() == "Needs approval"
    assert card.isVisible()
    assert card.sentence.text() == (
        f'Needs approval: request_refund (invoice_id: "INV-1", reason: "{REASON.strip()}")'
    )
    assert card.allow_button.text() == "Allow request_refund"
    assert card.decline_button.text() == "Decline"
    assert card.allow_button.isVisible()
    assert page.answers.panels[1].body.approval.isHidden()


@pytest.mark.parametrize("allows", [True, False])
def test_what_is_decided_is_sent_once_and_the_turn_goes_on(page, bridge, asked, allows):
    panel = page.answers.panels[0]
    card = panel.body.approval
    button = card.allow_button if allows else card.decline_button
    button.click()
    button.click()
    assert bridge.sent_of(ResumeTurn) == [ResumeTurn(asked[0].turn_id, {REFUND.id: allows})]
    assert panel.chip.text() == "Going on"
    assert not button.isEnabled()
    bridge.stream(going_on(asked, allows=allows))
    page.show_now()
    assert card.isHidden()
    assert panel.chip.text() == "Done"
    assert panel.body.text.text() == "It is on its way."
    assert panel.body.note.isHidden()


def test_what_a_worker_that_died_may_not_have_heard_can_be_decided_again(page, bridge, asked):
    card = page.answers.panels[0].body.approval
    card.decline_button.click()
    bridge.die("Out of memory.")
    page.show_now()
    card.allow_button.click()
    decided = [command.approvals for command in bridge.sent_of(ResumeTurn)]
    assert decided == [{REFUND.id: False}, {REFUND.id: True}]


def test_where_a_turn_is_only_replayed_nothing_can_be_decided(qtbot, theme, asked):
    panel = AnswerPanel(theme, 0, "")
    qtbot.addWidget(panel)
    head = PanelView("", "Bot", "model", False, False, Chip("idle", "Not run"), "empty")
    panel.show_view(with_turn(head, replayed(asked[0].turn_id, asked[0].fact.input, asked)))
    panel.show()
    card = panel.body.approval
    assert card.sentence.isVisible()
    assert not card.allow_button.isVisible()
    assert "Bench" in card.note.text()


def test_a_real_worker_calls_the_tool_once_it_is_allowed(qtbot, theme, tmp_path):
    bridge = WorkerBridge(scripted_workspace(tmp_path / "work"))
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    session = Session(bridge, theme, settings)
    page = PAGE.build(session)
    qtbot.addWidget(page)
    page.show()
    bridge.start()
    try:
        qtbot.waitUntil(lambda: "asks" in session.state.bots, timeout=PATIENCE_MS)
        page.chat.set_count(1)
        page.chat.edits.change(0, session.state.bots["asks"])
        page.chat.send("It is broken")
        panel = page.answers.panels[0]
        card = panel.body.approval
        qtbot.waitUntil(card.isVisible, timeout=PATIENCE_MS)
        assert card.sentence.text() == 'Needs approval: open_ticket (subject: "Broken")'
        card.allow_button.click()
        qtbot.waitUntil(lambda: panel.chip.text() == "Done", timeout=PATIENCE_MS)
        assert panel.body.text.text().startswith("It is open.")
        assert panel.body.tools[0].accessibleName().startswith("open_ticket, ")
        assert "failed" not in panel.body.tools[0].accessibleName()
    finally:
        bridge.close()
        page.close()
        page.deleteLater()
        session.deleteLater()
        bridge.deleteLater()
