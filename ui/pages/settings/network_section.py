"""Offline mode, and the ledger of what left this machine."""

from datetime import datetime

from PySide6.QtGui import QGuiApplication

from ui.pages.settings.section import Section
from ui.qt_models.data_table import ROW_DENSE, DataTable
from ui.qt_models.row_table import Column, RowTableModel
from ui.session import Session
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.toggle import Toggle
from workbench.domain.egress import EgressRow, left_in_words
from workbench.messages import Message
from workbench.provider_commands import ListEgress
from workbench.provider_messages import EgressListed, NetworkChanged

_HEAD = 30
_MOST_ROWS = 6
_NOTE = "Offline, nothing but this machine is reached: models of providers are refused."


class NetworkSection(Section):
    def __init__(self, session: Session) -> None:
        super().__init__(session.theme, "Network", _NOTE)
        self._session = session
        self._asked = ""
        self._told: NetworkChanged | None = None
        self.toggle = Toggle(self.theme, "Offline mode")
        self.state = Label("", "body", "text")
        self.sums = Label("", "small", "text2").wrapped()
        self.rows = RowTableModel[EgressRow](_COLUMNS, lambda each: f"{each.at} {each.host}", self)
        self.table = DataTable(self.theme, self.rows, "What left this machine", ROW_DENSE)
        self.table.set_empty("Nothing has left this machine")
        self.copy_button = Button(self.theme, "Copy list", "ghost", "copy")
        self.add_row(self.toggle, self.state)
        self.add(self.sums)
        self.add(self.table)
        self.add_row(self.copy_button)
        self.toggle.clicked.connect(self._on_toggled)
        self.copy_button.clicked.connect(self.copy)
        session.workspace_changed.connect(self.refresh)
        self._show_rows(())
        self.refresh()

    def ask_for_rows(self) -> None:
        self._asked = self._session.ask(ListEgress, self._on_listed)

    def refresh(self) -> None:
        told = self._session.state.network
        if told == self._told:
            return
        has_more = self._told is None or (told is not None and told.session != self._told.session)
        self._told = told
        is_offline = told is not None and told.is_offline
        self.toggle.setChecked(is_offline)
        self.state.setText("Offline mode is on" if is_offline else "Offline mode is off")
        self.sums.setText(_sums(told) if told else "")
        if has_more and self.isVisible():
            self.ask_for_rows()

    def copy(self) -> None:
        """As text with tabs, for a spreadsheet."""
        lines = [
            f"{row.at}\t{row.host}\t{row.purpose}\t{row.bytes_out}\t{row.bytes_in}"
            for row in self.rows.rows
        ]
        heads = "time\thost\tpurpose\tbytes out\tbytes in"
        QGuiApplication.clipboard().setText("\n".join([heads, *lines]) + "\n")
        self._session.told.emit("List copied", "")

    def _on_toggled(self) -> None:
        self._session.set_offline(is_on=self.toggle.isChecked())

    def _on_listed(self, answer: Message) -> None:
        if isinstance(answer, EgressListed) and answer.request_id == self._asked:
            self._show_rows(answer.rows)

    def _show_rows(self, rows: tuple[EgressRow, ...]) -> None:
        self.rows.set_rows(list(rows))
        shown = min(max(len(rows), 3), _MOST_ROWS)
        self.table.setFixedHeight(_HEAD + shown * ROW_DENSE)
        self.copy_button.setEnabled(bool(rows))


def _sums(told: NetworkChanged) -> str:
    session, total = told.session, told.total
    if not total.connections:
        return f"{left_in_words(0)}."
    return (
        f"{left_in_words(session.bytes_out)} since the app was started. On record are "
        f"{total.bytes_out:,}, to {', '.join(total.hosts)}."
    )


def _time(row: EgressRow) -> str:
    try:
        return datetime.fromisoformat(row.at).astimezone().strftime("%d %b %H:%M:%S")
    except ValueError:
        return row.at


_COLUMNS = (
    Column[EgressRow]("When", _time, lambda each: each.at, width=138),
    Column[EgressRow]("Host", lambda each: each.host, width=150, style="mono"),
    Column[EgressRow]("For", lambda each: each.purpose, width=140, stretch=True),
    Column[EgressRow]("Bytes out", lambda each: f"{each.bytes_out:,}",
                      lambda each: each.bytes_out, align_right=True, width=80,
                      tooltip=lambda _: "Of HTTP, before encryption"),
    Column[EgressRow]("Bytes in", lambda each: f"{each.bytes_in:,}", lambda each: each.bytes_in,
                      align_right=True, width=80),
)  # fmt: skip
