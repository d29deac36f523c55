"""The frame of the window over a bridge without a worker: banner, rail and status strip."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings

from tests.ui.fake_bridge import FakeBridge, workspace
from ui.main_window import MainWindow
from ui.navigation import PAGES
from ui.session import Session
from ui.shell_status import ShellStatus
from workbench.messages import Recovered, Refused

FULL = Refused("", "store.sqlite cannot be used: disk full", "Free some space")


@pytest.fixture
def bridge(qapp):
    made = FakeBridge()
    yield made
    made.deleteLater()


@pytest.fixture
def window(qtbot, bridge, theme, tmp_path):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    session = Session(bridge, theme, settings)
    made = MainWindow(session, PAGES)
    ShellStatus(session, made)
    made.show()
    bridge.tell(*workspace())
    yield made
    made.close()
    made.deleteLater()
    session.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_what_could_not_be_done_stands_in_the_banner_until_it_works_again(window, bridge):
    bridge.tell(FULL)
    assert window.banner.isVisible()
    assert window.banner.text() == "store.sqlite cannot be used: disk full. Free some space"
    bridge.tell(Recovered("something else"))
    assert window.banner.isVisible()
    bridge.tell(Recovered(FULL.message))
    assert not window.banner.isVisible()
