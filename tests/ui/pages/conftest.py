import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings

from tests.ui.fake_bridge import FakeBridge
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
def build(session):
    """Build a page, show it as the window does, and take it away after the test."""
    made = []

    def show(spec):
        page = spec.build(session)
        made.append(page)
        page.resize(1272, 874)
        page.show()
        page.on_shown()
        return page

    yield show
    for page in made:
        page.close()
        page.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
