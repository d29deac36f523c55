"""The first view: what can be wrong with the index, a search, and the documents."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.knowledge.columns import document_columns
from ui.pages.knowledge.document_list import DocumentList
from ui.pages.knowledge.state import KnowledgeState
from ui.theme.theme import Theme
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label, horizontal_line
from ui.widgets.layouts import row
from ui.widgets.message_bar import MessageBar
from ui.widgets.search_field import SearchField
from workbench.knowledge_messages import DocumentRow

ALL = Option("", "All areas")


class DocumentsArea(QWidget):
    """`indexes` is there where the workspace has several; the page takes what is chosen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.bar = MessageBar(theme, closable=True)
        self.finder = SearchField(theme, "Find documents")
        self.areas = DropDown(theme, "Show", (ALL,), "funnel-simple")
        self.indexes = DropDown(theme, "Index")
        self.indexes.hide()
        self._documents: tuple[DocumentRow, ...] | None = None
        self.count = Label("", "caption", "text3")
        self.table = DocumentList(theme, document_columns(), "Documents", self)
        self._lay_out()
        self.finder.search_changed.connect(self._on_search)
        self.areas.value_chosen.connect(self._on_search)
        self.table.link_pressed.connect(self.clear)

    def show_state(self, state: KnowledgeState) -> None:
        self.indexes.set_options([Option(each.spec.name, each.spec.name) for each in state.indexes])
        self.indexes.set_value(state.index)
        self.indexes.setVisible(len(state.indexes) > 1)
        if state.documents is None:
            return
        rows = state.rows()
        self.table.show_rows(rows, state.roles)
        if state.documents is not self._documents:
            self._documents = state.documents
            names = sorted({each.area for each in rows if each.area})
            self.areas.set_options((ALL, *(Option(name, name) for name in names)))
        self._on_search()

    def clear(self) -> None:
        """Show all again."""
        self.areas.set_value("")
        self.finder.clear()
        self._on_search()

    def _on_search(self) -> None:
        text, area = self.finder.text(), self.areas.value
        self.table.search(text, area)
        model = self.table.rows
        shown, total = len(model.rows), model.total
        self.count.setText(f"{shown:,} of {total:,} documents shown" if shown < total else "")
        if total:
            self.table.set_empty("No document matches", "Clear filters")
        else:
            self.table.set_empty("No documents yet. Put files into the folder knowledge.")

    def _lay_out(self) -> None:
        self.finder.setFixedWidth(260)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        head = row(self.finder, self.areas, self.indexes, self.count, None, margins=(16, 8, 16, 8))
        layout.addLayout(head)
        layout.addWidget(horizontal_line())
        layout.addWidget(self.table, 1)
