"""How much is stored, and forgetting what is old."""

from PySide6.QtWidgets import QAbstractButton, QMessageBox

from ui.pages.settings.section import Section
from ui.pages.settings.words import store_words
from ui.session import Session
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.label import Label
from workbench.commands import MeasureStore, PruneStore
from workbench.messages import Message, StoreMeasured

AGES = ((90, "90 days"), (30, "30 days"), (7, "7 days"))


class StorageSection(Section):
    def __init__(self, session: Session) -> None:
        super().__init__(session.theme, "Storage", "Turns and runs are kept until you delete them.")
        self._session = session
        self.measured: StoreMeasured | None = None
        self._is_pruning = False
        self._confirmed: QAbstractButton | None = None
        self.stored = Label("Measuring", "body", "text2")
        self.age = DropDown(
            self.theme, "Older than", [Option(str(days), text) for days, text in AGES]
        )
        self.delete = Button(self.theme, "Delete old turns…", "danger", "trash")
        self.add_row(self.stored)
        self.add_row(self.age, self.delete)
        self.delete.clicked.connect(self.ask)
        session.messages_arrived.connect(self._on_messages)

    def refresh(self) -> None:
        self._session.send(MeasureStore())

    def ask(self) -> None:
        """It cannot be undone, so it is asked for once more."""
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Delete old turns")
        box.setText(f"Delete all turns and runs older than {self.age.value_text()}?")
        box.setInformativeText("This cannot be undone. Newer ones and your files stay.")
        self._confirmed = box.addButton("Delete for good", QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton("Keep them", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.buttonClicked.connect(self._on_answered)
        box.finished.connect(box.deleteLater)
        box.open()

    def prune(self) -> None:
        self._is_pruning = True
        self.delete.setEnabled(False)
        self._session.send(PruneStore(int(self.age.value)))

    def _on_answered(self, pressed: QAbstractButton) -> None:
        if pressed is self._confirmed:
            self.prune()

    def _on_messages(self, messages: list[Message]) -> None:
        for message in messages:
            if isinstance(message, StoreMeasured):
                self._take(message)

    def _take(self, found: StoreMeasured) -> None:
        before, self.measured = self.measured, found
        self.stored.setText(store_words(found))
        if self._is_pruning:
            self._is_pruning = False
            self.delete.setEnabled(True)
            gone = before.turns - found.turns if before else 0
            said = f"{gone:,} turns deleted" if gone > 0 else "Nothing was old enough to delete"
            self._session.told.emit(said, "")
