"""Ctrl+Z on the bench: edits, saves, thumbs, variants."""

from tests.ui.fake_bridge import BOTS, answered
from ui.widgets.undo_keys import has_undo
from workbench.commands import RateTurn, SaveBot, StartTurn, UndoSave
from workbench.messages import BotsListed, Saved


def edit(page):
    page.actions_.edit_bot()
    return page.sheets.open


def bot(page, place=0):
    return page.chat.state.columns[place].bot


def test_an_edit_is_taken_back_in_the_bot_and_in_the_sheet(page, session):
    sheet = edit(page)
    sheet.settings.temperature.setValue(0.7)
    sheet.settings.seed.setValue(8)
    assert session.undo_stack.top.what == "Few shot, seed"
    session.undo_stack.undo()
    assert (bot(page).sampling.seed, sheet.settings.seed.value()) == (7, 7)
    session.undo_stack.undo()
    assert bot(page) == BOTS[1]
    assert sheet.settings.temperature.value() == 0
    assert not page.answers.panels[0].dot.isVisible()


def test_an_example_that_was_removed_comes_back(page, session):
    sheet = edit(page)
    sheet.examples.add_button.click()
    sheet.examples.question.setPlainText("One?")
    sheet.examples.answer.setPlainText("Yes.")
    before = bot(page)
    session.undo_stack._pushed_s = 0.0
    sheet.examples.remove_button.click()
    assert bot(page).prompt.examples == ()
    session.undo_stack.undo()
    assert bot(page) == before
    assert sheet.examples.list.count() == 1


def test_edits_that_were_discarded_come_back(page, session):
    sheet = edit(page)
    sheet.settings.temperature.setValue(0.7)
    sheet.settings.seed.setValue(8)
    sheet.save_row.discard_button.click()
    assert bot(page) == BOTS[1]
    session.undo_stack.undo()
    assert (bot(page).sampling.temperature, bot(page).sampling.seed) == (0.7, 8)


def test_a_save_is_undone_by_the_worker(page, bridge, session):
    sheet = edit(page)
    sheet.prompt.system.setPlainText("Be kind.")
    sheet.save_row.save_button.click()
    asked = bridge.sent_of(SaveBot)[-1]
    bridge.tell(Saved(asked.request_id, "change-1", "Few shot saved."))
    assert session.undo_stack.top.what == "Few shot saved"
    session.undo_stack.undo()
    undo = bridge.sent_of(UndoSave)[-1]
    assert undo.change_id == "change-1"
    bridge.tell(BotsListed((asked.bot, BOTS[3]), is_first=True, is_last=True))
    bridge.tell(Saved(undo.request_id, "", "Undone."))
    bridge.tell(BotsListed(BOTS, is_first=True, is_last=True))
    # The file is as it was; what was saved is an edit again, and goes with the next step.
    assert bot(page).prompt.system == "Be kind."
    assert page.answers.panels[0].dot.isVisible()
    session.undo_stack.undo()
    assert bot(page) == BOTS[1]


def test_another_bot_in_the_place_is_not_overwritten(page, session):
    sheet = edit(page)
    sheet.settings.seed.setValue(8)
    page.sheets.close()
    page.chat.state.change_bot(0, BOTS[0])
    assert not session.undo_stack.undo()
    assert bot(page) == BOTS[0]


def test_a_bot_that_was_picked_gives_way_to_the_one_before(page, session):
    page.actions_._desk.take_pick("bot:1", "zero-shot")
    assert session.undo_stack.top.what == "Zero shot in the place of Router"
    session.undo_stack.undo()
    assert bot(page, 1) == BOTS[3]


def test_a_thumb_and_a_variant_are_taken_back(page, bridge, session):
    page.chat.send("Status?")
    for start in bridge.sent_of(StartTurn):
        bridge.stream(answered(start, "You are active."))
    page.chat.rate(0, 1)
    page.actions_.remove_variant()
    assert len(page.answers.panels) == 1
    session.undo_stack.undo()
    assert len(page.answers.panels) == 2
    assert page.chat.state.turn(1).answer.text == "You are active."
    session.undo_stack.undo()
    assert bridge.sent_of(RateTurn)[-1].rating == 0


def test_the_empty_composer_leaves_undo_to_the_window(page):
    assert not has_undo(page.composer.field)
    page.composer.field.insertPlainText("Status?")
    assert has_undo(page.composer.field)
    page.composer.send()
    assert not has_undo(page.composer.field)
