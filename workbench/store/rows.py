"""What is written with a fact: turns and cells as rows, so lists open without traces; expenses."""

import sqlite3

from pydantic import TypeAdapter

from workbench.domain.spending import Expense
from workbench.projections.grid import CellRow
from workbench.projections.turns import TurnRow
from workbench.store.expenses import insert_expense

Row = TurnRow | CellRow | Expense

turn_rows = TypeAdapter(TurnRow)
cell_rows = TypeAdapter(CellRow)


def insert_row(db: sqlite3.Connection, row: Row) -> None:
    match row:
        case TurnRow():
            insert_turn(db, row)
        case CellRow():
            insert_cell(db, row)
        case Expense():
            insert_expense(db, row)


def insert_turn(db: sqlite3.Connection, row: TurnRow) -> None:
    """A turn that goes on after a pause or a kill replaces its row and keeps its rating."""
    db.execute(
        """INSERT INTO turns (turn_id, run_id, bot, model, outcome, started_at, question, row)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (turn_id) DO UPDATE SET outcome = excluded.outcome, row = excluded.row""",
        (
            row.turn_id,
            row.run_id,
            row.bot,
            row.model,
            row.outcome,
            row.started_at,
            row.question,
            turn_rows.dump_json(row),
        ),
    )


def insert_cell(db: sqlite3.Connection, row: CellRow) -> None:
    """A cell that is there already is not changed: no finished cell is ever doubled."""
    db.execute(
        """INSERT OR IGNORE INTO cells (run_id, case_id, variant, trial, row)
           VALUES (?, ?, ?, ?, ?)""",
        (row.run_id, row.case_id, row.variant, row.trial, cell_rows.dump_json(row)),
    )
