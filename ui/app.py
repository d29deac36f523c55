"""The application: one window on one workspace at a time, and how they are changed."""

from pathlib import Path

from PySide6.QtCore import QObject, QSettings

from ui.bridge import WorkerBridge
from ui.first_accounts import first_accounts
from ui.idle_work import IdleWork
from ui.main_window import MainWindow
from ui.navigation import PAGES
from ui.session import OFFLINE, Session
from ui.shell_banner import ShellBanner
from ui.shell_spending import ShellSpending
from ui.shell_status import ShellStatus
from ui.theme.theme import MODES, Theme
from workbench.errors import WorkbenchError
from workbench.network.guard import remember_offline
from workbench.places import settings_folder
from workbench.workspace.new_workspace import new_workspace

RECENT = "recent workspaces"
RECENT_KEPT = 8


class App(QObject):
    """Owns theme and settings; the window, session and bridge belong to the open workspace."""

    def __init__(self, settings: QSettings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings or QSettings(
            str(settings_folder() / "window.ini"), QSettings.Format.IniFormat
        )
        mode = str(self.settings.value("theme", "system"))
        self.theme = Theme(mode if mode in MODES else "system", self)
        self.theme.apply()
        if self.settings.value(OFFLINE, False, bool):  # noqa: FBT003 - Qt's own signature
            remember_offline(is_on=True)
        self.window: MainWindow | None = None
        self.session: Session | None = None
        self._bridge: WorkerBridge | None = None
        self._idle_work: IdleWork | None = None

    def open(self, folder: Path) -> MainWindow:
        """Open a workspace, closing the one before. What is wrong with it, the window says."""
        self.close()
        bridge = self._bridge = WorkerBridge(folder, parent=self)
        # The engine starts up while the window is built.
        bridge.start()
        session = self.session = Session(bridge, self.theme, self.settings, self)
        session.state.accounts = {each.id: each for each in first_accounts(folder)}
        window = self.window = MainWindow(session, PAGES)
        ShellStatus(session, window)
        ShellSpending(session, window, ShellBanner(session, window))
        self._idle_work = IdleWork(session, window)
        session.workspace_requested.connect(self._on_workspace_requested)
        session.new_workspace_requested.connect(self._on_new_workspace_requested)
        window.workspace_pressed.connect(self._on_workspace_pressed)
        self._remember(folder)
        return window

    def close(self) -> None:
        """Let the engine end by itself; a grid in progress goes on at the next start."""
        if self.session:
            self.session.closing.emit()
        if self._bridge:
            self._bridge.close()
        if self._idle_work:
            self._idle_work.close()
        if self.window:
            self.window.close()
            self.window.deleteLater()
        if self.session:
            self.session.deleteLater()
        if self._bridge:
            self._bridge.deleteLater()
        self._bridge = self.window = self.session = self._idle_work = None

    def recent(self) -> list[str]:
        return [str(each) for each in _as_list(self.settings.value(RECENT)) if Path(each).is_dir()]

    def _remember(self, folder: Path) -> None:
        others = [each for each in self.recent() if each != str(folder)]
        self.settings.setValue(RECENT, [str(folder), *others][:RECENT_KEPT])

    def _on_workspace_requested(self, folder: str) -> None:
        self.open(Path(folder)).show()

    def _on_new_workspace_requested(self, template: str, folder: str) -> None:
        try:
            new_workspace("empty" if template == "empty" else "sample", Path(folder))
        except WorkbenchError as error:
            if self.session:
                self.session.refused.emit(error.message, error.hint)
        else:
            self._on_workspace_requested(folder)

    def _on_workspace_pressed(self) -> None:
        if self.window:
            self.window.open_page("settings")


def _as_list(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(each) for each in value] if isinstance(value, (list, tuple)) else []
