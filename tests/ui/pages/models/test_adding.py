"""Adding models, API providers with their keys, and helper models."""

from dataclasses import replace

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from tests.ui.fake_bridge import REMOTE
from tests.ui.pages.models.desk import (
    click_cell,
    last,
)
from ui.pages.models.columns import PROVIDER_ACTION
from ui.widgets.key_dialog import KeyDialog
from workbench.commands import AddModel
from workbench.domain.egress import EgressTotal
from workbench.domain.key_state import KeyState
from workbench.domain.listed_model import ListedModel
from workbench.messages import (
    IndexProgressed,
    Refused,
    Saved,
    ServersChanged,
    ServerState,
)
from workbench.model_commands import (
    AddModelFile,
)
from workbench.provider_commands import CheckProvider, ListKeys, SaveKey, SetOffline
from workbench.provider_messages import KeysListed, NetworkChanged, ProviderChecked


def drop(page, *paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(5, 5), actions, mime, buttons, Qt.KeyboardModifier.NoModifier)
    page.dropEvent(event)


def test_dropped_files_are_added_and_others_left(page, bridge, told):
    drop(page, "/a/One.gguf", "/a/readme.txt", "/b/two.GGUF")
    assert [each.path for each in bridge.sent_of(AddModelFile)] == ["/a/One.gguf", "/b/two.GGUF"]
    sent = last(bridge, AddModelFile)
    bridge.tell(Saved(sent.request_id, "c9", "two added to the models."))
    assert told == [("two added to the models.", "c9")]


def test_a_server_is_added_by_its_form(page, bridge):
    page.local.provider_table.link_pressed.emit()
    form = page.local.form
    assert form.isVisible()
    fields = form.fields
    fields.base_url.setText("localhost:8080")
    form.submit()
    assert "http://" in form.problem.text()
    fields.base_url.setText("http://localhost:8080/v1")
    form.submit()
    assert "name" in form.problem.text()
    fields.remote_name.setText("qwen3 14b")
    fields.key_env.setText("FAR_KEY")
    form.submit()
    model = last(bridge, AddModel).model
    assert (model.name, model.remote_name, model.key_env) == ("qwen3-14b", "qwen3 14b", "FAR_KEY")
    assert not form.isVisible()


def test_a_known_provider_is_picked_tested_and_its_models_offered(page, bridge):
    page.show_form()
    form = page.local.form
    form.fields.choose_vendor("groq")
    assert not form.fields.base_url.isVisible()
    form.test()
    sent = last(bridge, CheckProvider)
    assert (sent.model.vendor, sent.model.address) == ("groq", "https://api.groq.com/openai/v1")
    told = (ListedModel("llama-3.3-70b-versatile", 131_072),)
    bridge.tell(ProviderChecked(sent.request_id, "Groq answered.", told, 0.2))
    assert form.tested.text() == "Groq answered."
    assert form.fields.remote_name.completer().model().rowCount() == 1
    form.fields.remote_name.setText("llama-3.3-70b-versatile")
    form.submit()
    model = last(bridge, AddModel).model
    assert (model.vendor, model.base_url, model.context_tokens) == ("groq", "", 131_072)


def test_a_provider_is_tested(page, bridge, qtbot):
    rows = page.local.providers.rows
    assert [row.models for row in rows] == [(REMOTE.name,)]
    click_cell(qtbot, page.local.provider_table, 0, PROVIDER_ACTION)
    sent = last(bridge, CheckProvider)
    assert sent.model == REMOTE
    assert page.local.providers.rows[0].checked.kind == "running"
    click_cell(qtbot, page.local.provider_table, 0, PROVIDER_ACTION)
    assert len(bridge.sent_of(CheckProvider)) == 1
    listed = (ListedModel("a"), ListedModel("b"))
    bridge.tell(ProviderChecked(sent.request_id, "It answered.", listed, 0.1))
    assert page.local.providers.rows[0].checked.words == "Answers, 2 models: a, b"
    click_cell(qtbot, page.local.provider_table, 0, PROVIDER_ACTION)
    asked = last(bridge, CheckProvider).request_id
    bridge.tell(Refused(asked, "It refused the key (HTTP 401).", "Replace the key."))
    assert page.local.providers.rows[0].checked.kind == "fail"


def test_a_missing_key_is_given_in_the_row_of_its_provider(page, bridge, qtbot):
    assert bridge.sent_of(ListKeys)
    state = KeyState("api.example.com", "api.example.com", "none", "KEY", models=1)
    bridge.tell(KeysListed((state,), "Test keychain"))
    assert page.local.providers.rows[0].deed == "Add key"
    click_cell(qtbot, page.local.provider_table, 0, PROVIDER_ACTION)
    dialog = page.findChild(KeyDialog)
    dialog.field.setText("secret-1")
    dialog.accept()
    sent = last(bridge, SaveKey)
    assert (sent.name, sent.key, sent.place) == ("api.example.com", "secret-1", "keychain")
    assert dialog.field.text() == ""
    bridge.tell(KeysListed((replace(state, origin="keychain"),), "Test keychain"))
    assert page.local.providers.rows[0].key_words[1] == "Key in the system keychain"


def test_the_switch_goes_offline_and_cuts_providers(page, bridge, qtbot, monkeypatch):
    monkeypatch.setattr("ui.session.remember_offline", lambda *, is_on: None)
    page.local.offline.click()
    assert last(bridge, SetOffline).is_on
    bridge.tell(NetworkChanged(True, EgressTotal(), EgressTotal()))
    assert page.local.offline.isChecked()
    assert page.local.providers.rows[0].checked.words == "Offline"
    click_cell(qtbot, page.local.provider_table, 0, PROVIDER_ACTION)
    assert not bridge.sent_of(CheckProvider)


def test_helpers_say_what_they_are_and_take(page, bridge):
    bridge.tell(ServersChanged((ServerState("embedder", "ready"),)))
    bridge.tell(IndexProgressed(50, 50, "", True, 50, 214))
    embed, search = page.local.helpers.rows
    assert (embed.words, embed.detail) == ("Loaded", "381 MB, 384 dimensions")
    assert (search.words, search.detail) == ("Off until it is used", "214 chunks")
