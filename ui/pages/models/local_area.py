"""The first view: memory, the list of models, helper models, API providers."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.models.columns import (
    ACTION,
    FIT,
    PROVIDER_ACTION,
    QUANT,
    HelperRow,
    helper_columns,
    model_columns,
    provider_columns,
)
from ui.pages.models.delegates import ActionDelegate, FitDelegate, QuantDelegate
from ui.pages.models.memory_strip import MemoryStrip
from ui.pages.models.provider_form import ProviderForm
from ui.pages.models.providers import ProviderRow
from ui.pages.models.rows import ModelRow
from ui.pages.models.state import ModelsState
from ui.qt_models.data_table import ROW_DENSE, ROW_TALL, DataTable
from ui.qt_models.row_delegate import RowDelegate
from ui.qt_models.row_table import RowTableModel
from ui.session import Session
from ui.widgets.label import Label, horizontal_line
from ui.widgets.layouts import row
from ui.widgets.message_bar import MessageBar
from ui.widgets.toggle import Toggle

_HEAD = 28
_LEAST_ROWS, _MOST_PROVIDERS = 3, 4
_WHOLE_SHARE = 1.35


class LocalArea(QWidget):
    """Signals: acted(ModelRow), provider_acted(ProviderRow), offline_chosen(bool)."""

    acted = Signal(object)
    provider_acted = Signal(object)
    offline_chosen = Signal(bool)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._theme = theme = session.theme
        self.bar = MessageBar(theme, closable=True)
        self.memory = MemoryStrip(theme)
        self.rows = RowTableModel[ModelRow](model_columns(), lambda each: each.name, self)
        self.table = DataTable(theme, self.rows, "Local models", ROW_TALL)
        self.helpers = RowTableModel[HelperRow](helper_columns(), lambda each: each.role, self)
        self.helper_table = DataTable(theme, self.helpers, "Helper models", ROW_DENSE)
        self.providers = RowTableModel[ProviderRow](
            provider_columns(), lambda each: f"{each.address} {each.spec.name}", self
        )
        self.provider_table = DataTable(theme, self.providers, "API providers", ROW_TALL)
        self.provider_table.set_empty("No API provider yet", "Add a model of a provider")
        self.form = ProviderForm(session)
        self.form.hide()
        self.offline = Toggle(theme, "Offline mode")
        self.offline.clicked.connect(self.offline_chosen)
        self._fit = self._set_delegates()
        self._lay_out()
        self.table.set_loading(loading=True)

    def show_state(self, state: ModelsState) -> None:
        self.memory.show_state(state)
        if state.models is None:
            return
        room = state.room
        self._fit.room = room
        total = state.host.total_bytes if state.host else 0
        self._fit.whole_bytes = max(int(_WHOLE_SHARE * room.total), total, 1)
        self.table.set_loading(loading=False)
        self._show_rows(state.rows())

    def show_helpers(self, rows: Sequence[HelperRow]) -> None:
        if list(self.helpers.rows) != list(rows):
            self.helpers.set_rows(rows)

    def show_providers(self, rows: Sequence[ProviderRow]) -> None:
        if list(self.providers.rows) == list(rows):
            return
        if [row.address for row in self.providers.rows] == [row.address for row in rows]:
            self.providers.upsert(list(rows))
        else:
            self.providers.set_rows(rows)
        shown = min(max(len(rows), 1), _MOST_PROVIDERS)
        self.provider_table.setFixedHeight(_HEAD + shown * ROW_TALL + 2)

    def show_form(self) -> None:
        """In the place of the providers: a small window has no room for both."""
        self.provider_table.hide()
        self.form.show()
        self.form.fields.vendor.setFocus()

    def hide_form(self) -> None:
        self.form.hide()
        self.provider_table.show()

    def _show_rows(self, rows: Sequence[ModelRow]) -> None:
        """Selection and scroll stay: known rows are changed in place."""
        known = {self.rows.key_at(place) for place in range(len(self.rows.rows))}
        fresh = [each.name for each in rows]
        if known != set(fresh):
            current = self.table.current_row()
            self.rows.set_rows(rows)
            if current:
                self.table.select_key(current.name)
            return
        before = {each.name: each for each in self.rows.rows}
        if changed := [each for each in rows if before[each.name] != each]:
            self.rows.upsert(changed)
        self.table.viewport().update()

    def _set_delegates(self) -> FitDelegate:
        main = self.table.itemDelegate()
        far = self.provider_table.itemDelegate()
        assert isinstance(main, RowDelegate)
        assert isinstance(far, RowDelegate)
        fit = FitDelegate(self._theme, main, self.table)
        self.table.setItemDelegateForColumn(FIT, fit)
        self.table.setItemDelegateForColumn(QUANT, QuantDelegate(self._theme, main, self.table))
        action = ActionDelegate(self._theme, main, self.table, _always)
        action.pressed.connect(self.acted)
        self.table.setItemDelegateForColumn(ACTION, action)
        test = ActionDelegate(self._theme, far, self.provider_table, _can_act)
        test.pressed.connect(self.provider_acted)
        self.provider_table.setItemDelegateForColumn(PROVIDER_ACTION, test)
        return fit

    def _lay_out(self) -> None:
        self.table.setMinimumHeight(_HEAD + _LEAST_ROWS * ROW_TALL)
        self.helper_table.horizontalHeader().hide()
        self.helper_table.setFixedHeight(2 * ROW_DENSE + 2)
        self.provider_table.setFixedHeight(_HEAD + ROW_TALL + 20)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.memory)
        layout.addWidget(horizontal_line())
        layout.addWidget(self.table, 1)
        layout.addWidget(horizontal_line())
        layout.addLayout(_heading("Helper models", "Used by every bot that retrieves or routes"))
        layout.addWidget(self.helper_table)
        providers = _heading("API providers", "Keys stay in the keychain or the environment.")
        providers.addWidget(Label("Offline mode", "small", "text"))
        providers.addWidget(self.offline)
        layout.addLayout(providers)
        layout.addWidget(self.form)
        layout.addWidget(self.provider_table)


def _heading(title: str, note: str) -> QHBoxLayout:
    return row(Label(title, "label", "text", 600), Label(note, "caption", "text3"), None,
               margins=(16, 9, 16, 7))  # fmt: skip


def _always(row: object) -> bool:
    del row
    return True


def _can_act(row: object) -> bool:
    return isinstance(row, ProviderRow) and row.can_act
