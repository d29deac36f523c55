import gc

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings

from tests.ui.fake_bridge import FakeBridge, workspace
from ui.main_window import MainWindow
from ui.navigation import PAGES
from ui.session import Session
from ui.shell_banner import ShellBanner
from ui.shell_status import ShellStatus
from ui.theme.theme import Theme


@pytest.fixture
def theme(qapp):
    """The light theme on the whole application; gone after the test."""
    made = Theme("light")
    made.apply()
    yield made
    qapp.setStyleSheet("")
    made.deleteLater()


@pytest.fixture
def no_collection():
    """What tests before this one left is not walked while this one measures."""
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.fixture
def shell_bridge(qapp):
    made = FakeBridge()
    yield made
    made.deleteLater()


@pytest.fixture
def shell(qtbot, shell_bridge, theme, tmp_path):
    """The whole window on a workspace, over a bridge without a worker."""
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    session = Session(shell_bridge, theme, settings)
    made = MainWindow(session, PAGES)
    ShellStatus(session, made)
    ShellBanner(session, made)
    made.show()
    shell_bridge.tell(*workspace())
    yield made
    made.close()
    made.deleteLater()
    session.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
