import pytest
from PySide6.QtCore import QSettings

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
    made = Session(bridge)
    made.theme = theme
    made.settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    yield made
    made.deleteLater()


@pytest.fixture
def page(qtbot, bridge, session):
    """The bench on a workspace, two bots side by side."""
    made = PAGE.build(session)
    qtbot.addWidget(made)
    made.resize(1272, 874)
    made.show()
    bridge.tell(*workspace())
    return made
