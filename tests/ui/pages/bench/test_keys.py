from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPlainTextEdit

from tests.ui.fake_bridge import answered, writing
from workbench.commands import AddModel, SaveCase, StartTurn, StopTurn
from workbench.messages import Refused, Saved


def run(page, key):
    """Do what the shell does when the key is pressed on this page."""
    next(command for command in page.commands() if command.key == key).run()


def finish(page, bridge, text="Past due."):
    for start in bridge.sent_of(StartTurn)[-len(page.chat.state.columns) :]:
        bridge.stream(answered(start, text))
    page.show_now()


def test_control_return_sends_and_the_field_is_empty_for_the_next(page, bridge):
    QTest.keyClicks(page.composer.field, "Status?")
    run(page, "Ctrl+Return")
    assert {start.input.conversation[-1].text for start in bridge.sent_of(StartTurn)} == {"Status?"}
    assert page.composer.text() == ""


def test_nothing_is_sent_of_an_empty_field(page, bridge):
    QTest.keyClicks(page.composer.field, "   ")
    run(page, "Ctrl+Return")
    assert bridge.sent_of(StartTurn) == []


def test_up_in_the_empty_field_edits_the_last_message_and_asks_it_anew(page, bridge):
    page.chat.send("Status?")
    finish(page, bridge)
    page.chat.send("Why?")
    finish(page, bridge)
    QTest.keyClick(page.composer.field, Qt.Key.Key_Up)
    assert page.composer.text() == "Why?"
    assert page.composer.editing.isVisible()
    page.composer.set_text("Since when?", is_edit=True)
    page.composer.send()
    said = bridge.sent_of(StartTurn)[-1].input.conversation
    assert [each.text for each in said] == ["Status?", "Past due.", "Since when?"]
    assert page.question.where.text() == "Customer, turn 2 of 2"


def test_escape_stops_then_closes_then_clears(page, bridge):
    page.chat.send("Status?")
    page.actions_.show_record()
    page.composer.set_text("More")
    page.on_escape()
    assert len(bridge.sent_of(StopTurn)) == 2
    assert page.sheets.open
    finish(page, bridge)
    page.on_escape()
    assert page.sheets.open is None
    page.on_escape()
    assert page.composer.text() == ""


def test_brackets_move_the_selection_and_plus_and_minus_change_the_number(page):
    run(page, "]")
    assert page.chat.state.selected == 1
    run(page, "]")
    assert page.chat.state.selected == 1
    run(page, "[")
    assert page.chat.state.selected == 0
    run(page, "+")
    assert len(page.answers.panels) == 3
    run(page, "-")
    run(page, "-")
    run(page, "-")
    assert len(page.answers.panels) == 1
    assert page.count.current == "1"


def test_more_variants_are_bots_that_are_not_shown_yet(page):
    page.chat.set_count(4)
    names = [column.bot.name for column in page.chat.state.columns]
    assert len(set(names)) == 4


def test_replay_draws_the_same_from_the_store_and_says_so(page, bridge):
    page.chat.send("Status?")
    finish(page, bridge, "It is **past due** since 2026-11-03.")
    before = page.answers.panels[0].view
    run(page, "Ctrl+R")
    page.show_now()
    after = page.answers.panels[0].view
    assert (after.text, after.figures, after.tools) == (before.text, before.figures, before.tools)
    assert "Replayed" in page.answers.panels[0].body.note.text()
    sent = len(bridge.sent_of(StartTurn))
    run(page, "Ctrl+Shift+R")
    assert len(bridge.sent_of(StartTurn)) == sent + 1


def test_the_customer_picker_finds_by_status_and_enter_chooses(page):
    run(page, "Ctrl+U")
    QTest.keyClicks(page.picker.field, "suspended")
    QTest.keyClick(page.picker.field, Qt.Key.Key_Return)
    assert page.chat.state.asker.account.name == "Jonas Weber"
    assert not page.picker.isVisible()
    assert "Jonas Weber" in page.strip.customer.accessibleName()


def test_escape_leaves_the_picker_and_keeps_the_customer(page):
    run(page, "Ctrl+U")
    QTest.keyClick(page.picker.field, Qt.Key.Key_Escape)
    assert not page.picker.isVisible()
    assert page.chat.state.asker.account.id == "LT-1042"


def test_a_case_is_saved_with_what_is_expected_and_can_be_undone(page, bridge, session):
    told = []
    session.told.connect(lambda *said: told.append(said))
    page.chat.send("What is my account status?")
    finish(page, bridge)
    run(page, "S")
    sheet = page.sheets.open
    sheet.facts.setPlainText("past due\n\n2026-11-03|3 November 2026")
    sheet.tags.setText("status, billing")
    sheet.save_button.click()
    asked = bridge.sent_of(SaveCase)[-1]
    assert (asked.dataset, asked.case.id) == ("golden", "what-is-my-account-status")
    assert asked.case.facts == ("past due", "2026-11-03|3 November 2026")
    assert asked.case.tags == ("status", "billing")
    assert (asked.case.turns, asked.case.account) == (("What is my account status?",), "LT-1042")
    bridge.tell(Refused(asked.request_id, "There is such a case.", "Choose another id."))
    assert "Choose another id." in sheet.bar.text()
    bridge.tell(Saved(asked.request_id, "change-9", "Test case saved."))
    assert told == [("Test case saved.", "change-9")]
    assert page.sheets.open is None


def test_a_case_of_which_nothing_is_expected_is_asked_about_first(page, bridge):
    page.chat.send("How much do I owe?")
    for start in bridge.sent_of(StartTurn):
        bridge.stream(answered(start, "You owe 79.00 USD since 2026-11-03, see INV-20417."))
    run(page, "S")
    sheet = page.sheets.open
    assert "Maya Okafor, LT-1042, as customer" in {
        label.text() for label in sheet.findChildren(QLabel)
    }
    sheet.save_button.click()
    assert "Nothing is expected" in sheet.bar.text()
    assert not bridge.sent_of(SaveCase)
    sheet.bar.button.click()
    assert bridge.sent_of(SaveCase)[-1].case.facts == ()
    assert [offer.text() for offer in sheet.offers] == ["79.00 USD", "2026-11-03", "INV-20417"]
    sheet.offers[0].click()
    sheet.save_button.click()
    assert bridge.sent_of(SaveCase)[-1].case.facts == ("79.00 USD",)


def test_compare_in_grid_takes_the_bots_as_they_are_now(page, session):
    asked = []
    session.page_requested.connect(lambda name, target: asked.append((name, target)))
    page.grid_button.click()
    assert asked == [("grid", {"bots": [column.bot for column in page.chat.state.columns]})]


def test_an_example_question_is_sent_by_one_press(page, bridge):
    page.examples.buttons[1].click()
    assert bridge.sent_of(StartTurn)[0].input.conversation[-1].text == "How much do I owe?"
    assert page.examples.isHidden()


def test_a_dropped_model_file_is_added(page, bridge):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/models/tiny.gguf")])
    page.dropEvent(
        QDropEvent(
            QPointF(10, 10),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    assert bridge.sent_of(AddModel)[-1].model.path == "/models/tiny.gguf"


def test_everything_that_can_be_used_has_a_name(page, bridge):
    page.chat.send("Status?")
    start = bridge.sent_of(StartTurn)[0]
    bridge.stream(writing(start, "Your account"))
    page.actions_.edit_bot()
    page.show_now()
    usable = [
        *page.findChildren(QAbstractButton),
        *page.findChildren(QLineEdit),
        *page.findChildren(QPlainTextEdit),
    ]
    own = [each for each in usable if not (each.isHidden() or each.objectName().startswith("qt_"))]
    nameless = [each for each in own if not (each.accessibleName() or _text(each))]
    assert len(own) > 40
    assert [(each.metaObject().className(), each.parent()) for each in nameless] == []


def _text(widget):
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def test_at_the_minimum_size_two_answers_and_send_stand_beside_the_inspector(qtbot, page):
    page.resize(1128, 640)
    page.chat.set_count(2)
    inspector = page.inspector
    shown = (*page.answers.panels, page.composer.send_button)

    def is_beside(widget):
        corner = widget.mapTo(page, widget.rect().topRight())
        return corner.x() < inspector.mapTo(page, inspector.rect().topLeft()).x()

    qtbot.waitUntil(lambda: all(map(is_beside, shown)))
