"""A widget that is shown before it has a parent is a window for a moment, and takes the focus."""

import pytest
from PySide6.QtCore import QEvent, QObject, QSettings
from PySide6.QtWidgets import QWidget

from tests.ui.fake_bridge import answered, writing
from tests.ui.pages.grid import stories
from ui.app import App
from ui.main_window import MainWindow
from ui.tour.waiting import wait_until
from workbench.commands import StartTurn

MEANT_TO_BE = (MainWindow,)


class Doorkeeper(QObject):
    """Notes every window that is shown, but the main one."""

    def __init__(self):
        super().__init__()
        self.strays = []

    def eventFilter(self, watched, event):  # noqa: N802 - Qt's own name
        is_shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget)
        if is_shown and watched.isWindow() and not isinstance(watched, MEANT_TO_BE):
            self.strays.append(f"{type(watched).__name__} {watched.accessibleName()}".strip())
        return False


@pytest.fixture
def strays(qapp):
    keeper = Doorkeeper()
    qapp.installEventFilter(keeper)
    yield keeper.strays
    qapp.removeEventFilter(keeper)


def test_no_widget_is_a_window_while_pages_are_made_and_filled(qtbot, strays, shell, shell_bridge):
    while shell.make_next_page():
        pass
    bench = shell.page
    bench.chat.set_count(4)
    bench.chat.send("Status?")
    first, second, *_ = shell_bridge.sent_of(StartTurn)
    shell_bridge.stream(answered(first, "You are active.", retrieves=True, tool=True))
    shell_bridge.stream(writing(second, "You are"))
    bench.show_now()
    bench.actions_.edit_bot()
    for tab in ("prompt", "examples", "settings", "model"):
        bench.sheets.open.open_tab(tab)
    bench.sheets.close()
    bench.actions_.save_case()
    bench.actions_.show_record()
    bench.sheets.close()
    shell.open_page("grid", {"run_id": "r1"})
    suite = stories.suite(6, 8, trials=2)
    rows = stories.all_cells(suite)
    shell_bridge.tell(
        stories.opened(suite), *stories.pieces(rows), stories.progress(suite, rows, "finished")
    )
    shell.page.area.table.choose(shell.page.area.model.index_of("case-00004", "few-shot"))
    qtbot.waitUntil(lambda: shell.page.intake.waiting == 0)
    for page in ("runs", "metrics", "settings", "bench"):
        shell.open_page(page)
    shell_bridge.die("gone", "gave_up")
    shell.tell("Saved.", lambda: None)
    assert strays == [], strays


def test_no_widget_is_a_window_while_the_app_starts(strays, qapp, tmp_path):
    app = App(QSettings(str(tmp_path / "app.ini"), QSettings.Format.IniFormat), qapp)
    window = app.open(tmp_path / "not a workspace")
    window.show()
    wait_until(window.banner.isVisible, "the banner", 60)
    app.close()
    app.deleteLater()
    assert strays == [], strays
