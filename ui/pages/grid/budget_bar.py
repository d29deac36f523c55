"""What a run's message bar says of its budget, and the way to give it more."""

from PySide6.QtCore import QObject

from ui.pages.grid.area import GridArea
from ui.pages.grid.run_desk import RunDesk
from ui.session import Session
from ui.widgets import amounts
from workbench.domain.spending import Limit
from workbench.messages import RunProgressed

RAISED_BY = 2.0
# A budget of nothing has no double.
LEAST_USD = 0.1


class BudgetBar(QObject):
    def __init__(self, session: Session, desk: RunDesk, area: GridArea, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._desk = desk
        self._area = area
        self._said = ""
        self._told: RunProgressed | None = None
        area.message.action_pressed.connect(self._on_pressed)

    def clear(self) -> None:
        self._said, self._told = "", None

    def show_progress(self, told: RunProgressed) -> None:
        """Once when a budget is nearly spent, and once when the run ends by it."""
        self._told, limit = told, told.limit
        key = f"{limit.kind} {told.state}" if limit else ""
        if limit and key != self._said:
            is_over = told.state == "stopped"
            self._area.say("warn" if is_over else "info", told.note, action(limit) * is_over)
        self._said = key

    def _on_pressed(self) -> None:
        limit = self._told.limit if self._told else None
        if self._told and limit and limit.kind == "run":
            self._area.say("info", "")
            self._desk.resume(self._told.run.run_id, raised_usd(limit))
        elif limit:
            self._session.open_page("settings", section="spending")


def action(limit: Limit) -> str:
    if limit.kind == "run":
        return f"Resume with {amounts.cost(raised_usd(limit))}"
    return "Open budgets"


def raised_usd(limit: Limit) -> float:
    """In whole cents where it is more than that."""
    return max(LEAST_USD, round(limit.limit_usd * RAISED_BY, 2))
