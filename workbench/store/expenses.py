"""What calls of models cost: kept when turns are deleted, as budgets outlive them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from workbench.domain.spending import Expense, ModelSpending, Sum
from workbench.store.database import open_database, storage_errors

_SUM = "coalesce(sum(usd), 0.0), count(*) - count(usd)"


def insert_expense(db: sqlite3.Connection, expense: Expense) -> None:
    """Told twice it counts once."""
    db.execute(
        """INSERT OR IGNORE INTO expenses (turn_id, seq, day, run_id, model, usd)
           VALUES (?, ?, ?, ?, ?, ?)""",
        (
            expense.turn_id,
            expense.seq,
            expense.day,
            expense.run_id,
            expense.model,
            expense.usd,
        ),
    )


def store_expense(path: Path, expense: Expense) -> None:
    """One that belongs to no turn."""
    with closing(open_database(path)) as db, storage_errors(path), db:
        insert_expense(db, expense)


def spending_by_model(path: Path, today: str) -> tuple[ModelSpending, ...]:
    """The dearest first. `today` is ISO."""
    with closing(open_database(path, read_only=True)) as db:
        of_today = {
            model: Sum(usd, unpriced)
            for model, usd, unpriced in db.execute(
                f"SELECT model, {_SUM} FROM expenses WHERE day = ? GROUP BY model", (today,)
            )
        }
        rows = db.execute(
            f"SELECT model, {_SUM} FROM expenses GROUP BY model ORDER BY sum(usd) DESC, model"
        ).fetchall()
    return tuple(
        ModelSpending(model, of_today.get(model, Sum()), Sum(usd, unpriced))
        for model, usd, unpriced in rows
    )


def spending_of_run(path: Path, run_id: str) -> Sum:
    with closing(open_database(path, read_only=True)) as db:
        query = f"SELECT {_SUM} FROM expenses WHERE run_id = ?"
        usd, unpriced = db.execute(query, (run_id,)).fetchone()
    return Sum(usd, unpriced)
