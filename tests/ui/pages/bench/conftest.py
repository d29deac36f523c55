import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings

from tests.ui.fake_bridge import FakeBridge, workspace
from ui.pages.bench import PAGE
from ui.session import Session


@pytest.fixture
def bridge(qapp):
    made = FakeBridge()
    yield made
    made.deleteLater()


@pytest.fixture
def session(bridge, theme, tmp_path):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    made = Session(bridge, theme, settings)
    yield made
    made.deleteLater()


@pytest.fixture
def page(qtbot, bridge, session):
    """The bench on a workspace, two bots side by side."""
    made = PAGE.build(session)
    made.resize(1272, 874)
    made.show()
    bridge.tell(*workspace())
    yield made
    made.close()
    made.deleteLater()
    # Without a running loop nothing else would delete it, and each page left slows the next.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
