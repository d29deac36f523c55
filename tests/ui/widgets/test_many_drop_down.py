"""Several things chosen in one menu that stays."""

import pytest
from PySide6.QtCore import Qt

from ui.widgets.drop_down import Option
from ui.widgets.many_drop_down import ManyDropDown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def box(qtbot, theme):
    made = ManyDropDown(theme, "Size", [Option(str(n), f"{n}") for n in (50, 100, 150, 200)])
    qtbot.addWidget(made)
    made.show()
    made.open_menu()
    yield made
    made._menu.close()


def tick(qtbot, box, place):
    box._menu.setActiveAction(box._menu.actions()[place])
    qtbot.keyClick(box._menu, Qt.Key.Key_Space)


def test_several_are_chosen_by_mouse_or_space_and_the_menu_stays(box, qtbot):
    at = box._menu.actionGeometry(box._menu.actions()[3]).center()
    with qtbot.waitSignal(box.values_changed):
        qtbot.mouseClick(box._menu, Qt.MouseButton.LeftButton, pos=at)
    assert box._menu.isVisible()
    assert (box.values, box.value_text()) == (("50", "200"), "50, 200")
    tick(qtbot, box, 1)
    assert box.value_text() == "3 of 4"


def test_the_last_one_stays_chosen(box, qtbot):
    tick(qtbot, box, 0)
    assert box.values == ("50",)
    assert box._menu.actions()[0].isChecked()


def test_what_is_no_longer_offered_is_no_longer_chosen(box):
    box.set_values({"100", "200"})
    box.set_options([Option("100", "100"), Option("300", "300")])
    assert box.values == ("100",)
    box.set_options([Option("7", "7")])
    assert box.values == ("7",)
