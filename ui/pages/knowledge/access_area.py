"""The view Access: what a role may read, and why not the rest."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.knowledge.columns import access_columns
from ui.pages.knowledge.document_list import DocumentList
from ui.pages.knowledge.rows import KnowledgeRow, Roles, readers
from ui.pages.knowledge.state import KnowledgeState
from ui.theme.theme import Theme
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label, horizontal_line
from ui.widgets.layouts import row
from ui.widgets.segmented import SegmentedControl

SHOWN = (("all", "All"), ("may", "May read"), ("hidden", "Hidden"))


class AccessArea(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._roles: Roles = ()
        self._rows: tuple[KnowledgeRow, ...] = ()
        self._needs: dict[str, str] = {}
        self._is_stale = False
        self.role = DropDown(theme, "Role")
        self.shown = SegmentedControl(theme, "Documents", SHOWN)
        self.words = Label("", "label", "text2")
        self.table = DocumentList(theme, access_columns(self._reason), "Access", self)
        self._lay_out()
        self.role.value_chosen.connect(self._show)
        self.shown.current_changed.connect(self._show)

    def show_state(self, state: KnowledgeState) -> None:
        self._roles = state.roles
        self.role.set_options([Option(name, name) for name, _ in state.roles])
        if state.documents is not None:
            self._rows, self._is_stale = state.rows(), True
        if self.isVisible():
            self._show_if_stale()

    def show_role(self, role: str) -> None:
        self.role.set_value(role)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_if_stale()

    def _show_if_stale(self) -> None:
        if self._is_stale:
            self._show()

    def _show(self) -> None:
        self._is_stale = False
        self._needs = {}
        may: list[KnowledgeRow] = []
        hidden: list[KnowledgeRow] = []
        for each in self._rows:
            (hidden if self._reason(each) else may).append(each)
        rows = {"all": self._rows, "may": may, "hidden": hidden}[self.shown.current]
        self.table.show_rows(rows, self._roles)
        total = len(self._rows)
        self.words.setText(f"{self.role.value} may read {len(may):,} of {total:,} documents")
        self.table.set_empty(
            "No documents yet" if not total else "No document is hidden from this role"
            if self.shown.current == "hidden" else "This role may read no document"
        )  # fmt: skip
        self.table.rows.arrange_anew()
        self.table.viewport().update()

    def _reason(self, row: KnowledgeRow) -> str:
        """Why the role that is shown may not read it; empty if it may."""
        if row.document.problem:
            return "Not indexed"
        audience = row.document.audience
        if audience not in self._needs:
            may = self.role.value in readers(audience, self._roles)
            self._needs[audience] = "" if may else f"Needs {audience}"
        return self._needs[audience]

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        head = row(self.role, self.shown, self.words, None, gap=12, margins=(16, 8, 16, 8))
        layout.addLayout(head)
        layout.addWidget(horizontal_line())
        layout.addWidget(self.table, 1)
