"""Appearance, workspace, models, keys, network, documents, storage, diagnostics."""

from ui.page_spec import Page, PageSpec
from ui.session import Session


def _build(session: Session) -> Page:
    from ui.pages.settings.page import SettingsPage  # noqa: PLC0415 - loaded when it is first opened

    return SettingsPage(session)


PAGE: PageSpec[Session] = PageSpec("Settings", "gear-six", _build, at_bottom=True)
