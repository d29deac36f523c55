"""What is done while nobody waits, and that it is not done while somebody does."""

import gc
from functools import partial

import pytest
from PySide6.QtCore import QSettings

from tests.ui.fake_bridge import FakeBridge, workspace
from ui import idle_work
from ui.idle_work import IdleWork
from ui.main_window import MainWindow
from ui.page_spec import Page, PageSpec
from ui.session import Session


class Running(Page):
    is_at_work = False

    def is_running(self):
        return self.is_at_work


def built(title, made, session):
    made.append(title)
    return Running(session.theme, title)


@pytest.fixture
def shell(qtbot, theme, tmp_path, monkeypatch):
    """A window of three pages of which one was opened; `made` notes which were made."""
    monkeypatch.setattr(idle_work, "QUIET_S", 0.0)
    bridge = FakeBridge()
    session = Session(bridge, theme, QSettings(str(tmp_path / "x.ini"), QSettings.Format.IniFormat))
    made = []
    specs = [PageSpec(name, "gear-six", partial(built, name, made)) for name in ("A", "B", "C")]
    window = MainWindow(session, specs)
    qtbot.addWidget(window)
    work = IdleWork(session, window)
    window.bridge, window.made = bridge, made
    yield window
    work.close()
    session.deleteLater()
    bridge.deleteLater()


def test_pages_are_made_ahead_once_the_workspace_is_listed(qtbot, shell):
    assert shell.made == ["A"]
    shell.bridge.tell(*workspace())
    qtbot.waitUntil(lambda: shell.made == ["A", "B", "C"])
    assert shell.page.title == "A"


def test_nothing_is_made_while_something_runs(qtbot, shell):
    shell.page.is_at_work = True
    shell.bridge.tell(*workspace())
    looks = []
    shell.findChild(IdleWork)._timer.timeout.connect(lambda: looks.append(1))
    qtbot.waitUntil(lambda: len(looks) > 2)
    assert shell.made == ["A"]
    shell.page.is_at_work = False
    qtbot.waitUntil(lambda: shell.made == ["A", "B", "C"])


def test_pythons_own_collector_rests_until_the_window_closes(shell):
    assert not gc.isenabled()
    shell.findChild(IdleWork).close()
    assert gc.isenabled()
