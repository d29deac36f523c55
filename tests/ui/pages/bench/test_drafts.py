"""Edits that are not saved: kept while they are made, brought back at the next start."""

from dataclasses import replace

import pytest

from tests.ui.fake_bridge import BOTS, workspace
from workbench.commands import KeepDrafts, SaveBot
from workbench.domain.bot import BotDraft
from workbench.messages import BotsListed, DraftsListed, Saved

KIND = replace(BOTS[1], prompt=replace(BOTS[1].prompt, system="Be kind."))
WARM = replace(BOTS[0], sampling=replace(BOTS[0].sampling, temperature=0.7))


def told(bridge, *drafts):
    """What the worker kept, as it tells it when the workspace is opened."""
    bridge.tell(*(DraftsListed((each,), is_last=False) for each in drafts))
    bridge.tell(DraftsListed((), is_last=True))


def kept(bridge):
    return [command.drafts for command in bridge.sent_of(KeepDrafts)]


@pytest.fixture
def sheet(page, bridge):
    told(bridge)
    page.actions_.edit_bot()
    return page.sheets.open


def test_an_edit_is_kept_a_moment_later_and_forgotten_once_it_is_saved(qtbot, bridge, sheet):
    for text in ("Be", "Be kind."):
        sheet.prompt.system.setPlainText(text)
    assert kept(bridge) == []
    qtbot.waitUntil(lambda: bool(kept(bridge)))
    assert kept(bridge) == [(BotDraft(KIND, BOTS[1]),)]
    sheet.save_row.save_button.click()
    bridge.tell(Saved(bridge.sent_of(SaveBot)[-1].request_id, "c", "Saved."))
    bridge.tell(BotsListed((KIND, BOTS[3]), is_first=True, is_last=True))
    qtbot.waitUntil(lambda: len(kept(bridge)) > 1)
    assert kept(bridge)[-1] == ()


def test_closing_the_window_keeps_what_was_just_written(bridge, session, sheet):
    sheet.prompt.system.setPlainText("Be kind.")
    session.closing.emit()
    assert kept(bridge) == [(BotDraft(KIND, BOTS[1]),)]


def test_edits_are_brought_back_into_their_columns(page, bridge, session):
    said = []
    session.told.connect(lambda *words: said.append(words))
    told(bridge, BotDraft(KIND, BOTS[1]), BotDraft(WARM, BOTS[0]))
    assert [column.bot for column in page.chat.state.columns] == [KIND, BOTS[3], WARM]
    assert [panel.dot.isVisible() for panel in page.answers.panels] == [True, False, True]
    assert said == [("Unsaved edits are back: Few shot, Zero shot", "")]
    session.closing.emit()
    assert kept(bridge) == []


def test_the_file_that_an_edit_began_with_is_known_after_a_restart(page, bridge):
    old = replace(BOTS[1], title="As it was")
    told(bridge, BotDraft(KIND, old))
    page.actions_.edit_bot()
    page.sheets.open.save_row.save_button.click()
    assert bridge.sent_of(SaveBot)[-1].base == old


def test_nothing_is_written_over_edits_that_were_not_told_yet(page, bridge, session):
    page.actions_.edit_bot()
    page.sheets.open.prompt.system.setPlainText("Be kind.")
    session.closing.emit()
    assert kept(bridge) == []


def test_a_worker_that_is_started_again_brings_back_nothing_older(page, bridge, sheet):
    sheet.prompt.system.setPlainText("Be kind.")
    bridge.tell(*workspace())
    told(bridge, BotDraft(WARM, BOTS[0]))
    assert [column.bot for column in page.chat.state.columns] == [KIND, BOTS[3]]
