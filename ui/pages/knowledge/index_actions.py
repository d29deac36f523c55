"""What the header says of the index: whether it lags behind, how it goes on, and its button."""

from PySide6.QtCore import QObject

from ui.pages.knowledge.state import KnowledgeState
from ui.session import Session
from ui.widgets.button import Button
from ui.widgets.chip import StatusChip
from workbench.knowledge_commands import StopIndex, UpdateIndex


class IndexActions(QObject):
    def __init__(self, session: Session, state: KnowledgeState, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._state = state
        self.chip = StatusChip(session.theme, "warn", "")
        self.chip.hide()
        self.button = Button(session.theme, "Update index", "primary", "arrows-clockwise")
        self.button.clicked.connect(self.update_or_stop)

    def update_or_stop(self) -> None:
        if self._state.is_indexing:
            self.stop()
        else:
            self.update()

    def update(self) -> None:
        self._session.send(UpdateIndex(self._state.index))

    def stop(self) -> None:
        """What is indexed so far is kept."""
        if self._state.is_indexing:
            self._session.send(StopIndex())

    def show_state(self) -> None:
        state, going = self._state, self._state.is_indexing
        self.button.set_text("Stop indexing" if going else "Update index")
        self.button.set_icon("stop" if going else "arrows-clockwise")
        is_behind = state.index_row is not None and state.index_row.is_stale
        problems = sum(bool(each.problem) for each in state.documents or ())
        if state.progress and going:
            done, total = state.progress.done, state.progress.total
            self.chip.set_status("running", f"Indexing, {done:,} of {total:,}")
        elif is_behind:
            self.chip.set_status("warn", "Documents changed")
        elif problems:
            self.chip.set_status("fail", f"{problems:,} not readable")
        self.chip.setVisible(going or is_behind or bool(problems))
