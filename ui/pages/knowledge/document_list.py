"""A table of documents that can be searched; selection stays when the list is told anew."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from ui.pages.knowledge.audience_delegate import AudienceDelegate
from ui.pages.knowledge.columns import AUDIENCE, Doc
from ui.pages.knowledge.rows import KnowledgeRow, Roles
from ui.qt_models.data_table import DataTable
from ui.qt_models.row_delegate import RowDelegate
from ui.qt_models.row_table import RowTableModel
from ui.theme.theme import Theme


class DocumentList(DataTable[KnowledgeRow]):
    def __init__(self, theme: Theme, columns: Sequence[Doc], name: str, parent: QWidget) -> None:
        model = RowTableModel[KnowledgeRow](columns, lambda row: row.path, parent)
        super().__init__(theme, model, name)
        main = self.itemDelegate()
        assert isinstance(main, RowDelegate)
        self._audience = AudienceDelegate(theme, main, self)
        self.setItemDelegateForColumn(AUDIENCE, self._audience)
        self._paths: list[str] = []
        self._searched = ("", "")
        self.set_loading(loading=True)

    def show_rows(self, rows: Sequence[KnowledgeRow], roles: Roles) -> None:
        if roles != self._audience.roles:
            self._audience.roles = roles
            self.viewport().update()
        self.set_loading(loading=False)
        known, self._paths = self._paths, [row.path for row in rows]
        if known == self._paths:
            self.rows.upsert(rows)
            return
        current = self.current_row()
        self.rows.set_rows(rows)
        if current:
            self.select_key(current.path)

    def search(self, text: str, area: str = "") -> None:
        """Keep what has all words in title, path, audience or state."""
        if self._searched == (text, area):
            return
        self._searched = text, area
        words = text.casefold().split()

        def accepts(row: KnowledgeRow) -> bool:
            said = f"{row.title} {row.path} {row.document.audience} {row.condition.words}"
            in_area = not area or row.area == area
            return in_area and all(word in said.casefold() for word in words)

        self.rows.set_filter(accepts if words or area else None)
