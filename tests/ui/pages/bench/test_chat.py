from dataclasses import replace

from tests.ui.fake_bridge import answered, cancelled, failed, queued, workspace, writing
from ui.pages.bench.customer import may_read
from workbench.commands import RateTurn, StartTurn, StopTurn
from workbench.messages import Refused


def test_a_first_start_shows_the_two_bots_that_differ_most_and_the_default_customer(page):
    assert [panel.name.whole_text() for panel in page.answers.panels] == ["Few shot", "Router"]
    assert page.chat.state.asker.account.id == "LT-1042"
    assert page.composer.send_button.text() == "Send to 2"


def test_sending_starts_one_turn_a_column_in_one_conversation(page, bridge):
    page.composer.set_text("What is my status?")
    page.composer.send()
    starts = bridge.sent_of(StartTurn)
    assert [start.input.bot.name for start in starts] == ["few-shot", "router"]
    assert len({start.input.origin.conversation_id for start in starts}) == 1
    assert {start.input.conversation[-1].text for start in starts} == {"What is my status?"}
    assert starts[0].input.company == "Larkspur Tutoring"
    assert starts[0].input.today == "2026-11-16"
    assert starts[0].input.account.id == "LT-1042"


def test_streamed_text_appears_beside_the_other_answer(qtbot, page, bridge):
    page.chat.send("Status?")
    first, second = bridge.sent_of(StartTurn)
    bridge.stream(writing(first, "Your account is"))
    bridge.stream(answered(second, "It is past due."))
    panels = page.answers.panels
    qtbot.waitUntil(lambda: "Your account is" in panels[0].body.text.toPlainText())
    assert "It is past due." in panels[1].body.text.text()
    assert (panels[0].chip.text(), panels[1].chip.text()) == ("Writing", "Done")


def test_a_column_that_waits_shows_its_place_in_the_queue(page, bridge):
    page.chat.send("Status?")
    bridge.stream(queued(bridge.sent_of(StartTurn)[1], 2))
    page.show_now()
    assert page.answers.panels[1].chip.text() == "Waiting · 2nd in line"


def test_stop_is_drawn_at_once_and_what_arrived_is_kept(page, bridge):
    page.chat.send("Status?")
    start = bridge.sent_of(StartTurn)[0]
    events = bridge.stream(writing(start, "Your account"))
    page.show_now()
    page.answers.panels[0].body.stop_button.click()
    assert page.answers.panels[0].chip.text() == "Stopping"
    assert bridge.sent_of(StopTurn) == [StopTurn(start.turn_id)]
    bridge.stream(cancelled(events, "Your account"))
    page.show_now()
    assert page.answers.panels[0].chip.text() == "Stopped"
    assert page.answers.panels[0].body.text.text() == "Your account"


def test_a_failure_says_what_happened_and_what_to_do(page, bridge):
    page.chat.send("Status?")
    start = bridge.sent_of(StartTurn)[0]
    bridge.stream(failed(start, "The model ran out of memory.", "Use 4,096 context."))
    page.show_now()
    panel = page.answers.panels[0]
    assert panel.chip.text() == "Failed"
    assert panel.body.failed.isVisible()
    assert "ran out of memory" in panel.body.failed.accessibleName()
    panel.body.failed.action_pressed.emit("again")
    assert bridge.sent_of(StartTurn)[-1].input.bot.name == "few-shot"


def test_the_next_message_carries_what_this_column_said(page, bridge):
    page.chat.send("Status?")
    first, second = bridge.sent_of(StartTurn)
    bridge.stream(answered(first, "Past due."))
    bridge.stream(answered(second, "It is late."))
    page.chat.send("Why?")
    third, fourth = bridge.sent_of(StartTurn)[2:]
    assert [said.text for said in third.input.conversation] == ["Status?", "Past due.", "Why?"]
    assert [said.text for said in fourth.input.conversation] == ["Status?", "It is late.", "Why?"]
    assert third.input.origin == first.input.origin


def test_a_thumb_is_sent_and_pressing_it_again_takes_it_back(page, bridge):
    page.chat.send("Status?")
    start = bridge.sent_of(StartTurn)[0]
    bridge.stream(answered(start, "Past due."))
    page.show_now()
    verdict = page.answers.panels[0].body.verdict
    verdict.up.click()
    verdict.up.click()
    verdict.down.click()
    assert [each.rating for each in bridge.sent_of(RateTurn)] == [1, 0, -1]
    assert verdict.down.isChecked()
    assert not verdict.up.isChecked()


def test_the_strip_says_whose_documents_the_role_may_read(page):
    assert page.strip.facts.accessibleDescription().endswith("May read customer")
    page.chat.choose_role("agent")
    assert page.strip.facts.accessibleDescription().endswith("May read customer, agent")


def test_a_role_that_reads_nothing_or_is_not_known_is_said_so():
    assert may_read("guest", (("guest", ()),)) == "Nothing"
    assert may_read("customer", ()) == "as customer"


def test_a_turn_that_the_worker_cannot_go_on_with_has_failed_until_it_does(page, bridge):
    page.chat.send("Status?")
    first, _ = bridge.sent_of(StartTurn)
    bridge.tell(Refused(first.turn_id, "The disk is full.", "Free some space."))
    panel = page.answers.panels[0]
    assert panel.chip.text() == "Failed"
    assert page.answers.panels[1].chip.text() == "Starting"
    assert panel.body.failed.accessibleName() == "The disk is full. Free some space."
    bridge.stream(answered(first, "You are active."))
    assert panel.chip.text() == "Done"
    assert "active" in panel.body.text.toPlainText()


def test_a_customer_whose_file_is_wrong_is_not_replaced_and_comes_back(page, bridge):
    listing, accounts, *rest = workspace()
    without = replace(accounts, accounts=accounts.accounts[1:])
    bridge.tell(listing, without, *rest)
    assert page.chat.state.asker.account is None
    assert "Choose a customer" in page.strip.customer.accessibleName()
    page.composer.set_text("Status?")
    page.composer.send()
    assert bridge.sent_of(StartTurn) == []
    assert page.picker.isVisible()
    assert page.composer.text() == "Status?"
    page.picker.close()
    bridge.tell(listing, accounts, *rest)
    assert page.chat.state.asker.account.id == "LT-1042"


def test_a_list_in_pieces_changes_no_customer_on_the_way(page, bridge):
    page.chat.choose_account("LT-1063")
    listing, accounts, *rest = workspace()
    first = replace(accounts, accounts=accounts.accounts[:1], is_last=False)
    last = replace(accounts, accounts=accounts.accounts[1:], is_first=False)
    bridge.tell(listing, first)
    assert page.chat.state.asker.account.id == "LT-1063"
    bridge.tell(last, *rest)
    assert page.chat.state.asker.account.id == "LT-1063"
    assert len(page.session.state.accounts) == 3
