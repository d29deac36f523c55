"""The Settings page: one column of sections."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout

from ui.page_spec import Page, PageCommand
from ui.pages.settings.about_section import AboutSection
from ui.pages.settings.appearance import Appearance
from ui.pages.settings.cache_section import CacheSection
from ui.pages.settings.diagnostics_section import DiagnosticsSection
from ui.pages.settings.documents_section import DocumentsSection
from ui.pages.settings.keys_section import KeysSection
from ui.pages.settings.models_section import ModelsSection
from ui.pages.settings.network_section import NetworkSection
from ui.pages.settings.section import Section
from ui.pages.settings.spending_section import SpendingSection
from ui.pages.settings.storage_section import StorageSection
from ui.pages.settings.workspace_section import WorkspaceSection
from ui.session import Session
from ui.widgets.label import horizontal_line, surface
from workbench.commands import ReloadWorkspace
from workbench.knowledge_commands import StopIndex, UpdateIndex
from workbench.messages import StoreMeasured


class SettingsPage(Page):
    def __init__(self, session: Session) -> None:
        super().__init__(session.theme, "Settings")
        self.session = session
        self.appearance = Appearance(self.theme, session.settings)
        self.workspace = WorkspaceSection(session)
        self.models = ModelsSection(session)
        self.keys = KeysSection(session)
        self.network = NetworkSection(session)
        self.spending = SpendingSection(session)
        self.cache = CacheSection(session)
        self.documents = DocumentsSection(session)
        self.storage = StorageSection(session)
        self.diagnostics = DiagnosticsSection(session, self._measured)
        self.about = AboutSection(self.theme)
        self.view = QScrollArea()
        self._lay_out()

    def commands(self) -> tuple[PageCommand, ...]:
        return (
            PageCommand("Reload the files of the workspace", "", self._reload, "arrows-clockwise"),
            PageCommand("Update index", "", self._update_index, "books"),
            PageCommand("Copy diagnostics", "", self.diagnostics.copy, "copy"),
        )

    def show_target(self, target: dict[str, object]) -> None:
        """`section`: bring it into view. `key`: the provider whose key is wanted."""
        found = self._sections().get(str(target.get("section", "")))
        if found:
            self.view.ensureWidgetVisible(found)
        if target.get("key"):
            self.keys.choose(str(target["key"]))

    def on_shown(self) -> None:
        self.appearance.refresh()
        self.workspace.refresh()
        self.models.refresh()
        self.spending.refresh()
        self.cache.refresh()
        self.storage.refresh()
        self.keys.ask_for_keys()
        self.network.ask_for_rows()

    def focus_first(self) -> None:
        """Arrow keys move the page at once."""
        self.view.setFocus()

    def is_running(self) -> bool:
        return self.documents.is_running or self.cache.is_auditing

    def stop(self) -> None:
        if self.documents.is_running:
            self.session.send(StopIndex())
        self.cache.stop()

    def _measured(self) -> StoreMeasured | None:
        return self.storage.measured

    def _reload(self) -> None:
        self.session.send(ReloadWorkspace())

    def _update_index(self) -> None:
        self.session.send(UpdateIndex())

    def _sections(self) -> dict[str, Section]:
        return {
            "appearance": self.appearance,
            "workspace": self.workspace,
            "models": self.models,
            "keys": self.keys,
            "network": self.network,
            "spending": self.spending,
            "cache": self.cache,
            "documents": self.documents,
            "storage": self.storage,
            "diagnostics": self.diagnostics,
            "about": self.about,
        }

    def _lay_out(self) -> None:
        inner = surface("page")
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for section in self._sections().values():
            layout.addWidget(section)
            layout.addWidget(horizontal_line())
        layout.addStretch(1)
        self.view.setWidgetResizable(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view.setAccessibleName("Settings")
        self.view.setWidget(inner)
        self.set_main(self.view)
