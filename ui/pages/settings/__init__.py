"""Appearance, workspace, models, documents, storage, diagnostics."""

from ui.page_spec import PageSpec
from ui.pages.settings.page import SettingsPage
from ui.session import Session

PAGE: PageSpec[Session] = PageSpec("Settings", "gear-six", SettingsPage, at_bottom=True)
