"""What stands in the menu behind Export of a grid, and what it says when it is done."""

from functools import partial

from PySide6.QtWidgets import QWidget

from ui.pages.grid.export import export
from ui.pages.grid.state import GridState
from ui.session import Session
from ui.widgets.export_menu import ExportForm, ExportMenu


class TableExports(ExportMenu):
    def __init__(self, session: Session, state: GridState, button: QWidget, page: QWidget) -> None:
        forms = (
            ExportForm("csv", "csv", "CSV, a line a cell", partial(export, state, "csv")),
            ExportForm("json", "json", "JSON", partial(export, state, "json")),
            ExportForm("md", "md", "Markdown", partial(export, state, "md"), copies=True),
        )
        super().__init__(forms, page)
        self._session = session
        self._state = state
        self._button = button
        self.done.connect(self._on_done)

    def copy_table(self) -> None:
        self.copy("md")

    def open_here(self) -> None:
        self.file_name = self._state.run_id or "grid"
        self.open_menu(self._button)

    def _on_done(self, sentence: str) -> None:
        self._session.told.emit(sentence, "")
