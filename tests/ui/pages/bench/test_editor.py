from dataclasses import replace

import pytest

from tests.ui.fake_bridge import BOTS, LOCAL
from workbench.commands import AddModel, PreviewPrompt, SaveBot, StartTurn
from workbench.domain.bot import Example, Intent, ModelSpec
from workbench.domain.conversation import Message
from workbench.messages import BotsListed, PromptPreviewed, Refused, Saved
from workbench.trace.facts import Segment


@pytest.fixture
def sheet(page):
    page.actions_.edit_bot()
    return page.sheets.open


def test_an_edit_marks_the_bot_and_the_next_turn_uses_it_before_it_is_saved(page, bridge, sheet):
    sheet.prompt.system.setPlainText("Be kind.")
    assert page.answers.panels[0].dot.isVisible()
    page.chat.send("Status?")
    first, second = bridge.sent_of(StartTurn)
    assert first.input.bot.prompt.system == "Be kind."
    assert second.input.bot == BOTS[3]


def test_the_preview_comes_once_after_a_pause(qtbot, bridge, sheet):
    before = len(bridge.sent_of(PreviewPrompt))
    for text in ("B", "Be", "Be kind."):
        sheet.prompt.system.setPlainText(text)
    assert len(bridge.sent_of(PreviewPrompt)) == before
    qtbot.waitUntil(lambda: len(bridge.sent_of(PreviewPrompt)) == before + 1)
    asked = bridge.sent_of(PreviewPrompt)[-1]
    assert asked.input.bot.prompt.system == "Be kind."
    said = (Message("system", "Be kind."), Message("user", "Status?"))
    bridge.tell(PromptPreviewed(asked.request_id, said, (Segment("system", 4),), 4096, False))
    assert sheet.prompt.tokens.text() == "4 tokens"
    assert sheet.prompt.cards.count() == 2


def test_a_template_that_cannot_be_filled_in_says_why_and_marks_the_line(bridge, sheet):
    asked = bridge.sent_of(PreviewPrompt)[-1]
    said = (Message("system", "Be kind."), Message("user", "Status?"))
    bridge.tell(PromptPreviewed(asked.request_id, said, (Segment("system", 4),), 4096, False))
    sheet.prompt.system.setPlainText("One\n{{ two }}\nThree")
    sentence = "The prompt p could not be filled in. System template, line 2: 'two' is undefined."
    bridge.tell(Refused(asked.request_id, sentence, "Use others."))
    assert sheet.prompt.bar.text() == f"{sentence} Use others."
    assert sheet.prompt.system.extraSelections()[0].cursor.blockNumber() == 1
    assert not sheet.prompt.user.extraSelections()
    # What would have been sent before is no preview any more.
    assert sheet.prompt.cards.count() == 0
    assert sheet.prompt.tokens.text() == "Nothing to show"
    assert not sheet.prompt.context.isVisible()
    bridge.tell(PromptPreviewed(asked.request_id, said, (Segment("system", 4),), 4096, False))
    assert not sheet.prompt.system.extraSelections()
    assert sheet.prompt.context.isVisible()
    assert sheet.prompt.tokens.text() == "4 tokens"


def test_a_late_preview_of_an_earlier_text_is_dropped(bridge, sheet):
    first = bridge.sent_of(PreviewPrompt)[-1]
    sheet.ask_preview()
    bridge.tell(PromptPreviewed(first.request_id, (), (Segment("system", 4),), 4096, False))
    assert sheet.prompt.tokens.text() == ""


def test_saving_sends_the_bot_with_its_base_and_the_mark_goes(page, bridge, sheet, session):
    told = []
    session.told.connect(lambda *said: told.append(said))
    sheet.prompt.system.setPlainText("Be kind.")
    sheet.save_row.save_button.click()
    asked = bridge.sent_of(SaveBot)[-1]
    assert asked.base == BOTS[1]
    assert asked.bot == replace(BOTS[1], prompt=replace(BOTS[1].prompt, system="Be kind."))
    bridge.tell(Saved(asked.request_id, "change-1", "Few shot saved."))
    bridge.tell(BotsListed((asked.bot, BOTS[3]), is_first=True, is_last=True))
    assert told == [("Few shot saved.", "change-1")]
    assert not page.answers.panels[0].dot.isVisible()
    assert not sheet.save_row.save_button.isEnabled()


def test_a_conflict_offers_reload_or_overwrite(page, bridge, sheet):
    sheet.prompt.system.setPlainText("Be kind.")
    sheet.save_row.save_button.click()
    asked = bridge.sent_of(SaveBot)[-1]
    hint = "Reload to see that change, or save again and replace it."
    bridge.tell(Refused(asked.request_id, "bots/few-shot.yaml was changed outside.", hint, True))
    assert sheet.save_row.overwrite_button.isVisible()
    sheet.save_row.overwrite_button.click()
    assert bridge.sent_of(SaveBot)[-1].overwrite
    sheet.save_row.reload_button.click()
    assert bridge.sent[-1].kind in ("reload_workspace", "preview_prompt")
    assert page.chat.state.columns[0].bot == BOTS[1]


def test_another_refusal_offers_no_overwrite(bridge, sheet):
    sheet.prompt.system.setPlainText("Be kind.")
    sheet.save_row.save_button.click()
    asked = bridge.sent_of(SaveBot)[-1]
    hint = "Free some space, or replace it by hand."
    bridge.tell(Refused(asked.request_id, "The disk is full.", hint))
    assert sheet.save_row.bar.text() == f"The disk is full. {hint}"
    assert not sheet.save_row.overwrite_button.isVisible()


def test_a_new_name_that_is_taken_can_only_be_changed(page, bridge, sheet):
    row = sheet.save_row
    row.new_button.click()
    for taken in ("router", "few-shot"):
        row.name.setText(taken)
        row.create_button.click()
        assert row.bar.text() == f'There is already a bot called "{taken}". Choose another name.'
    assert not bridge.sent_of(SaveBot)
    row.name.setText("only-on-disk")
    row.create_button.click()
    asked = bridge.sent_of(SaveBot)[-1]
    said = 'There is already a bot called "only-on-disk".'
    bridge.tell(Refused(asked.request_id, said, "Choose another name, or replace it.", True))
    assert row.bar.text() == f"{said} Choose another name."
    assert not row.overwrite_button.isVisible()
    assert row.name.isVisible()
    assert page.chat.state.columns[0].bot == BOTS[1]


def test_save_as_new_bot_keeps_the_old_one(page, bridge, sheet):
    sheet.prompt.system.setPlainText("Be kind.")
    sheet.save_row.new_button.click()
    sheet.save_row.name.setText("kind")
    sheet.save_row.create_button.click()
    asked = bridge.sent_of(SaveBot)[-1]
    assert (asked.bot.name, asked.original, asked.as_new) == ("kind", "few-shot", True)
    bridge.tell(Saved(asked.request_id, "c", "kind saved."))
    bridge.tell(BotsListed((*BOTS, asked.bot), is_first=True, is_last=True))
    assert page.chat.state.columns[0].bot.name == "kind"
    assert not page.answers.panels[0].dot.isVisible()


def test_discarding_brings_back_what_the_file_says(page, sheet):
    sheet.settings.temperature.setValue(0.7)
    assert page.chat.state.columns[0].bot.sampling.temperature == 0.7
    sheet.save_row.discard_button.click()
    assert page.chat.state.columns[0].bot == BOTS[1]
    assert sheet.settings.temperature.value() == 0


def test_opening_the_editor_and_each_tab_changes_nothing(page, sheet):
    for name in ("examples", "settings", "model", "prompt"):
        sheet.open_tab(name)
    sheet._on_edited()
    assert page.chat.state.columns[0].bot == BOTS[1]


def test_settings_reach_the_bot(page, sheet):
    settings = sheet.settings
    settings.is_looking_up.click()
    settings.top_k.setValue(5)
    settings.retrievers["dense"].click()
    settings.stop.setText("END|STOP")
    settings.stop.textEdited.emit("END|STOP")
    settings.steps.setValue(3)
    bot = page.chat.state.columns[0].bot
    assert (bot.retrieval.top_k, bot.retrieval.retrievers) == (5, ("bm25",))
    assert bot.sampling.stop == ("END", "STOP")
    assert bot.steps_per_turn == 3
    assert page.composer.retrieval.text() == "top-k 5"


def test_examples_are_added_edited_moved_and_removed(page, sheet):
    tab = sheet.examples
    for question in ("One?", "Two?"):
        tab.add_button.click()
        tab.question.setPlainText(question)
        tab.answer.setPlainText("Yes.")
    tab.up_button.click()
    examples = page.chat.state.columns[0].bot.prompt.examples
    assert examples == (Example("Two?", "Yes."), Example("One?", "Yes."))
    tab.remove_button.click()
    assert page.chat.state.columns[0].bot.prompt.examples == (Example("One?", "Yes."),)


def test_a_gguf_file_is_added_and_used(page, bridge, sheet):
    sheet.take_file("/models/Qwen 3 4B.gguf")
    asked = bridge.sent_of(AddModel)[-1]
    assert asked.model == ModelSpec("Qwen-3-4B", path="/models/Qwen 3 4B.gguf")
    bridge.tell(Saved(asked.request_id, "c", "Qwen-3-4B added to the models."))
    assert page.chat.state.columns[0].bot.model == asked.model


def test_a_server_is_added_by_its_base_url(bridge, sheet):
    sheet.model.remote.base_url.setText("http://127.0.0.1:8080/v1")
    sheet.model.add_server.click()
    assert "Nothing was added" in sheet.model.bar.text()
    sheet.model.remote.remote_name.setText("qwen3-14b")
    sheet.model.remote.key_env.setText("MY_KEY")
    sheet.model.add_server.click()
    model = bridge.sent_of(AddModel)[-1].model
    assert (model.name, model.provider, model.key_env) == (
        "qwen3-14b", "openai_compatible", "MY_KEY",
    )  # fmt: skip


def test_another_model_is_one_pick_away(page, bridge):
    page.actions_._desk.take_pick("model:0", "big-model")
    page.actions_._desk.take_pick("bot:1", "zero-shot")
    page.chat.send("Status?")
    first, second = bridge.sent_of(StartTurn)
    assert first.input.bot.model.name == "big-model"
    assert second.input.bot == BOTS[0]
    page.actions_._on_action(0, "local")
    assert bridge.sent_of(StartTurn)[-1].input.bot.model == LOCAL


def shared_by(bridge, *others):
    """Other bots use the prompt of the few-shot bot as well."""
    with_it = [replace(each, prompt=BOTS[1].prompt) for each in others]
    rest = [each for each in BOTS if each.name not in {other.name for other in others}]
    bridge.tell(BotsListed((*rest, *with_it), is_first=True, is_last=True))


def test_a_prompt_that_other_bots_share_says_so_before_it_is_saved(bridge, sheet):
    row = sheet.save_row
    shared_by(bridge, BOTS[0], BOTS[3])
    sheet.settings.temperature.setValue(0.5)
    assert not row.shared.isVisible()
    sheet.prompt.system.setPlainText("Be kind.")
    assert row.shared.text() == "Also used by Zero shot and Router, which change too."
    row.shared.button.click()
    assert bridge.sent_of(SaveBot)[-1].own_files
    shared_by(bridge, BOTS[0])
    assert row.shared.text() == "Also used by Zero shot, which changes too."
    row.save_button.click()
    assert not bridge.sent_of(SaveBot)[-1].own_files
    sheet.save_row.discard_button.click()
    assert not row.shared.isVisible()


def test_examples_open_where_there_are_some(page, bridge):
    shown = Intent("status", ("How is it?",), examples=(Example("Is it active?", "Yes."),))
    router = replace(BOTS[3], intents=(Intent("hello", ("Hi",)), shown))
    bridge.tell(BotsListed((*BOTS[:3], router, BOTS[4]), is_first=True, is_last=True))
    page.chat.select(1)
    page.actions_.edit_bot()
    tab = page.sheets.open.examples
    assert tab.group.value == "status"
    assert tab.question.toPlainText() == "Is it active?"
    tab.group.set_value("hello")
    tab.group.value_chosen.emit("hello")
    tab.show_bot(router)
    assert tab.group.value == "hello"
