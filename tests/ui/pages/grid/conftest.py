"""The page over a bridge without a worker."""

import pytest
from PySide6.QtCore import QSettings

from tests.ui.fake_bridge import FakeBridge
from tests.ui.pages.grid import stories
from ui.pages.grid.page import GridPage
from ui.session import Session
from workbench.commands import OpenDataset
from workbench.messages import BotsListed, ContentsListed, DatasetItem, DatasetOpened, SuiteItem

SUITES = (
    SuiteItem("first-look", "First look", stories.NAMES[:4], 32, 1, "golden"),
    SuiteItem("broken", "Broken", (), 0, 1, "golden", problem="suites/broken.yaml:3: No bot zero."),
)
DATASET = DatasetItem("golden", 16, ("billing", "refund"), ("dev", "test"))


class Desk:
    """The page, its bridge, and what a person does most."""

    def __init__(self, page, bridge):
        self.page, self.bridge = page, bridge

    def open(self, suite, rows, state="finished", **more):
        self.page.open_run("r1")
        told = stories.progress(suite, rows, state, **more)
        self.bridge.tell(stories.opened(suite), *(stories.pieces(rows) if rows else ()), told)

    def is_settled(self):
        """All cells are taken in, and heads, counts and plots show them."""
        return not (self.page.intake.is_busy or self.page._refresh.isActive())

    def choose(self, case_id, variant):
        self.page.area.table.choose(self.page.area.model.index_of(case_id, variant))

    def press(self, key):
        """The key of one of the page's commands."""
        next(each for each in self.page.commands() if each.key == key).run()

    def sent(self, kind):
        return self.bridge.sent_of(kind)


@pytest.fixture
def session(theme, tmp_path):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    return Session(FakeBridge(), theme, settings)


@pytest.fixture
def desk(qtbot, session):
    page = GridPage(session)
    qtbot.addWidget(page)
    page.resize(1272, 826)
    page.show()
    return Desk(page, session.bridge)


@pytest.fixture
def workspace(desk):
    """The desk after the worker has told what there is."""
    desk.bridge.tell(
        BotsListed(stories.bots(4), is_first=True, is_last=True),
        ContentsListed((stories.MODEL,), SUITES, (DATASET,), ("facts", "grounded"), ()),
    )
    asked = desk.sent(OpenDataset)[-1].request_id
    cases = stories.cases(16)
    desk.bridge.tell(DatasetOpened(asked, cases[:10], is_first=True, is_last=False))
    desk.bridge.tell(DatasetOpened(asked, cases[10:], is_first=False, is_last=True))
    return desk


@pytest.fixture
def finished(qtbot, desk):
    """A run of four variants by 32 cases, all of it on screen."""
    suite = stories.suite(4, 32)
    desk.open(suite, stories.all_cells(suite))
    qtbot.waitUntil(desk.is_settled)
    return desk
