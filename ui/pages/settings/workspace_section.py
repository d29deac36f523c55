"""The open workspace, what is wrong in its files, and how to open another or make one."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from ui.pages.settings.section import Section
from ui.pages.settings.words import counted, problem_place, problems_title
from ui.session import Session
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.problem_list import ProblemItem, ProblemList
from workbench.commands import ReloadWorkspace
from workbench.places import documents_folder

RECENT = "recent workspaces"


class WorkspaceSection(Section):
    def __init__(self, session: Session) -> None:
        super().__init__(
            session.theme, "Workspace", "A folder of plain files: bots, accounts, documents, cases."
        )
        self._session = session
        self.name = Label("", "body", "text", 600)
        self.folder = ElidedLabel("", "mono", "text2")
        self.counts = Label("", "small", "text2")
        self.open_folder = Button(self.theme, "Open folder", icon="folder-open", small=True)
        self.reload = Button(self.theme, "Reload files", icon="arrows-clockwise", small=True)
        self.template = DropDown(
            self.theme, "From", (Option("sample", "Sample"), Option("empty", "Empty"))
        )
        self.new = Button(self.theme, "New workspace…", icon="plus")
        self.other = Button(self.theme, "Open…", icon="folder-open")
        self.recent = DropDown(self.theme, "Recent")
        self.problems = ProblemList(self.theme)
        self._lay_out()
        self.open_folder.clicked.connect(self._on_open_folder)
        self.reload.clicked.connect(self._on_reload)
        self.problems.reload_pressed.connect(self._on_reload)
        self.new.clicked.connect(self._on_new)
        self.other.clicked.connect(self._on_other)
        self.recent.value_chosen.connect(self._on_recent)
        session.workspace_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        state = self._session.state
        listing = state.listing
        self.name.setText(listing.name if listing else "Not open yet")
        self.folder.setText(listing.folder if listing else "")
        things = (
            counted(len(state.bots), "bot"),
            counted(len(state.accounts), "account"),
            counted(len(state.suites), "suite"),
            counted(len(state.datasets), "dataset"),
        )
        self.counts.setText(", ".join(things))
        self.problems.show_problems(
            problems_title(state.problems),
            [ProblemItem(problem_place(each), each.message, each.hint) for each in state.problems],
        )
        self._show_recent(listing.folder if listing else "")

    def make(self, folder: str) -> None:
        """A workspace from the chosen template, in that folder, then open it."""
        self._session.new_workspace_requested.emit(self.template.value, folder)

    def open(self, folder: str) -> None:
        listing = self._session.state.listing
        if not listing or Path(folder) != Path(listing.folder):
            self._session.workspace_requested.emit(folder)

    def _show_recent(self, current: str) -> None:
        found = self._session.settings.value(RECENT)
        folders = [found] if isinstance(found, str) else found if isinstance(found, list) else []
        others = [each for each in map(str, folders) if Path(each) != Path(current)]
        options = [Option("", "Choose one")]
        options += [Option(each, Path(each).name, str(Path(each).parent)) for each in others]
        self.recent.set_options(options)
        self.recent.set_value("")
        self.recent.setEnabled(bool(others))

    def _lay_out(self) -> None:
        self.add_row(self.name, self.counts)
        self.body.addWidget(self.folder)
        self.add_row(self.open_folder, self.reload)
        self.add(self.problems)
        self.add_row(self.template, self.new, 12, self.other, self.recent)

    def _on_open_folder(self) -> None:
        listing = self._session.state.listing
        if listing:
            QDesktopServices.openUrl(QUrl.fromLocalFile(listing.folder))

    def _on_reload(self) -> None:
        self._session.send(ReloadWorkspace())

    def _on_new(self) -> None:
        start = str(documents_folder() / "my-workspace")
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Folder of the new workspace", start, options=QFileDialog.Option.ShowDirsOnly
        )
        if chosen:
            self.make(chosen)

    def _on_other(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Open a workspace", str(documents_folder()))
        if chosen:
            self.open(chosen)

    def _on_recent(self, folder: str) -> None:
        if folder:
            self.open(folder)
