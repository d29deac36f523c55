"""Judged questions become test data: cases of a dataset that name the relevant documents."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.pages.knowledge.microscope.judgements import Judged, judged_case
from ui.pages.knowledge.microscope.lookup import Question
from ui.session import Session
from ui.undo import Step
from ui.widgets.button import Button
from ui.widgets.drop_down import DropDown, Option
from ui.widgets.layouts import row
from workbench.commands import SaveCase, SaveSuite
from workbench.messages import Message, Refused, Saved

DATASET = "retrieval"
SCORER = "relevant_document"
_NOT_JUDGED = "Judge a chunk first: 2 answers the question, 1 helps, 0 is off topic"
_NOTHING_HELPS = (
    "Nothing was judged to help. As a test case it says that no document answers this question."
)


class Saving(QWidget):
    """Saved again, a question takes the place of what was saved of it before.

    Signals:
        failed: a sentence.
        doubted: a sentence; `save_anyway` goes on.
        unused: a sentence, as no suite measures with the dataset; `make_suite` writes one.
    """

    failed = Signal(str)
    doubted = Signal(str)
    unused = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._question: Question | None = None
        self._judged: Mapping[str, Judged] = {}
        self._saving: tuple[str, Mapping[str, Judged]] = ("", {})
        self._saved: dict[str, tuple[Mapping[str, Judged], Step | None]] = {}
        self.dataset = DropDown(session.theme, "Test set", [Option(DATASET, DATASET)])
        self.button = Button(session.theme, "Add to test set", icon="plus")
        layout = row(self.dataset, self.button)
        self.setLayout(layout)
        self.button.clicked.connect(self.save)
        self.show_judged(None, {})

    def show_workspace(self) -> None:
        known = [each.name for each in self._session.state.datasets]
        names = known if DATASET in known else [DATASET, *known]
        new = "" if DATASET in known else "new"
        self.dataset.set_options(
            [Option(name, name, new if name == DATASET else "") for name in names]
        )

    def show_judged(self, question: Question | None, judged: Mapping[str, Judged]) -> None:
        self._question, self._judged = question, judged
        is_saved = question is not None and self._is_saved(question.text)
        self.button.setEnabled(bool(judged) and not is_saved)
        self.button.set_text("Added to test set" if is_saved else "Add to test set")
        self.button.set_icon("check" if is_saved else "plus")
        tip = f"Save the question and its relevant documents to datasets/{self.dataset.value}"
        self.button.setToolTip(tip if judged else _NOT_JUDGED)

    def save(self) -> None:
        if not self._judged:
            self.failed.emit(f"{_NOT_JUDGED}.")
        elif not any(each.grade for each in self._judged.values()):
            self.doubted.emit(_NOTHING_HELPS)
        else:
            self.save_anyway()

    def save_anyway(self) -> None:
        question, judged = self._question, self._judged
        if question is None or not judged:
            return
        _, step = self._saved.pop(question.text, ({}, None))
        if step:
            self._session.undo_stack.undo_step(step)
        case = judged_case(question.text, question.role, question.account, judged)
        dataset = self.dataset.value
        self._saving = (question.text, judged)
        self._session.ask(lambda request_id: SaveCase(request_id, dataset, case), self._on_saved)

    def make_suite(self) -> None:
        """Of all bots that retrieve, over the dataset."""
        bots = tuple(self._retrieving())
        dataset = self.dataset.value
        make = partial(_suite, dataset, bots)
        self._session.ask(make, self._on_suite)

    def _retrieving(self) -> list[str]:
        bots = self._session.state.bots.values()
        return [each.name for each in bots if each.retrieval]

    def _is_saved(self, text: str) -> bool:
        """As it is judged now, and not taken back."""
        judged, step = self._saved.get(text, ({}, None))
        return bool(judged) and judged == self._judged and self._session.undo_stack.has(step)

    def _on_saved(self, answer: Message) -> None:
        match answer:
            case Saved(sentence=sentence, change_id=change):
                self._session.told.emit(sentence, change)
                text, judged = self._saving
                self._saved[text] = (judged, self._session.undo_stack.top)
                self.show_judged(self._question, self._judged)
                self._tell_unused()
            case Refused():
                self.failed.emit(answer.line)

    def _tell_unused(self) -> None:
        dataset = self.dataset.value
        used = {each.dataset for each in self._session.state.suites}
        if dataset not in used and self._retrieving():
            self.unused.emit(f"No suite measures with the test set {dataset} yet.")

    def _on_suite(self, answer: Message) -> None:
        match answer:
            case Saved(sentence=sentence, change_id=change):
                self._session.told.emit(sentence, change)
            case Refused():
                self.failed.emit(answer.line)


def _suite(dataset: str, bots: tuple[str, ...], request_id: str) -> SaveSuite:
    return SaveSuite(request_id, dataset, "", bots, dataset, (SCORER,))
