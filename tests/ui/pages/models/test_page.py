"""The list of models and the panel: what is asked, what is shown, what keys do."""

import pytest
from PySide6.QtGui import QGuiApplication

from tests.ui.pages.models.desk import (
    MODELS,
    SERVED,
    answer_list,
    choose,
    click_cell,
    last,
    press,
    words,
)
from tests.ui.pages.models.models import (
    here,
    measured,
    server,
    speed,
)
from ui.pages.models import PAGE
from ui.pages.models.columns import ACTION
from workbench.machine import MachineSettings
from workbench.messages import (
    ContentsListed,
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
    StopServing,
    StopSpeedTest,
    UnloadModel,
)
from workbench.model_messages import (
    LocalModelsListed,
    Served,
    ServingChanged,
    SpeedTestProgressed,
)


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
