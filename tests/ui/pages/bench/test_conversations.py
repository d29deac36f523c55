import json
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QFileDialog

from tests.ui.fake_bridge import BOTS, answered
from ui.pages.bench import exports
from workbench.commands import ListTurns, StartTurn
from workbench.messages import TurnsListed


def talk(page, bridge, *questions):
    for question in questions:
        page.chat.send(question)
        for start in bridge.sent_of(StartTurn)[-2:]:
            bridge.stream(answered(start, f"Answer of {start.input.bot.name} to {question}"))


def rows(page, rating=0):
    page.chat.state.columns[0].turns[0].rating = rating
    return tuple(turn.row() for turn in page.chat.state.all_turns())


def list_turns(bridge, found):
    asked = bridge.sent_of(ListTurns)[-1]
    bridge.tell(TurnsListed(asked.request_id, found, len(found), is_first=True, is_last=True))


def test_a_stored_conversation_comes_back_with_its_thumbs_and_goes_on(page, bridge):
    talk(page, bridge, "Status?", "Why?")
    found, own = rows(page, rating=1), page.chat.state.conversation_id
    page.actions_.new_chat()
    list_turns(bridge, found)
    page.conversations.open(own)
    assert page.chat.state.questions == ["Status?", "Why?"]
    page.chat.step(-1)
    assert page.answers.panels[0].body.verdict.up.isChecked()
    assert "few-shot to Status?" in page.answers.panels[0].body.text.text()
    page.chat.step(1)
    page.chat.send("And now?")
    last = bridge.sent_of(StartTurn)[-1].input
    assert last.origin.conversation_id == own
    assert [said.role for said in last.conversation] == [
        "user", "assistant", "user", "assistant", "user",
    ]  # fmt: skip


def test_the_columns_come_back_in_the_order_in_which_they_were_asked(page, bridge):
    page.chat.send("Status?")
    first, second = bridge.sent_of(StartTurn)
    for start in (second, first):
        bridge.stream(answered(start, f"Answer of {start.input.bot.name}"))
    one, other = (turn.row() for turn in page.chat.state.all_turns())
    own = page.chat.state.conversation_id
    page.actions_.new_chat()
    # A thread of the worker took the second one a moment before the first.
    other = replace(other, started_at="2026-11-16T09:29:59+00:00")
    list_turns(bridge, (one, other))
    page.conversations.open(own)
    assert [column.bot.name for column in page.chat.state.columns] == ["few-shot", "router"]


def test_earlier_turns_can_be_looked_at_again(page, bridge):
    talk(page, bridge, "Status?", "Why?")
    assert page.question.where.text() == "Customer, turn 2 of 2"
    page.question.earlier.click()
    assert page.question.text.text() == "Status?"
    assert page.inspector.trace._turn.question == "Status?"
    assert not page.question.earlier.isEnabled()


def test_a_turn_of_another_page_opens_and_can_go_on(page, bridge):
    talk(page, bridge, "Status?", "Why?")
    turn = page.chat.state.columns[1].turns[1]
    page.actions_.new_chat()
    page.show_target({"turn_id": turn.turn_id})
    assert page.chat.state.questions == ["Why?"]
    assert [column.bot for column in page.chat.state.columns] == [BOTS[3]]
    page.chat.send("And?")
    said = bridge.sent_of(StartTurn)[-1].input.conversation
    assert [each.text for each in said if each.role == "user"] == ["Status?", "Why?", "And?"]


@pytest.mark.parametrize("form", ["markdown", "json"])
def test_a_conversation_is_written_to_the_file_that_was_chosen(
    page, bridge, tmp_path, monkeypatch, form
):
    talk(page, bridge, "Status?")
    target = tmp_path / "talk.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *rest: (str(target), ""))
    told = []
    page.session.told.connect(lambda *said: told.append(said[0]))
    page.actions_._desk.export(None, form)
    text = target.read_text(encoding="utf-8")
    assert "Answer of router to Status?" in text
    assert told == [f"Exported to {target}"]
    if form == "json":
        assert [each["bot"] for each in json.loads(text)] == ["few-shot", "router"]


def test_a_file_that_cannot_be_written_is_said(page, bridge, tmp_path, monkeypatch):
    missing = tmp_path / "gone" / "talk.md"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *rest: (str(missing), ""))
    assert "could not be written" in exports.save(page, "text", "markdown")
