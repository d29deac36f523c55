"""The network in the status strip, and going offline from anywhere."""

import pytest
from PySide6.QtCore import QSettings, Qt

from tests.ui.fake_bridge import FakeBridge
from ui.main_window import NETWORK_ITEM, MainWindow
from ui.navigation import PAGES
from ui.session import Session
from ui.shell_status import ShellStatus
from workbench.domain.egress import EgressTotal
from workbench.provider_commands import SetOffline
from workbench.provider_messages import NetworkChanged

NOTHING = EgressTotal()
SOME = EgressTotal(2, 3412, 9000, ("api.openai.com",))


@pytest.fixture
def window(qtbot, theme, tmp_path, monkeypatch):
    monkeypatch.setattr("ui.session.remember_offline", lambda *, is_on: None)
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    session = Session(FakeBridge(), theme, settings)
    made = MainWindow(session, PAGES)
    ShellStatus(session, made)
    qtbot.addWidget(made)
    made.show()
    made.bridge = session.bridge
    return made


@pytest.mark.parametrize(
    ("told", "word", "detail"),
    [
        (NetworkChanged(False, NOTHING, SOME), "Online", "0 bytes left this machine"),
        (NetworkChanged(False, SOME, SOME), "Online", "3,412 bytes left this machine"),
        (NetworkChanged(True, NOTHING, NOTHING), "Offline", "0 bytes left this machine"),
    ],
)
def test_the_strip_says_what_left_and_whether_anything_may(window, told, word, detail):
    window.bridge.tell(told)
    item = window.status_strip.item(NETWORK_ITEM)
    assert (item.word, item.detail) == (word, detail)


def test_the_key_the_palette_and_the_item_go_offline_and_back(window, qtbot):
    ctrl_shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_O, ctrl_shift)
    assert window.bridge.sent_of(SetOffline)[-1].is_on
    assert "Offline mode is on" in window.toast.text()
    window.bridge.tell(NetworkChanged(True, NOTHING, NOTHING))
    window.status_strip.item_pressed.emit(NETWORK_ITEM)
    assert not window.bridge.sent_of(SetOffline)[-1].is_on
    assert any(each.text == "Offline mode" for each in window.commands())
