import subprocess
import sys
from functools import partial
from time import process_time

import pytest
from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from ui.main_window import FIRST_SIZE, MainWindow
from ui.page_spec import Page, PageCommand, PageSpec
from ui.undo import Step, UndoStack
from ui.widgets.button import Button
from ui.widgets.command_palette import PaletteItem, matching, native_key
from ui.widgets.fuzzy import score
from ui.widgets.keys_sheet import AboutDialog
from ui.widgets.label import Label
from ui.widgets.layouts import column, holder
from ui.widgets.side_panel import SidePanel
from ui.widgets.status_strip import StatusItem

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Shell(QObject):
    """What the window needs of a session."""

    page_requested = Signal(str, dict)
    told = Signal(str, str)

    def __init__(self, theme, settings):
        super().__init__()
        self.theme, self.settings = theme, settings
        self.undo_stack = UndoStack()


class BenchPage(Page):
    def __init__(self, session):
        super().__init__(session.theme, "Bench")
        self.ran, self.targets, self.running = [], [], False
        self.field = QLineEdit()
        self.button = Button(self.theme, "Send", "primary")
        self.header.add_action(Button(self.theme, "Export"))
        self.set_main(holder(column(self.field, self.button, None)))
        panel = SidePanel(self.theme, "Turn 2")
        panel.add(Button(self.theme, "Stop", small=True))
        self.set_panel(panel)

    def commands(self):
        return (
            PageCommand("Send to all", "Ctrl+Return", partial(self.ran.append, "send")),
            PageCommand("Show evidence", "E", partial(self.ran.append, "evidence")),
        )

    def show_target(self, target):
        self.targets.append(target)

    def is_running(self):
        return self.running

    def stop(self):
        self.running = False

    def clear(self):
        self.ran.append("cleared")


def plain_page(title, session):
    page = Page(session.theme, title)
    page.set_main(holder(column(Label(title), Button(session.theme, f"Use {title}"))))
    return page


SPECS = (
    PageSpec("Bench", "chats-teardrop", BenchPage),
    PageSpec("Grid", "grid-four", partial(plain_page, "Grid"), gap=True),
    PageSpec("Settings", "gear-six", partial(plain_page, "Settings"), at_bottom=True),
)


@pytest.fixture
def make(qtbot, theme, tmp_path):
    settings = QSettings(str(tmp_path / "app.ini"), QSettings.Format.IniFormat)

    def window():
        shell = Shell(theme, settings)
        made = MainWindow(shell, SPECS)
        made.shell = shell
        qtbot.addWidget(made)
        made.show()
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        return made

    return window


@pytest.fixture
def window(make):
    return make()


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window.focusWidget() or window, key, modifier)


def test_pages_are_made_when_first_shown(window):
    assert window.stack.count() == 1
    window.open_index(1)
    window.open_index(0)
    assert window.stack.count() == 2
    assert window.page.title == "Bench"


def test_number_keys_open_pages_and_comma_opens_settings(qtbot, window):
    press(qtbot, window, Qt.Key.Key_2, CTRL)
    assert window.page.title == "Grid"
    press(qtbot, window, Qt.Key.Key_Comma, CTRL)
    assert window.page.title == "Settings"
    assert window.rail.buttons[2].isChecked()


def test_back_and_forward_travel_through_what_was_open(qtbot, window):
    window.open_index(1)
    window.open_index(2)
    press(qtbot, window, Qt.Key.Key_BracketLeft, CTRL)
    window.go_back()
    window.go_back()
    assert window.page.title == "Bench"
    press(qtbot, window, Qt.Key.Key_BracketRight, CTRL)
    assert window.page.title == "Grid"
    window.open_index(0)
    window.go_forward()
    assert window.page.title == "Bench"


def test_another_page_opens_one_with_a_target(window):
    window.open_index(1)
    window.shell.page_requested.emit("Bench", {"turn_id": "t1"})
    assert window.page.title == "Bench"
    assert window.page.targets == [{"turn_id": "t1"}]
    window.shell.page_requested.emit("Nowhere", {})
    assert window.page.title == "Bench"


def test_a_page_key_works_on_its_page_alone_and_letters_stay_in_text_fields(qtbot, window):
    bench = window.page
    bench.field.setFocus()
    qtbot.keyClick(bench.field, Qt.Key.Key_E)
    assert (bench.field.text(), bench.ran) == ("e", [])
    bench.button.setFocus()
    qtbot.keyClick(bench.button, Qt.Key.Key_E)
    qtbot.keyClick(bench.button, Qt.Key.Key_Return, CTRL)
    assert bench.ran == ["evidence", "send"]
    window.open_index(1)
    press(qtbot, window, Qt.Key.Key_E)
    assert bench.ran == ["evidence", "send"]


def test_escape_stops_then_closes_the_panel_then_clears(qtbot, window):
    bench = window.page
    bench.running = True
    bench.toggle_panel()
    for expected in ((False, True, []), (False, False, []), (False, False, ["cleared"])):
        press(qtbot, window, Qt.Key.Key_Escape)
        assert (bench.running, bench.panel_area.is_open, bench.ran) == expected


def test_the_panel_opens_by_key(qtbot, window):
    press(qtbot, window, Qt.Key.Key_I, CTRL)
    assert window.page.panel_area.is_open


def test_f6_walks_through_the_regions(qtbot, window):
    bench = window.page
    bench.toggle_panel()
    bench.field.setFocus()
    seen = []
    for _ in range(5):
        press(qtbot, window, Qt.Key.Key_F6)
        focus = window.focusWidget()
        regions = {
            "header": bench.header,
            "panel": bench.panel_area.panel,
            "status": window.status_strip,
            "rail": window.rail,
            "main": bench.panel_area,
        }
        seen.append(next(name for name, each in regions.items() if each.isAncestorOf(focus)))
    assert seen == ["panel", "status", "rail", "header", "main"]


def test_the_palette_finds_a_command_by_a_few_letters_and_runs_it(qtbot, window):
    press(qtbot, window, Qt.Key.Key_K, CTRL)
    assert window.palette_box.isVisible()
    field = window.palette_box.field
    qtbot.keyClicks(field, "evid")
    assert window.palette_box.found()[0] == "Show evidence"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not window.palette_box.isVisible()
    assert window.page.ran == ["evidence"]


def test_the_palette_is_walked_by_arrows_and_escape_gives_the_focus_back(qtbot, window):
    window.page.field.setFocus()
    window.open_palette()
    field, view = window.palette_box.field, window.palette_box.view
    first = view.currentIndex().data()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert view.currentIndex().data() != first
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert view.currentIndex().data() == first
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not window.palette_box.isVisible()
    assert window.focusWidget() is window.page.field


def test_the_best_match_leads_and_groups_stay_together():
    def item(text, group):
        return PaletteItem(text, group, "play", "", list)

    items = [item("Grid", "Go to"), item("Run grid again", "Actions"), item("Runs", "Go to")]
    assert [found.text for found in matching(items, "run")] == ["Runs", "Run grid again"]
    assert [found.text for found in matching(items, "rga")] == ["Run grid again"]
    assert matching(items, "xyz") == []
    assert len(matching(items, "")) == 3
    assert score("re", "Replay last turn") > score("re", "Next region")
    assert score("zz", "Replay") is None


def test_what_was_done_is_undone_long_after_its_toast_has_gone(qtbot, window):
    undone = []
    for change in ("first", "second"):
        window.shell.undo_stack.push(Step(f"Bot {change}", partial(undone.append, change)))
        window.shell.told.emit(f"Bot {change}.", change)
    assert window.toast.text() == "Bot second."
    window.toast.hide()
    assert "Undo: Bot second" in {each.text for each in window.commands()}
    window.page.button.setFocus()
    for _ in range(2):
        press(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert undone == ["second", "first"]
    press(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert window.toast.text() == "Nothing to undo"


def test_the_button_of_a_toast_undoes_what_the_toast_tells_of_and_only_once(window):
    undone = []
    window.shell.undo_stack.push(Step("Bot saved", partial(undone.append, "saved")))
    window.shell.told.emit("Bot saved.", "change-7")
    window.shell.undo_stack.push(Step("Label", partial(undone.append, "label")))
    window.toast._button.click()
    assert undone == ["saved"]
    assert window.shell.undo_stack.top.what == "Label"


def test_a_text_field_undoes_its_own_edits_first(qtbot, window):
    undone = []
    window.shell.undo_stack.push(Step("Bot saved", partial(undone.append, "saved")))
    field = window.page.field
    field.setFocus()
    qtbot.keyClicks(field, "Hello")
    press(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert (field.text(), undone) == ("", [])
    press(qtbot, window, Qt.Key.Key_Z, CTRL)
    assert undone == ["saved"]


def test_the_rail_is_icons_on_a_narrow_window_and_by_key(qtbot, window):
    window.resize(1440, 900)
    assert window.rail.width() == 168
    window.resize(1200, 800)
    assert window.rail.width() == 52
    assert window.rail.buttons[0].toolTip() == "Bench"
    press(qtbot, window, Qt.Key.Key_Backslash, CTRL)
    assert window.rail.width() == 168
    window.resize(1440, 900)
    assert window.rail.width() == 168


def test_the_window_remembers_its_place_and_the_theme(qtbot, theme, make):
    first = make()
    first.resize(1250, 777)
    press(qtbot, first, Qt.Key.Key_L, CTRL | SHIFT)
    assert theme.mode == "dark"
    assert first.toast.text() == "Theme: dark"
    first.close()
    second = make()
    # The screen of the offscreen platform is small: Qt fits what it restores into it.
    assert (second.width(), second.height()) != FIRST_SIZE
    assert first.shell.settings.value("theme") == "dark"
    assert (second.minimumWidth(), second.minimumHeight()) == (1180, 720)


def test_stop_everything_reaches_hidden_pages(qtbot, window):
    bench = window.page
    bench.running = True
    window.open_index(1)
    with qtbot.waitSignal(window.stop_all_requested):
        press(qtbot, window, Qt.Key.Key_Period, CTRL)
    assert not bench.running


def test_the_sheet_of_keys_lists_those_of_the_page(qtbot, window):
    window.show_keys()
    sheet = next(each for each in window.findChildren(QDialog) if each.isVisible())
    texts = [label.text() for label in sheet.findChildren(Label)]
    assert texts.index("Bench") < texts.index("Show evidence") < texts.index("Everywhere")
    assert native_key("Ctrl+K") in ("Ctrl K", "⌘K")
    sheet.close()


def test_about_names_versions_that_can_be_copied(qtbot, window):
    window.show_about()
    about = window.findChild(AboutDialog)
    texts = " ".join(label.text() for label in about.findChildren(Label))
    assert "PySide6-Essentials 6.11.3" in texts
    assert "Apache-2.0" in texts
    about.close()


def test_status_items_come_change_and_go(window):
    strip = window.status_strip
    window.set_status("model", StatusItem("check-circle", "pass", "llama.cpp ready", "SmolLM2"))
    window.set_status("cost", StatusItem("info", "text3", "Today", "$0"), right=True)
    window.set_status("index", StatusItem("check-circle", "pass", "Index fresh", "214 chunks"))
    window.set_status("model", StatusItem("warning", "warn", "llama.cpp stopped"))
    order = [strip._layout.itemAt(n).widget() for n in range(strip._layout.count())]
    names = [each.accessibleName() for each in order if each]
    assert names == ["llama.cpp stopped", "Index fresh", "Today", "Commands"]
    window.set_status("model", None)
    assert strip.item("model") is None
    assert strip.item("index").detail == "214 chunks"


def test_everything_that_takes_the_focus_has_a_name(window):
    window.open_index(1)
    window.open_palette()
    nameless = [
        each
        for each in window.findChildren(QWidget)
        if each.focusPolicy() & Qt.FocusPolicy.TabFocus and not each.accessibleName()
    ]
    known = [each for each in nameless if not isinstance(each, QLineEdit)]
    assert known == []


def test_the_theme_redresses_the_window_without_a_restart(window, theme):
    light = window.rail.grab().toImage().pixelColor(5, 300)
    theme.set_mode("dark")
    dark = window.rail.grab().toImage().pixelColor(5, 300)
    assert (light.name(), dark.name()) == ("#f3f5f5", "#0e1112")


def test_a_signal_survives_5_000_emissions(window):
    got = []
    window.shell.told.connect(lambda text, _: got.append(text))
    for number in range(5_000):
        window.shell.told.emit(str(number), "")
    assert got == [str(number) for number in range(5_000)]


def test_the_window_shows_itself_within_400_ms_of_work(make):
    make().close()
    start = process_time()
    window = make()
    window.repaint()
    assert process_time() - start < 0.4


FIRST_SHOW = """
import sys
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from tests.ui.test_main_window import SPECS, Shell
from ui.main_window import MainWindow
from ui.theme.theme import Theme
before = set(sys.modules)
app = QApplication([])
theme = Theme("light")
theme.apply()
window = MainWindow(Shell(theme, QSettings(sys.argv[1], QSettings.Format.IniFormat)), SPECS)
window.show()
app.processEvents()
heavy = {"chromadb", "torch", "llama_cpp", "pyqtgraph", "numpy", "onnxruntime", "fontpkg"}
sys.exit(", ".join(heavy & set(sys.modules)) or 0)
"""


def test_at_first_show_the_window_has_loaded_nothing_heavy(tmp_path):
    argv = [sys.executable, "-c", FIRST_SHOW, str(tmp_path / "app.ini")]
    shown = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stderr
