"""The page: what is asked of the worker, what is shown, what keys and buttons do."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication

from tests.ui.fake_bridge import REMOTE, workspace
from tests.ui.pages.models.models import (
    BUNDLED,
    GIB,
    broken,
    here,
    known,
    measured,
    server,
    speed,
)
from ui.pages.models import PAGE
from ui.pages.models.columns import ACTION, PROVIDER_ACTION
from ui.widgets.key_dialog import KeyDialog
from workbench.commands import AddModel
from workbench.domain.egress import EgressTotal
from workbench.domain.key_state import KeyState
from workbench.domain.listed_model import ListedModel
from workbench.domain.local_model import LocalModel
from workbench.machine import MachineSettings
from workbench.messages import (
    ContentsListed,
    IndexProgressed,
    Refused,
    Saved,
    ServersChanged,
    ServerState,
)
from workbench.model_commands import (
    AddModelFile,
    ChangeMachine,
    ChangeModel,
    DownloadModel,
    ListLocalModels,
    ListSpeedTests,
    LoadModel,
    MeasureMemory,
    RemoveModel,
    ServeModel,
    StartSpeedTest,
    StopDownload,
    StopServing,
    StopSpeedTest,
    UnloadModel,
)
from workbench.model_messages import (
    DownloadProgressed,
    LocalModelsListed,
    ModelLoaded,
    Served,
    ServingChanged,
    SpeedTestProgressed,
    SpeedTestsListed,
)
from workbench.provider_commands import CheckProvider, ListKeys, SaveKey, SetOffline
from workbench.provider_messages import KeysListed, NetworkChanged, ProviderChecked

FOLDER = LocalModel("found", "folder", "/models/found.gguf", shape=here("found").shape)
MODELS = (BUNDLED, here("mine"), here("huge", 40.0), FOLDER, broken(), known("far"))
SERVED = Served("mine", "http://127.0.0.1:9/v1", "sesame")


def last(bridge, kind):
    return bridge.sent_of(kind)[-1]


def answer_list(bridge, models=MODELS, settings=None):
    asked = last(bridge, ListLocalModels).request_id
    bridge.tell(LocalModelsListed(asked, models, settings or MachineSettings()))
    bridge.tell(SpeedTestsListed(last(bridge, ListSpeedTests).request_id, (speed("mine"),)))
    bridge.tell(measured())


@pytest.fixture
def page(build, bridge):
    made = build(PAGE)
    bridge.tell(*workspace())
    answer_list(bridge)
    return made


@pytest.fixture
def told(session):
    found = []
    session.told.connect(lambda sentence, change: found.append((sentence, change)))
    return found


def choose(page, name):
    assert page.local.table.select_key(name)


def press(page, key):
    """What the key does while the list has the focus."""
    page.local.table.setFocus()
    next(each for each in page.commands() if each.key == key).run()


def click_cell(qtbot, table, place, column):
    area = table.visualRect(table.model().index(place, column))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=area.center())


def words(page):
    return {row.name: row.status.words for row in page.local.rows.rows}


def test_it_asks_for_models_tests_and_memory_when_it_is_shown(build, bridge):
    page = build(PAGE)
    for kind in (ListLocalModels, ListSpeedTests, MeasureMemory):
        assert len(bridge.sent_of(kind)) == 1
    page.on_shown()
    assert len(bridge.sent_of(ListLocalModels)) == 1
    assert len(bridge.sent_of(MeasureMemory)) == 2


def test_models_are_listed_and_the_first_is_chosen_with_its_panel(page):
    assert [row.name for row in page.local.rows.rows] == [model.name for model in MODELS]
    assert page.local.table.current_row().name == "smollm2-135m"
    assert page.panel_area.is_open
    assert page.panel.form.needs.text().endswith("of 16.0 GB")
    assert page.local.memory.accessibleDescription().startswith("8.0 of 20.0 GB used")


def test_choice_and_scroll_stay_when_there_is_news(page, bridge):
    choose(page, "mine")
    bridge.tell(ServersChanged((ServerState("mine", "ready"),)))
    assert page.local.table.current_row().name == "mine"
    assert words(page)["mine"] == "Loaded"
    assert page.panel.chip.text() == "Loaded"
    answer_list(bridge, (*MODELS, here("new")))
    assert page.local.table.current_row().name == "mine"


def test_space_loads_and_unloads(page, bridge):
    choose(page, "mine")
    press(page, "Space")
    assert last(bridge, LoadModel).name == "mine"
    bridge.tell(ServersChanged((ServerState("mine", "ready"),)))
    press(page, "Space")
    assert last(bridge, UnloadModel).name == "mine"


def test_space_presses_a_button_that_has_the_focus(page, bridge, qtbot, monkeypatch):
    choose(page, "mine")
    monkeypatch.setattr(
        "ui.pages.models.page.QApplication.focusWidget", lambda: page.panel.speed.run
    )
    press(page, "Space")
    assert not bridge.sent_of(LoadModel)
    assert last(bridge, StartSpeedTest).name == "mine"


@pytest.mark.parametrize(
    ("name", "kind"), [("mine", LoadModel), ("found", AddModelFile), ("far", DownloadModel)]
)
def test_the_button_of_a_row_does_its_one_thing(page, bridge, qtbot, name, kind):
    place = page.local.rows.row_of(name)
    click_cell(qtbot, page.local.table, place, ACTION)
    assert last(bridge, kind).name == name


def test_a_click_beside_the_button_only_chooses(page, bridge, qtbot):
    click_cell(qtbot, page.local.table, page.local.rows.row_of("mine"), 0)
    assert page.local.table.current_row().name == "mine"
    assert not bridge.sent_of(LoadModel)


def test_why_opens_the_panel_that_says_it(page, qtbot):
    page.panel_area.close_panel()
    click_cell(qtbot, page.local.table, page.local.rows.row_of("huge"), ACTION)
    assert page.panel_area.is_open
    assert "take a smaller quantisation" in page.panel.form.remedy.text()
    click_cell(qtbot, page.local.table, page.local.rows.row_of("broken"), ACTION)
    assert "is cut short" in page.panel.problem.text()
    assert not page.panel.form.isVisible()


def test_a_refusal_is_said_above_the_list(page, bridge):
    choose(page, "mine")
    press(page, "Space")
    asked = last(bridge, LoadModel).request_id
    bridge.tell(Refused(asked, "mine does not fit.", "Use 4,096 tokens of context."))
    assert page.local.bar.text() == "mine does not fit. Use 4,096 tokens of context."


def test_loading_looks_more_often_and_shows_how_far_it_is(page, bridge):
    assert page._look.interval() == 2000
    bridge.tell(ServersChanged((ServerState("mine", "starting"),)))
    bridge.tell(measured(server("mine", 62, 100)))
    assert page._look.interval() == 300
    assert words(page)["mine"] == "Loading, 62%"
    asked = len(bridge.sent_of(MeasureMemory))
    page._look.timeout.emit()
    assert len(bridge.sent_of(MeasureMemory)) == asked + 1


def test_a_hidden_page_measures_nothing(page, bridge):
    page.hide()
    asked = len(bridge.sent_of(MeasureMemory))
    page._look.timeout.emit()
    assert len(bridge.sent_of(MeasureMemory)) == asked


def test_new_models_of_the_workspace_are_asked_for(page, bridge):
    asked = len(bridge.sent_of(ListLocalModels))
    bridge.tell(ContentsListed((here("mine").spec,), (), (), (), ()))
    assert len(bridge.sent_of(ListLocalModels)) == asked + 1
    bridge.tell(ContentsListed((here("mine").spec,), (), (), (), ()))
    assert len(bridge.sent_of(ListLocalModels)) == asked + 1


# The panel


def test_the_memory_bar_moves_with_the_settings_before_they_are_saved(page, bridge, told):
    choose(page, "mine")
    form = page.panel.form
    before = form.need.total
    assert not form.save.isVisible()
    form.context.set_value("40960")
    form.context.value_chosen.emit("40960")
    assert form.need.total > before
    assert form.bar.fit.lighter > 0
    assert form.save.isVisible()
    form.cache.set_value("q4_0")
    form.cache.value_chosen.emit("q4_0")
    form.save.click()
    sent = last(bridge, ChangeModel)
    assert (sent.model.context_tokens, sent.model.kv_type) == (40_960, "q4_0")
    assert sent.model.path == "/models/mine.gguf"
    bridge.tell(Saved(sent.request_id, "c1", "mine changed."))
    assert told == [("mine changed.", "c1")]


def test_edits_stay_while_there_is_news_and_can_be_discarded(page, bridge):
    choose(page, "mine")
    form = page.panel.form
    form.parallel.set_value("8")
    form.parallel.value_chosen.emit("8")
    bridge.tell(measured())
    assert form.draft.parallel == 8
    form.back.click()
    assert form.draft == here("mine").spec
    assert not form.back.isVisible()


def test_a_context_that_fits_is_named_where_it_is_too_long(page, bridge):
    choose(page, "mine")
    bridge.tell(measured(room_gb=4))
    form = page.panel.form
    form.context.set_value("40960")
    form.context.value_chosen.emit("40960")
    assert "Use 2,048 context" in form.remedy.text()


def test_a_model_that_is_not_here_can_be_tried_but_not_saved(page):
    choose(page, "far")
    form = page.panel.form
    form.context.set_value("32768")
    form.context.value_chosen.emit("32768")
    assert form.back.isVisible()
    assert not form.save.isVisible()
    assert "small and quick" in page.panel.facts.text().lower()
    assert not page.panel.keep.isEnabled()


def test_without_a_gpu_there_are_no_layers_to_choose(page):
    choose(page, "mine")
    assert not page.panel.form.layers.isEnabled()
    assert page.panel.form.layers.value_text() == "No GPU"


def test_a_missing_template_is_noted(page, bridge):
    answer_list(bridge, (here("mine", has_template=False),))
    choose(page, "mine")
    assert page.panel.form.template.text() == "ChatML, the file has none"


def test_a_model_can_be_kept_loaded(page, bridge):
    choose(page, "mine")
    page.panel.keep.click()
    sent = last(bridge, ChangeMachine)
    assert sent.settings.keeps_warm == ("mine",)
    assert last(bridge, LoadModel).name == "mine"
    bridge.tell(LocalModelsListed(sent.request_id, (here("mine", keeps_warm=True),), sent.settings))
    choose(page, "mine")
    assert page.panel.keep.isChecked()
    page.panel.keep.click()
    assert last(bridge, ChangeMachine).settings.keeps_warm == ()


def test_a_served_model_shows_its_address_and_copies_its_key(page, bridge, told):
    choose(page, "mine")
    serve = page.panel.serve
    serve.switch.click()
    assert not serve.switch.isChecked()
    sent = last(bridge, ServeModel)
    assert (sent.name, sent.port, sent.on_network) == ("mine", 0, False)
    bridge.tell(ServingChanged(sent.request_id, (SERVED,)))
    assert serve.switch.isChecked()
    assert serve.url.whole_text() == SERVED.base_url
    assert "sesame" not in serve.key.whole_text()
    serve.show_key.click()
    assert serve.key.whole_text() == "sesame"
    serve.copy_key.click()
    assert QGuiApplication.clipboard().text() == "sesame"
    serve.copy_curl.click()
    assert "Bearer sesame" in QGuiApplication.clipboard().text()
    assert told[-1] == ("Example copied, with the key in it", "")
    serve.switch.click()
    assert last(bridge, StopServing).name == "mine"
    bridge.tell(ServingChanged("", ()))
    assert not serve.switch.isChecked()


def test_serving_to_the_network_is_said(page, bridge):
    settings = MachineSettings(serves_network=True, serve_port=8012)
    answer_list(bridge, settings=settings)
    choose(page, "mine")
    page.panel.serve.switch.click()
    sent = last(bridge, ServeModel)
    assert (sent.port, sent.on_network) == (8012, True)
    on_network = Served("mine", "http://10.0.0.5:8012/v1", "k", on_network=True)
    bridge.tell(ServingChanged(sent.request_id, (on_network,)))
    assert "Other machines" in page.panel.serve.note.text()


def test_t_measures_and_esc_stops(page, bridge):
    choose(page, "mine")
    press(page, "T")
    assert last(bridge, StartSpeedTest).name == "mine"
    bridge.tell(SpeedTestProgressed("mine", 2, 8, speed("mine"), "running"))
    box = page.panel.speed
    assert box.run.text() == "Stop"
    assert box.bar.share == 0.25
    assert page.is_running()
    page.on_escape()
    assert last(bridge, StopSpeedTest).name == "mine"
    bridge.tell(SpeedTestProgressed("mine", 2, 8, speed("mine"), "stopped"))
    assert box.run.text() == "Run speed test"
    assert not page.is_running()
    page.on_escape()
    assert not page.panel_area.is_open


def test_figures_are_drawn_and_copied(page, bridge, told):
    choose(page, "mine")
    box = page.panel.speed
    assert box.writing.has_data()
    assert box.together.accessibleDescription() == "mine 160.0 tok/s at 8"
    box.copy_button.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 7
    assert lines[1].startswith("mine\tQ4_K_M\t8192\t512\t1\t1.000\t600.0\t40.0")
    choose(page, "found")
    assert not box.run.isEnabled()


def test_a_test_that_failed_says_why(page, bridge):
    choose(page, "mine")
    bridge.tell(SpeedTestProgressed("mine", 2, 8, None, "failed", "The server stopped."))
    assert page.panel.speed.note.text() == "The server stopped."


def test_a_model_is_removed_from_the_picker_only(page, bridge):
    choose(page, "mine")
    page.panel.remove.click()
    assert last(bridge, RemoveModel).name == "mine"
    choose(page, "smollm2-135m")
    assert not page.panel.remove.isVisible()


# Adding


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


# Providers and helpers


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


def test_the_switch_goes_offline_and_cuts_providers(page, bridge, qtbot):
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


# Downloads


def test_a_download_is_shown_stopped_and_gone_on_with(page, bridge):
    page.show_view("downloads")
    area = page.downloads
    area.repository.setText("Someone/Tiny-GGUF")
    area.submit()
    assert ".gguf" in area.problem.text()
    area.file.setText("tiny.Q4.gguf")
    area.submit()
    sent = last(bridge, DownloadModel)
    assert (sent.name, sent.repository, sent.file) == (
        "tiny.Q4", "Someone/Tiny-GGUF", "tiny.Q4.gguf",
    )  # fmt: skip
    bridge.tell(DownloadProgressed("tiny.Q4", "tiny.Q4.gguf", GIB, 2 * GIB, "fetching", 1e7))
    (row,) = area.rows.rows
    columns = [column.text(row) for column in area.rows.columns]
    assert columns[1:5] == ["1.0 of 2.0 GB", "9.5 MB/s", "about 1 min 47 s", "Downloading, 50%"]
    area._on_action(row)
    assert last(bridge, StopDownload).name == "tiny.Q4"
    stopped = DownloadProgressed("tiny.Q4", "tiny.Q4.gguf", GIB, 2 * GIB, "stopped")
    bridge.tell(stopped)
    area._on_action(stopped)
    assert last(bridge, DownloadModel) == sent
    page.stop()
    assert len(bridge.sent_of(StopDownload)) == 1


def test_the_address_of_a_file_is_enough(page, bridge):
    area = page.downloads
    area.repository.setText("https://huggingface.co/Qwen/Qwen3-GGUF/blob/main/sub/Q3.gguf?x=1")
    area.submit()
    sent = last(bridge, DownloadModel)
    assert (sent.name, sent.repository, sent.file) == ("Q3", "Qwen/Qwen3-GGUF", "sub/Q3.gguf")
    area.repository.setText("just a name")
    area.submit()
    assert "OWNER/NAME" in area.problem.text()


def test_stopping_everything_stops_downloads(page, bridge):
    bridge.tell(DownloadProgressed("far", "far.gguf", 1, 2, "fetching"))
    page.stop()
    assert last(bridge, StopDownload).name == "far"


# Calculators


def test_the_cache_is_computed_as_it_is_typed(page):
    page.show_calculators()
    assert not page.panel_area.is_open
    card = page.calculators.cache
    card.model.set_value("mine")
    card.context.setText("8192")
    card.sequences.setText("1")
    card.compute()
    assert card.total.text() == "1.1 GB, 0.1 MB a token"
    card.sequences.setText("2")
    card.sequences.textEdited.emit("2")
    assert card.total.text().startswith("2.2 GB")
    assert "2305.13245" in card.formula.text()
    page.show_view("local")
    assert page.panel_area.is_open


def test_gpus_are_found_for_targets_and_the_limit_is_named(page):
    page.show_calculators()
    card = page.calculators.serving
    card.model.set_value("Llama 3.1 70B")
    card.tpot.setText("0.04")
    card.price.setText("2")
    card.compute()
    assert card.headline.text().startswith("4 × H100 SXM 80GB, TP 4: meets all targets")
    assert "binds" in card.limits.text()
    assert "A million written tokens: $" in card.limits.text()
    card.gpus.set_value("1")
    card.tpot.setText("")
    card.compute()
    assert card.headline.text().endswith("not enough: Memory binds")
    card.price.setText("a lot")
    card.compute()
    assert "unknown without a price" in card.limits.text()


def test_a_target_names_model_or_view(page):
    page.show_target({"view": "downloads"})
    assert page.views.current == "downloads"
    page.show_target({"view": "local", "model": "mine"})
    assert page.local.table.current_row().name == "mine"


def test_loaded_answers_are_no_news_of_the_list(page, bridge):
    choose(page, "mine")
    press(page, "Space")
    asked = len(bridge.sent_of(ListLocalModels))
    bridge.tell(ModelLoaded(last(bridge, LoadModel).request_id, "mine", is_loaded=True))
    assert len(bridge.sent_of(ListLocalModels)) <= asked + 1
    assert page.mapToGlobal(QPoint(0, 0)) is not None
