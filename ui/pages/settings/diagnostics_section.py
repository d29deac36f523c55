"""Logs, and a text to send along with a report."""

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from ui.pages.settings.diagnostics import diagnostics
from ui.pages.settings.section import Section
from ui.session import Session
from ui.widgets.button import Button
from ui.widgets.label import ElidedLabel, Label
from workbench.messages import StoreMeasured
from workbench.places import log_folder


class DiagnosticsSection(Section):
    """`measured` gives what is known of the store."""

    def __init__(self, session: Session, measured: Callable[[], StoreMeasured | None]) -> None:
        super().__init__(session.theme, "Diagnostics", "For a report when something goes wrong.")
        self._session, self._measured = session, measured
        self._folder = log_folder()
        self.open_logs = Button(self.theme, "Open log folder", icon="folder-open")
        self.copy_button = Button(self.theme, "Copy diagnostics", icon="copy")
        self.add_row(self.open_logs, self.copy_button)
        self.add(ElidedLabel(str(self._folder), "mono", "text2"))
        says = "Versions, counts and states. No keys, no questions, no answers, no accounts."
        self.add(Label(says, "small", "text3").wrapped())
        self.open_logs.clicked.connect(self._on_open_logs)
        self.copy_button.clicked.connect(self.copy)

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(diagnostics(self._session.state, self._measured()))
        self._session.told.emit("Diagnostics copied", "")

    def _on_open_logs(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
