from dataclasses import dataclass
from time import process_time

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from ui.qt_models.row_table import CELL_ROLE, SORT_ROLE, Column, Look, RowTableModel

DESCENDING = Qt.SortOrder.DescendingOrder


@dataclass(frozen=True)
class Pet:
    name: str
    age: int | None


COLUMNS = (
    Column("Name", lambda pet: pet.name, look=lambda pet: Look(icon="user"), bold=True),
    Column(
        "Age",
        lambda pet: "–" if pet.age is None else str(pet.age),
        sort_key=lambda pet: pet.age,
        align_right=True,
        tooltip=lambda pet: f"{pet.name} is {pet.age}",
    ),
)


@pytest.fixture
def model(qapp):
    made = RowTableModel(COLUMNS, key=lambda pet: pet.name)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def shown(model, column=0):
    return [model.index(row, column).data() for row in range(model.rowCount(QModelIndex()))]


def test_rows_are_replaced_by_key_and_added_at_the_end(qtbot, qtmodeltester, model):
    model.upsert([Pet("Rex", 3), Pet("Tom", 4)])
    with qtbot.waitSignal(model.dataChanged), qtbot.waitSignal(model.rowsInserted):
        model.upsert([Pet("Rex", 5), Pet("Kit", 1)])
    assert shown(model, 1) == ["5", "4", "1"]
    qtmodeltester.check(model)


def test_a_sorted_table_puts_new_rows_in_their_place_and_unknown_last(model):
    model.set_rows([Pet("Rex", 3), Pet("Tom", None), Pet("Kit", 9)])
    model.sort(1)
    model.upsert([Pet("Zoe", 5), Pet("Rex", 7)])
    assert shown(model) == ["Zoe", "Rex", "Kit", "Tom"]
    model.sort(1, DESCENDING)
    assert shown(model) == ["Kit", "Rex", "Zoe", "Tom"]
    model.sort(-1)
    assert shown(model) == ["Rex", "Tom", "Kit", "Zoe"]


def test_a_selection_follows_its_row_when_the_table_is_sorted(model):
    model.set_rows([Pet("Rex", 3), Pet("Kit", 9), Pet("Tom", 1)])
    held = QPersistentModelIndex(model.index(1, 0))
    model.sort(1)
    assert held.data() == "Kit"
    assert held.row() == 2


def test_a_filter_hides_rows_and_keeps_them(model):
    model.set_rows([Pet("Rex", 3), Pet("Kit", 9)])
    model.set_filter(lambda pet: (pet.age or 0) > 5)
    model.upsert([Pet("Rex", 8), Pet("Kit", 2), Pet("Tom", 1)])
    assert shown(model) == ["Rex"]
    assert model.total == 3
    model.set_filter(None)
    assert shown(model) == ["Rex", "Kit", "Tom"]


def test_removed_rows_are_gone_and_the_others_are_still_found_by_key(model):
    model.set_rows([Pet("Rex", 3), Pet("Kit", 9), Pet("Tom", 1)])
    model.remove(["Kit", "nobody"])
    assert shown(model) == ["Rex", "Tom"]
    assert model.row_of("Tom") == 1
    assert model.row_of("Kit") is None


def test_each_role_says_how_a_cell_is_shown(model):
    model.set_rows([Pet("Rex", 3)])
    name, age = model.index(0, 0), model.index(0, 1)
    assert name.data(CELL_ROLE).look.icon == "user"
    assert name.data(CELL_ROLE).weight == 500
    assert age.data(SORT_ROLE) == 3
    assert age.data(Qt.ItemDataRole.ToolTipRole) == "Rex is 3"
    assert age.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight


def test_100_000_rows_are_set_within_100_ms_of_work(qapp):
    model = RowTableModel(COLUMNS, key=lambda pet: pet.name)
    rows = [Pet(f"pet {n}", n) for n in range(100_000)]
    times = []
    for _ in range(3):
        start = process_time()
        model.set_rows(rows)
        times.append(process_time() - start)
    assert model.rowCount() == 100_000
    assert min(times) < 0.1
