"""What the frame of the window says of money: today's sum, and a budget that is nearly spent."""

from PySide6.QtCore import QObject

from ui.main_window import MainWindow
from ui.session import Session
from ui.shell_banner import ShellBanner
from ui.widgets import amounts
from ui.widgets.message_bar import MessageKind
from ui.widgets.status_strip import StatusItem
from workbench.domain.spending import Limit, Sum, limits
from workbench.messages import Message
from workbench.spending_messages import SpendingMeasured

ICON = "currency-dollar"
RAISE_IT = "Raise it in Settings, or use a model that costs nothing."


class ShellSpending(QObject):
    """Lives as long as its window."""

    def __init__(self, session: Session, window: MainWindow, banner: ShellBanner) -> None:
        super().__init__(window)
        self._window = window
        self._banner = banner
        self._said: set[tuple[str, float, bool]] = set()
        session.messages_arrived.connect(self._on_messages_arrived)

    def _on_messages_arrived(self, messages: list[Message]) -> None:
        for message in messages:
            if isinstance(message, SpendingMeasured):
                self._window.set_status("spending", spending_item(message), right=True)
                self._warn(message)

    def _warn(self, told: SpendingMeasured) -> None:
        """Once when a budget is nearly spent, and once when it is."""
        for limit in _limits(told):
            key = (limit.kind, limit.limit_usd, limit.is_reached)
            if limit.is_near and key not in self._said:
                self._said.add(key)
                kind: MessageKind = "fail" if limit.is_reached else "warn"
                remedy = f" {RAISE_IT}" if limit.is_reached else ""
                self._banner.warn_of_spending(kind, f"{limit.sentence}{remedy}")


def spending_item(told: SpendingMeasured) -> StatusItem | None:
    """`Today $0.42 of $5.00`; nothing where there is neither a budget nor a cost."""
    found = _limits(told)
    if not found and told.total == Sum():
        return None
    worst = max((limit.share for limit in found), default=0.0)
    tone = "fail" if any(each.is_reached for each in found) else "text3"
    tone = "warn" if tone != "fail" and any(each.is_near for each in found) else tone
    icon = ICON if worst < 1 else "warning"
    return StatusItem(icon, tone, "Today", _today(told), _tip(told, found))


def _today(told: SpendingMeasured) -> str:
    day_usd = told.budgets.day_usd
    spent = amounts.cost(told.today.usd)
    if day_usd is not None:
        spent = f"{spent} of {amounts.cost(day_usd)}"
    unpriced = told.today.unpriced
    return f"{spent}, {amounts.count(unpriced, 'call')} unpriced" if unpriced else spent


def _tip(told: SpendingMeasured, found: tuple[Limit, ...]) -> str:
    lines = [f"{amounts.cost(told.total.usd)} in this workspace so far"]
    lines += [f"{each.model}: {amounts.cost(each.today.usd)} today" for each in told.models
              if each.today.usd]  # fmt: skip
    lines += [limit.sentence for limit in found]
    if told.total.unpriced:
        calls = amounts.count(told.total.unpriced, "call")
        lines.append(f"{calls} of models without a known price could not be counted")
    return "\n".join(lines)


def _limits(told: SpendingMeasured) -> tuple[Limit, ...]:
    return limits(told.budgets, told.today.usd, told.total.usd)
