"""The index of the documents: what it holds, and bringing it up to date."""

from ui.pages.settings.section import Section
from ui.pages.settings.words import counted, index_words, problem_place
from ui.session import Session
from ui.widgets.button import Button
from ui.widgets.chip import StatusChip
from ui.widgets.label import ElidedLabel
from ui.widgets.problem_list import ProblemItem, ProblemList
from ui.widgets.progress import ProgressBar
from workbench.knowledge_commands import StopIndex, UpdateIndex
from workbench.messages import IndexProgressed


class DocumentsSection(Section):
    def __init__(self, session: Session) -> None:
        super().__init__(session.theme, "Documents", "What bots with retrieval look things up in.")
        self._session = session
        self.state = StatusChip(self.theme, "idle", "Not indexed yet")
        self.update_button = Button(self.theme, "Update index", icon="arrows-clockwise")
        self.stop_button = Button(self.theme, "Stop", icon="stop")
        self.bar = ProgressBar(self.theme, "Indexing")
        self.path = ElidedLabel("", "caption", "text3")
        self.problems = ProblemList(self.theme)
        self.problems.reload_button.hide()
        self.add_row(self.state)
        self.add(self.bar)
        self.add(self.path)
        self.add_row(self.update_button, self.stop_button)
        self.add(self.problems)
        self.update_button.clicked.connect(self._on_update)
        self.stop_button.clicked.connect(self._on_stop)
        session.workspace_changed.connect(self.refresh)
        self.refresh()

    @property
    def is_running(self) -> bool:
        index = self._session.state.index
        return index is not None and not index.is_done

    def refresh(self) -> None:
        index = self._session.state.index
        self.state.set_status(*index_words(index))
        running = self.is_running
        for widget in (self.bar, self.path, self.stop_button):
            widget.setVisible(running)
        self.update_button.setEnabled(not running)
        if index and running:
            self.bar.set_share(index.done / index.total if index.total else 0.0)
            self.path.setText(index.path)
        self._show_problems(index)

    def _show_problems(self, index: IndexProgressed | None) -> None:
        found = index.problems if index else ()
        items = [ProblemItem(problem_place(each), each.message, each.hint) for each in found]
        self.problems.show_problems(f"{counted(len(found), 'document')} left out", items)

    def _on_update(self) -> None:
        self._session.send(UpdateIndex())

    def _on_stop(self) -> None:
        self._session.send(StopIndex())
