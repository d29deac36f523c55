from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent

from ui.qt_models.data_table import DataTable
from ui.qt_models.row_table import Column, Look, RowTableModel


@dataclass(frozen=True)
class Run:
    run_id: str
    name: str
    seconds: float


COLUMNS = (
    Column("Run", lambda run: run.name, stretch=True, bold=True),
    Column("State", lambda _: "Done", look=lambda _: Look("text", "check-circle", "pass")),
    Column("Variant", lambda _: "Baseline", look=lambda _: Look(badge="A")),
    Column("Id", lambda run: run.run_id, style="mono", width=60),
    Column("Seconds", lambda run: f"{run.seconds:.1f}", lambda run: run.seconds, align_right=True),
)


@pytest.fixture
def table(qtbot, theme):
    model = RowTableModel(COLUMNS, key=lambda run: run.run_id)
    made = DataTable(theme, model, "Runs")
    made.resize(640, 300)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_row_is_opened_with_enter_and_selected_rows_are_told(qtbot, table):
    table.rows.set_rows([Run("r1", "First look", 3.25), Run("r2", "Full", 80)])
    with qtbot.waitSignal(table.row_selected) as selected:
        assert table.select_key("r2")
    assert selected.args[0].name == "Full"
    with qtbot.waitSignal(table.row_opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args[0].run_id == "r2"
    assert table.current_row().run_id == "r2"


def test_copy_gives_tab_separated_lines_with_the_head(qtbot, table):
    table.rows.set_rows([Run("r1", "First\tlook", 3.25), Run("r2", "Full", 80)])
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines() == [
        "Run\tState\tVariant\tId\tSeconds",
        "First look\tDone\tBaseline\tr1\t3.2",
        "Full\tDone\tBaseline\tr2\t80.0",
    ]


def test_an_empty_table_keeps_its_head_and_offers_its_link(qtbot, table):
    table.set_empty("No runs yet", "Run the grid")
    assert table.horizontalHeader().isVisible()
    assert table.accessibleDescription() == "No runs yet"
    with qtbot.waitSignal(table.link_pressed):
        qtbot.mouseClick(
            table.viewport(), Qt.MouseButton.LeftButton, pos=table._link_area().center()
        )
    with qtbot.waitSignal(table.link_pressed):
        qtbot.keyClick(table, Qt.Key.Key_Return)


def test_each_state_of_a_row_looks_different(qtbot, table):
    table.rows.set_rows([Run(f"r{n}", "First look", n) for n in range(4)])
    plain = table.viewport().grab().toImage()
    table._hover(1)
    hovered = table.viewport().grab().toImage()
    table.select_key("r2")
    selected = table.viewport().grab().toImage()
    spot = QPoint(400, table.rowViewportPosition(1) + 3)
    assert plain.pixelColor(spot) == table.theme.color("surface")
    assert hovered.pixelColor(spot) == table.theme.color("hover")
    edge = QPoint(0, table.rowViewportPosition(2) + 16)
    assert selected.pixelColor(edge) == table.theme.color("accent")


def test_hover_follows_the_mouse_and_leaves_with_it(table):
    table.rows.set_rows([Run(f"r{n}", "First look", n) for n in range(4)])
    at = QPointF(50, table.rowViewportPosition(2) + 5)
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    table.mouseMoveEvent(move)
    assert table._delegate.hovered_row == 2
    table.leaveEvent(QEvent(QEvent.Type.Leave))
    assert table._delegate.hovered_row == -1


def test_a_click_on_a_head_sorts_by_that_column(qtbot, table):
    table.rows.set_rows([Run("r1", "b", 3), Run("r2", "a", 9)])
    head = table.horizontalHeader()
    at = QPoint(head.sectionViewportPosition(0) + 20, 10)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert [run.name for run in table.rows.rows] in (["a", "b"], ["b", "a"])
    assert head.sortIndicatorSection() == 0
    first = [run.name for run in table.rows.rows]
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert [run.name for run in table.rows.rows] == first[::-1]


def test_while_loading_a_skeleton_stands_where_rows_will_be(table):
    table.set_loading(loading=True)
    image = table.viewport().grab().toImage()
    assert image.pixelColor(20, 16) == table.theme.color("hover")


def test_other_columns_show_the_same_rows_and_keep_the_chosen_one(table):
    table.rows.set_rows([Run("r1", "First look", 3.25), Run("r2", "Full", 80)])
    table.select_key("r2")
    table.set_columns((COLUMNS[4], Column("Name", lambda run: run.name, width=333)))
    head = table.horizontalHeader().model()
    assert head.headerData(1, Qt.Orientation.Horizontal) == "Name"
    assert (table.columnWidth(1), table.current_row().run_id) == (333, "r2")
