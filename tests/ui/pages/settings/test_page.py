from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from tests.ui.fake_bridge import workspace
from ui.pages.settings import PAGE
from ui.pages.settings.workspace_section import RECENT
from workbench.commands import (
    MeasureStore,
    PruneStore,
    ReloadWorkspace,
    StopIndex,
    UpdateIndex,
)
from workbench.domain.host import Host, Room
from workbench.messages import (
    ContentsListed,
    IndexProgressed,
    Problem,
    Refused,
    StoreMeasured,
)
from workbench.model_commands import ChangeMachine, ListLocalModels, MeasureMemory
from workbench.model_messages import LocalModelsListed, MemoryMeasured
from workbench.sizing.words import GIB

PROBLEMS = (Problem("bots/router.yaml", 12, "Field 'promt' is unknown.", "Did you mean 'prompt'?"),)


@pytest.fixture
def page(build, bridge):
    made = build(PAGE)
    bridge.tell(*workspace())
    return made


@pytest.fixture
def told(session):
    found = []
    session.told.connect(lambda sentence, change: found.append((sentence, change)))
    return found


def test_the_theme_changes_at_once_and_is_kept(page, session):
    page.appearance.mode.current_changed.emit("dark")
    assert session.theme.is_dark
    assert session.settings.value("theme") == "dark"


def test_a_theme_chosen_by_key_shows_here(page, session):
    session.theme.set_mode("dark")
    assert page.appearance.mode.current == "dark"


def test_the_workspace_says_its_name_folder_and_contents(page):
    section = page.workspace
    assert section.name.text() == "Larkspur"
    assert section.folder.whole_text() == "/tmp/sample"
    assert section.counts.text() == "5 bots, 3 accounts, 0 suites, 1 dataset"
    assert not section.problems.isVisible()


def test_problems_are_listed_copied_and_the_files_read_again(page, bridge):
    contents = next(each for each in workspace() if isinstance(each, ContentsListed))
    bridge.tell(replace(contents, problems=PROBLEMS))
    found = page.workspace.problems
    assert found.title.text() == "1 file has problems"
    found.copy_button.click()
    assert QGuiApplication.clipboard().text() == (
        "bots/router.yaml, line 12: Field 'promt' is unknown. Did you mean 'prompt'?"
    )
    found.reload_button.click()
    assert bridge.sent_of(ReloadWorkspace)
    bridge.tell(contents)
    assert not found.isVisible()


def test_a_new_workspace_and_another_one_are_asked_for(page, session):
    made, opened = [], []
    session.new_workspace_requested.connect(lambda *given: made.append(given))
    session.workspace_requested.connect(opened.append)
    page.workspace.template.set_value("empty")
    page.workspace.make("/tmp/mine")
    page.workspace.open("/tmp/other")
    page.workspace.open("/tmp/sample")
    assert (made, opened) == ([("empty", "/tmp/mine")], ["/tmp/other"])


def test_recent_workspaces_leave_out_the_open_one(page, session):
    opened = []
    session.workspace_requested.connect(opened.append)
    assert not page.workspace.recent.isEnabled()
    session.settings.setValue(RECENT, ["/tmp/sample", "/tmp/other"])
    page.on_shown()
    assert page.workspace.recent.isEnabled()
    page.workspace.recent.value_chosen.emit("/tmp/other")
    assert opened == ["/tmp/other"]


def machine(page, bridge, **fields):
    settings = replace(page.models.settings, **fields)
    asked = bridge.sent_of(ListLocalModels)[-1].request_id
    bridge.tell(LocalModelsListed(asked, (), settings))
    room = Room(16 * GIB)
    asked = bridge.sent_of(MeasureMemory)[-1].request_id
    bridge.tell(MemoryMeasured(asked, Host(20 * GIB, 10 * GIB), room, ()))


def test_the_models_folder_and_the_memory_limit_are_of_the_machine(page, bridge):
    machine(page, bridge, models_folder="/big/models", memory_limit_bytes=4 * GIB)
    models = page.models
    assert models.folder.whole_text() == "/big/models"
    assert models.limit.value_text() == "4.0 GB"
    models.limit.value_chosen.emit("0")
    assert bridge.sent_of(ChangeMachine)[-1].settings.memory_limit_bytes == 0
    models.use_folder("/other")
    sent = bridge.sent_of(ChangeMachine)[-1]
    assert sent.settings.models_folder == "/other"
    bridge.tell(LocalModelsListed(sent.request_id, (), sent.settings))
    assert models.folder.whole_text() == "/other"


def test_serving_to_other_machines_is_asked_for_once_more(page, bridge):
    machine(page, bridge)
    page.models.network.click()
    assert not page.models.network.isChecked()
    assert not bridge.sent_of(ChangeMachine)
    box = page.models.findChild(QMessageBox)
    assert "other machines" in box.text()
    next(each for each in box.buttons() if each.text() == "Only this machine").click()
    assert not bridge.sent_of(ChangeMachine)
    page.models.confirm_network()
    again = page.models.findChildren(QMessageBox)[-1]
    next(each for each in again.buttons() if each.text() == "Let them use it").click()
    assert bridge.sent_of(ChangeMachine)[-1].settings.serves_network
    machine(page, bridge, serves_network=True)
    page.models.network.click()
    assert not bridge.sent_of(ChangeMachine)[-1].settings.serves_network


def test_a_port_is_a_number(page, bridge):
    machine(page, bridge)
    port = page.models.port
    for wrong in ("many", "70000"):
        port.setText(wrong)
        port.editingFinished.emit()
        assert "A port is a number" in page.models.bar.text()
    port.setText("8012")
    port.editingFinished.emit()
    assert bridge.sent_of(ChangeMachine)[-1].settings.serve_port == 8012


def test_a_setting_that_cannot_be_kept_says_why(page, bridge):
    machine(page, bridge)
    page.models.use_folder("/other")
    asked = bridge.sent_of(ChangeMachine)[-1].request_id
    bridge.tell(Refused(asked, "The file cannot be written.", "Free some space."))
    assert page.models.bar.text() == "The file cannot be written. Free some space."


def test_models_have_a_page_of_their_own(page, session):
    opened = []
    session.page_requested.connect(lambda name, target: opened.append(name))
    page.models.open_models.click()
    assert opened == ["models"]


def test_the_index_is_updated_and_stopped(page, bridge):
    documents = page.documents
    documents.update_button.click()
    assert bridge.sent_of(UpdateIndex)
    bridge.tell(IndexProgressed(12, 50, "refunds.md", False, 50, 214))
    assert documents.bar.isVisible()
    assert documents.bar.share == 0.24
    assert page.is_running()
    page.stop()
    documents.stop_button.click()
    assert len(bridge.sent_of(StopIndex)) == 2
    left_out = (Problem("odd.md", None, "No heading.", "Write one."),)
    bridge.tell(IndexProgressed(50, 50, "", True, 49, 214, problems=left_out))
    assert documents.state.text() == "Indexed, 49 documents, 214 chunks"
    assert documents.problems.title.text() == "1 document left out"
    assert not documents.bar.isVisible()


def test_deleting_for_good_is_asked_for_once_more(page, bridge, told):
    assert bridge.sent_of(MeasureStore)
    bridge.tell(StoreMeasured(1000, 40, 2))
    page.storage.age.set_value("30")
    page.storage.delete.click()
    box = page.storage.findChild(QMessageBox)
    assert "older than 30 days" in box.text()
    next(each for each in box.buttons() if each.text() == "Keep them").click()
    assert not bridge.sent_of(PruneStore)
    page.storage.ask()
    again = page.storage.findChildren(QMessageBox)[-1]
    next(each for each in again.buttons() if each.text() == "Delete for good").click()
    assert bridge.sent_of(PruneStore)[-1].older_than_days == 30
    bridge.tell(StoreMeasured(500, 10, 1))
    assert told == [("30 turns deleted", "")]
    assert page.storage.delete.isEnabled()


def test_diagnostics_go_to_the_clipboard(page, bridge, told):
    bridge.tell(StoreMeasured(1000, 40, 2))
    page.diagnostics.copy()
    assert "Store 1000 bytes, 40 turns, 2 runs" in QGuiApplication.clipboard().text()
    assert told == [("Diagnostics copied", "")]


def test_licences_are_read_when_asked_for(page):
    assert page.about.rows.total == 0
    page.about.show_button.click()
    assert page.about.table.isVisible()
    assert page.about.rows.total > 15
    page.about.show_button.click()
    assert not page.about.table.isVisible()
