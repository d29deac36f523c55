"""Keys in the Settings: states, giving, replacing, trying and forgetting one."""

import pytest
from PySide6.QtWidgets import QLineEdit, QMessageBox

from tests.ui.fake_bridge import workspace
from ui.pages.settings import PAGE
from workbench.domain.key_state import KeyState
from workbench.messages import Refused, Saved
from workbench.provider_commands import CheckProvider, ForgetKey, ListKeys, SaveKey
from workbench.provider_messages import KeysListed, ProviderChecked

KEYS = (
    KeyState("openai", "OpenAI", "keychain", models=2),
    KeyState("anthropic", "Anthropic", "environment", "ANTHROPIC_API_KEY"),
    KeyState("groq", "Groq", "none", "GROQ_API_KEY"),
    KeyState("api.example.com", "api.example.com", "session", "KEY", 401, 1),
)
LISTED = KeysListed(KEYS, "Test keychain")
HEADLESS = KeysListed(KEYS, "", "This system has no keychain.", "Set a variable instead.")


@pytest.fixture
def keys(build, bridge):
    page = build(PAGE)
    bridge.tell(*workspace(), LISTED)
    return page.keys


def shown(keys):
    rows, columns = keys.rows.rowCount(), keys.rows.columnCount()
    return [[keys.rows.index(r, c).data() for c in range(columns)] for r in range(rows)]


def test_they_are_asked_for_when_the_page_is_opened(keys, bridge):
    assert len(bridge.sent_of(ListKeys)) == 1


def test_each_key_says_where_it_is_and_none_is_shown(keys):
    assert shown(keys) == [
        ["OpenAI", "Key in the system keychain", "2 models"],
        ["Anthropic", "From ANTHROPIC_API_KEY", "–"],
        ["Groq", "No key", "–"],
        ["api.example.com", "Key refused, HTTP 401", "1 model"],
    ]
    assert keys.keychain.text() == "System keychain: Test keychain."


def test_a_key_is_given_once_and_not_kept_in_the_window(keys, bridge, session):
    told = []
    session.told.connect(lambda sentence, _: told.append(sentence))
    keys.choose("groq")
    assert keys.give_button.text() == "Add key…"
    keys.give_button.click()
    field = keys.dialog.field
    assert field.echoMode() is QLineEdit.EchoMode.Password
    field.setText("  gsk-1 ")
    keys.dialog.save.click()
    (sent,) = bridge.sent_of(SaveKey)
    assert (sent.name, sent.key, sent.place) == ("groq", "gsk-1", "keychain")
    assert field.text() == ""
    assert "gsk-1" not in repr(sent)
    bridge.tell(Saved(sent.request_id, "", "The key of Groq is kept."))
    assert told == ["The key of Groq is kept."]


def test_a_key_that_cannot_be_kept_says_why(keys, bridge):
    keys.choose("openai")
    assert keys.give_button.text() == "Replace key…"
    keys.give()
    keys.dialog.field.setText("sk-2")
    keys.dialog.where.set_current("session")
    keys.dialog.accept()
    (sent,) = bridge.sent_of(SaveKey)
    assert sent.place == "session"
    bridge.tell(Refused(sent.request_id, "The keychain is locked.", "Unlock it."))
    assert keys.bar.text() == "The keychain is locked. Unlock it."


def test_without_a_keychain_that_is_said_and_the_session_offered(keys, bridge):
    bridge.tell(HEADLESS)
    assert keys.keychain.text() == "This system has no keychain. Set a variable instead."
    keys.choose("groq")
    keys.give()
    assert keys.dialog.place() == "session"
    assert "This system has no keychain." in keys.dialog.note.text()


def test_a_provider_is_tried_by_its_key(keys, bridge):
    keys.choose("anthropic")
    keys.test_button.click()
    (sent,) = bridge.sent_of(CheckProvider)
    assert (sent.model.provider, sent.model.vendor) == ("anthropic", "anthropic")
    bridge.tell(ProviderChecked(sent.request_id, "Anthropic answered in 80 ms.", (), 0.08))
    assert keys.bar.text() == "Anthropic answered in 80 ms."
    keys.choose("api.example.com")
    keys.test()
    assert bridge.sent_of(CheckProvider)[-1].model.name == "big-model"


def test_forgetting_is_asked_for_once_more(keys, bridge):
    keys.choose("groq")
    assert not keys.forget_button.isEnabled()
    keys.choose("openai")
    keys.forget_button.click()
    box = keys.findChild(QMessageBox)
    next(each for each in box.buttons() if each.text() == "Keep it").click()
    assert not bridge.sent_of(ForgetKey)
    keys.ask_to_forget()
    box = keys.findChildren(QMessageBox)[-1]
    next(each for each in box.buttons() if each.text() == "Forget key").click()
    assert bridge.sent_of(ForgetKey)[-1].name == "openai"
