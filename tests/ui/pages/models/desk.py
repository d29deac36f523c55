"""The page over a bridge without a worker: what it lists, and what people press."""

from PySide6.QtCore import Qt

from tests.ui.pages.models.models import (
    BUNDLED,
    broken,
    here,
    known,
    measured,
    speed,
)
from workbench.domain.local_model import LocalModel
from workbench.machine import MachineSettings
from workbench.model_commands import (
    ListLocalModels,
    ListSpeedTests,
)
from workbench.model_messages import (
    LocalModelsListed,
    Served,
    SpeedTestsListed,
)

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
